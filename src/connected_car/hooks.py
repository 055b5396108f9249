"""What happens around every run: Spark's settings, the run's id, the closing summary."""

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
from kedro.io import CatalogProtocol
from kedro.pipeline import Node, Pipeline

from connected_car.datasets.run_id import set_run_id
from connected_car.progress import SparkProgress
from connected_car.spark import is_local, zip_package

logger = logging.getLogger(__name__)

_JAVA_OPTIONS = "spark.driver.extraJavaOptions"


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
    java.append(str(settings.get(_JAVA_OPTIONS, "")))
    everything = {**settings, _JAVA_OPTIONS: " ".join(java).strip()}
    if not is_local(str(settings["spark.master"])):
        everything["spark.submit.pyFiles"] = zip_package()
    flags = (f"--conf {shlex.quote(f'{name}={value}')}" for name, value in everything.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"{' '.join(flags)} pyspark-shell"
    os.environ["PYSPARK_PYTHON"] = str(settings.get("spark.pyspark.python", sys.executable))
    os.environ["TZ"] = "UTC"
    time.tzset()
    # Spark prints a JSON line for each failed query; the error itself says it better
    logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL)


class RunIdHooks:
    """Makes the id of the MLflow run known to the datasets that stamp it."""

    @hook_impl(trylast=True)
    def before_pipeline_run(self) -> None:
        """Take the id of the run that kedro-mlflow has just opened."""
        import mlflow

        active = mlflow.active_run()
        set_run_id(active.info.run_id if active else None)

    @hook_impl
    def after_pipeline_run(self) -> None:
        """Forget the id."""
        set_run_id(None)

    @hook_impl
    def on_pipeline_error(self) -> None:
        """Forget the id."""
        set_run_id(None)


class ProgressHooks:
    """Tells which step a run is at, how far Spark is with it, and prints the summary at the end."""

    def __init__(self) -> None:
        self._nodes = 0
        self._begun: set[str] = set()
        self._spark = SparkProgress()

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline) -> None:
        """Count the nodes."""
        self._nodes, self._begun = len(pipeline.nodes), set()
        logger.info("%d steps to do", self._nodes)
        self._spark.start()

    @hook_impl
    def before_dataset_loaded(self, node: Node) -> None:
        """Log which step begins, for loading its data may take a while."""
        if node.name not in self._begun:
            self._begun.add(node.name)
            logger.info("step %d of %d: %s", len(self._begun), self._nodes, node.name)

    @hook_impl
    def on_pipeline_error(self) -> None:
        """Stop watching."""
        self._spark.stop()

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: CatalogProtocol) -> None:
        """Print the summary when the run made one."""
        self._spark.stop()
        if "run_summary" in pipeline.all_outputs():
            import click

            click.echo(catalog.load("run_summary"))
