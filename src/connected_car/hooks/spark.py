"""Spark's settings."""

import logging
import os
import shlex
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl

from connected_car.spark import is_local, zip_package

JAVA_OPTIONS = "spark.driver.extraJavaOptions"
CLASSES = Path(sys.prefix) / "spark_classes.jsa"  # made by tools/spark_classes.py


class SparkHooks:
    """Hands Spark's settings to whoever first starts a session; starts none itself."""

    @hook_impl(tryfirst=True)
    def after_context_created(self, context: KedroContext) -> None:
        """Put ``spark.yml`` into the environment; keep plugins from raising their own log level."""
        for plugin in ("kedro_mlflow", "kedro_telemetry", "mlflow"):
            logging.getLogger(plugin).setLevel(logging.WARNING)
        configure_spark(context.config_loader["spark"], context.project_path / "conf")


def configure_spark(settings: Mapping[str, Any], conf: Path) -> None:
    """Set the environment from which the next Spark session of this process takes its settings.

    Args:
        settings: Spark's settings by name, as in ``spark.yml``. The workers of a cluster get this
            package's code from here; ``spark.pyspark.python`` is their Python. Options of the JVM
            come after the project's own.
        conf: folder with ``log4j2.properties``.
    """
    log4j = (conf / "log4j2.properties").resolve().as_uri()
    java = ["-Duser.timezone=UTC", f"-Dlog4j2.configurationFile={log4j}"]
    if CLASSES.exists():
        java += [f'"-XX:SharedArchiveFile={CLASSES}"', "-Xlog:cds*=off"]
    java.append(str(settings.get(JAVA_OPTIONS, "")))
    everything = {**settings, JAVA_OPTIONS: " ".join(java).strip()}
    if not is_local(str(settings["spark.master"])):
        everything["spark.submit.pyFiles"] = zip_package()
    flags = (f"--conf {shlex.quote(f'{name}={value}')}" for name, value in everything.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"{' '.join(flags)} pyspark-shell"
    os.environ["PYSPARK_PYTHON"] = str(settings.get("spark.pyspark.python", sys.executable))
    os.environ["TZ"] = "UTC"
    time.tzset()
    # Spark prints a JSON line for each failed query; the error itself says it better
    logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL)
