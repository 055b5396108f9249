"""Each run leaves a passport: a page and a JSON file, in the folder of passports and in MLflow."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from kedro.config import MissingConfigException
from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.io import CatalogProtocol
from kedro.pipeline import Node, Pipeline

from connected_car.datasets.registered import RegisteredDataset
from connected_car.hooks.call import call_of, champions_of, parameters_of, places_of
from connected_car.hooks.tracking import describe_run
from connected_car.mistakes import find_mistake, one_line
from connected_car.passports.hiding import known_secrets, without_secrets
from connected_car.passports.options import RunReportOptions
from connected_car.passports.page import passport_page
from connected_car.passports.places import Places
from connected_car.passports.recording import Recording, Setting
from connected_car.passports.store import PassportStore
from connected_car.pipeline_registry import step_of

logger = logging.getLogger(__name__)


class PassportHooks:
    """Notes what a run does, and writes its passport at the end; a failed run has one too.

    A passport that cannot be made costs a warning, never the run.
    """

    def __init__(self) -> None:
        self._context: KedroContext | None = None
        self._recording: Recording | None = None
        self._champions: list[tuple[RegisteredDataset, dict[str, Any]]] = []
        self._tracked = False

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Keep the context."""
        self._context = context

    @hook_impl(trylast=True)
    def before_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: CatalogProtocol
    ) -> None:
        """Note how the run is made, and in which state its data and models are."""
        import mlflow

        active, context = mlflow.active_run(), self._context
        self._tracked, self._recording = active is not None, None
        if context is None:
            return
        with _harmless():
            setting = Setting(
                run_id=active.info.run_id if active else uuid4().hex,
                call=call_of(run_params),
                parameters=parameters_of(pipeline, context.params),
                steps={step_of(node): len(node.outputs) for node in pipeline.nodes},
            )
            places = Places(places_of(pipeline, catalog), Path(context.project_path))
            self._champions = [
                (champion, {"before": champion.state()["version"], "made": made})
                for champion, made in champions_of(pipeline, catalog)
            ]
            self._recording = Recording(setting, places)

    @hook_impl
    def before_dataset_loaded(self, dataset_name: str, node: Node) -> None:
        """Start the clock of a load."""
        if self._recording:
            self._recording.memory.step = step_of(node)
            self._recording.steps.begin(step_of(node), dataset_name)

    @hook_impl
    def after_dataset_loaded(self, dataset_name: str, node: Node) -> None:
        """Stop it."""
        if self._recording:
            self._recording.steps.end(step_of(node), "load", dataset_name)

    @hook_impl(trylast=True)
    def before_node_run(self, node: Node) -> None:
        """Start the clock of the function."""
        if self._recording:
            self._recording.memory.step = step_of(node)
            self._recording.steps.begin(step_of(node), "")

    @hook_impl(tryfirst=True)
    def after_node_run(self, node: Node, inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
        """Stop it, and note rows and results."""
        if self._recording:
            self._recording.steps.end(step_of(node), "run")
            self._recording.steps.count(step_of(node), inputs, outputs)
            self._recording.take_results(outputs)

    @hook_impl
    def before_dataset_saved(self, dataset_name: str, node: Node) -> None:
        """Start the clock of a save."""
        if self._recording:
            self._recording.steps.begin(step_of(node), dataset_name)

    @hook_impl
    def after_dataset_saved(self, dataset_name: str, node: Node) -> None:
        """Stop it."""
        if self._recording:
            self._recording.steps.end(step_of(node), "save", dataset_name)

    @hook_impl(trylast=True)
    def after_pipeline_run(self, catalog: CatalogProtocol) -> None:
        """Write the passport of a run that came to its end."""
        self._finish(catalog)

    @hook_impl(trylast=True)
    def on_pipeline_error(self, error: Exception, catalog: CatalogProtocol) -> None:
        """Write the passport of a run that failed."""
        mistake = find_mistake(error)
        line = one_line(mistake) if mistake else f"{type(error).__name__}: {one_line(error)}"
        self._finish(catalog, line)

    def _finish(self, catalog: CatalogProtocol, error: str | None = None) -> None:
        recording, context, self._recording = self._recording, self._context, None
        if recording is None or context is None:
            return
        with _harmless():
            noted = recording.finish(error)
            noted["models"] = [{**champion.state(), **was} for champion, was in self._champions]
            passport = without_secrets(noted, _secrets(context))
            folder, root = Path(catalog.load("run_passports")), Path(context.project_path)
            options = RunReportOptions.model_validate(context.params["run_report"])
            page = passport_page(passport, folder=os.path.relpath(folder, root))
            path = PassportStore(folder).save(passport, page, options.keep)
            if self._tracked:
                describe_run(passport, [path, path.with_suffix(".json")])
            logger.info("passport of this run: %s", os.path.relpath(path, root))


def _secrets(context: KedroContext) -> list[str]:
    try:
        credentials = context.config_loader["credentials"]
    except MissingConfigException:
        credentials = {}
    return known_secrets(credentials, os.environ)


@contextmanager
def _harmless() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        logger.warning("no passport of this run: %s: %s", type(error).__name__, one_line(error))
