"""What the terminal shows of a run."""

import logging

from kedro.framework.hooks import hook_impl
from kedro.io import CatalogProtocol
from kedro.pipeline import Node, Pipeline

from connected_car.hooks.spark_progress import SparkProgress
from connected_car.pages.words import some
from connected_car.terminal import keep_records_apart, visible

logger = logging.getLogger(__name__)

_PRINTED = ("run_summary", "run_comparison_text", "vehicle_answer")


class ProgressHooks:
    """Tells which step a run is at, how far Spark is with it, and prints the summary at the end."""

    def __init__(self) -> None:
        self._nodes = 0
        self._begun: set[str] = set()
        self._spark = SparkProgress()

    @hook_impl(tryfirst=True)
    def after_context_created(self) -> None:
        """Let no text of a record do anything to the terminal."""
        keep_records_apart()

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline) -> None:
        """Count the nodes."""
        self._nodes, self._begun = len(pipeline.nodes), set()
        logger.info("%s to do", some(self._nodes, "step"))
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
        """Print what the run has made for the terminal."""
        self._spark.stop()
        for name in _PRINTED:
            text = catalog.load(name) if name in pipeline.all_outputs() else ""
            if text:
                import click

                click.echo(visible(text))
