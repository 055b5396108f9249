"""Tells how far Spark is while a step takes longer than a few seconds."""

import logging
import sys
import threading
from typing import Any

logger = logging.getLogger(__name__)

_SECONDS = 5.0


class SparkProgress:
    """A thread that logs the share of done tasks of Spark's running stages every five seconds.

    It watches whatever Spark session the process has, and starts none.
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the thread has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._seconds):
            context = _running_context()
            tasks = _tasks(context) if context is not None else None
            if tasks is not None:
                done, total = tasks
                logger.info("  %3.0f %% (%d of %d Spark tasks)", 100 * done / total, done, total)


def _running_context() -> Any:
    """Return the context of the process, or None when there is none that has fully started."""
    spark = sys.modules.get("pyspark")
    context = spark.SparkContext._active_spark_context if spark is not None else None
    return context if getattr(context, "_jsc", None) is not None else None


def _tasks(context: Any) -> tuple[int, int] | None:
    """Return done and all tasks of the stages that run now, or None when none does."""
    tracker = context.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    running = [stage for stage in stages if stage is not None]
    total = sum(stage.numTasks for stage in running)
    return (sum(stage.numCompletedTasks for stage in running), total) if total else None
