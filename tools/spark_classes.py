"""Keep Spark's classes in an archive, from which each later JVM starts in two thirds of the time.

Java's class data sharing (JEP 350): classes are loaded and verified once, when the environment is
set up, and mapped into memory from then on. Java passes over an archive that is not its own.
"""

import logging
import tempfile
from pathlib import Path

import yaml

from connected_car.errors import UserError
from connected_car.hooks.spark import CLASSES, JAVA_OPTIONS, configure_spark
from connected_car.spark import spark_session

_CONF = Path(__file__).parents[1] / "conf"


def make_archive() -> None:
    """Start Spark, let it load what most runs need, and keep its classes when it ends.

    Raises:
        UserError: Spark cannot start.
    """
    CLASSES.unlink(missing_ok=True)
    new = CLASSES.with_suffix(".new")
    settings = yaml.safe_load((_CONF / "base" / "spark.yml").read_text())
    options = f'-XX:+UseSerialGC "-XX:ArchiveClassesAtExit={new}" -Xlog:cds*=off'
    configure_spark({**settings, JAVA_OPTIONS: options}, _CONF)
    if _load_classes() == 0 and new.exists():  # Java without an archive of its own writes none
        new.replace(CLASSES)


def _load_classes() -> int:
    """Write, read, join and map a few rows; return the JVM's exit code."""
    session = spark_session()
    with tempfile.TemporaryDirectory() as folder:
        rows = session.range(100).selectExpr("cast(id % 7 as string) battery", "current_date() day")
        rows.write.parquet(f"{folder}/rows")
        stored = session.read.parquet(f"{folder}/rows")
        counted = stored.groupBy("battery").count().join(stored, "battery").orderBy("day")
        counted.mapInArrow(lambda batches: batches, counted.schema).toPandas()
    jvm = session.sparkContext._gateway.proc
    session.stop()
    jvm.stdin.close()
    return int(jvm.wait())


if __name__ == "__main__":
    try:
        make_archive()
    except UserError as error:
        logging.warning("Spark will start without an archive of its classes: %s", error)
