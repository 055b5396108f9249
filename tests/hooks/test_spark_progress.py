import logging
import threading

from connected_car.hooks.spark_progress import SparkProgress, _running_context, _tasks


def test_the_share_of_done_tasks_is_logged(spark, caplog):
    caplog.set_level(logging.INFO, logger="connected_car.hooks.spark_progress")
    told = threading.Event()

    class Told(logging.Handler):
        def emit(self, record):
            told.set()

    handler = Told()
    logging.getLogger("connected_car.hooks.spark_progress").addHandler(handler)
    progress = SparkProgress(seconds=0.05)
    progress.start()
    try:
        work = spark.range(0, 400_000_000, 1, 8).selectExpr("sum(sqrt(id)) as s")
        while not told.is_set():
            work.collect()
    finally:
        progress.stop()
        logging.getLogger("connected_car.hooks.spark_progress").removeHandler(handler)
    assert "Spark tasks)" in caplog.records[-1].getMessage()
    assert not progress._thread.is_alive()


def test_nothing_is_told_while_nothing_runs(spark):
    assert _tasks(_running_context()) is None
