"""What of Kedro's objects goes into a passport."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kedro.io import CatalogProtocol
from kedro.pipeline import Pipeline
from pydantic import BaseModel

from connected_car.datasets.registered import RegisteredDataset
from connected_car.passports.hiding import is_secret
from connected_car.passports.places import Place
from connected_car.passports.recording import flat

_SLICES = {
    "tags": "--tags",
    "node_names": "--nodes",
    "from_nodes": "--from-nodes",
    "to_nodes": "--to-nodes",
    "from_inputs": "--from-inputs",
    "to_outputs": "--to-outputs",
    "namespaces": "--namespaces",
}


def call_of(run_params: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a run was called; parameters with the name of a secret are left out."""
    given = flat(run_params.get("runtime_params") or {})
    shown = {name: value for name, value in given.items() if not is_secret(name)}
    if "compare" in shown:
        shown["compare"] = str(shown["compare"]).replace("..", ",", 1)  # as it was typed
    pipelines = list(run_params.get("pipeline_names") or ["__default__"])
    command = ["kedro", "run"]
    if run_params.get("env"):
        command += ["--env", str(run_params["env"])]
    if pipelines != ["__default__"]:
        command += ["--pipelines", ",".join(pipelines)]
    for name, option in _SLICES.items():
        if run_params.get(name):
            command += [option, ",".join(run_params[name])]
    if shown:
        command += ["--params", ",".join(f"{name}={value}" for name, value in shown.items())]
    return {
        "command": shlex.join(command),
        "pipelines": pipelines,
        "env": run_params.get("env"),
        "runner": _runner(str(run_params.get("runner"))),
        "runtime_params": shown,
    }


def parameters_of(pipeline: Pipeline, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that the nodes of a pipeline take."""
    found: dict[str, Any] = {}
    for name in sorted(pipeline.inputs()):
        if name.startswith("params:"):
            key, value = name.removeprefix("params:"), parameters
            for part in key.split("."):
                value = _plain(value).get(part)
            found[key] = _plain(value)
    return found


def places_of(pipeline: Pipeline, catalog: CatalogProtocol) -> Iterator[Place]:
    """Yield the stored datasets of a pipeline."""
    inputs, outputs = pipeline.inputs(), pipeline.all_outputs()
    for name, dataset in _datasets(pipeline, catalog):
        described = dataset._describe()
        paths = described.get("filepaths") or [described.get("filepath") or described.get("path")]
        viz = (getattr(dataset, "metadata", None) or {}).get("kedro-viz", {})
        version, plain = described.get("version"), name.partition("@")[0]
        for path in paths:
            if path in {None, "None"}:
                continue
            yield Place(
                plain if len(paths) == 1 else f"{plain}: {Path(path).name}",
                str(path).removeprefix("file://"),
                is_read=name in inputs,
                is_written=name in outputs,
                version=version if isinstance(version, int) else None,
                is_raw=viz.get("layer") == "raw",
                is_report=name in outputs and viz.get("layer") == "reporting",
            )


def champions_of(
    pipeline: Pipeline, catalog: CatalogProtocol
) -> list[tuple[RegisteredDataset, bool]]:
    """Return the datasets of registered models, one a model, and whether the pipeline makes it."""
    found: dict[str, tuple[RegisteredDataset, bool]] = {}
    for name, dataset in _datasets(pipeline, catalog):
        if isinstance(dataset, RegisteredDataset):
            model = str(dataset._describe())
            made = found.get(model, (dataset, False))[1] or name in pipeline.all_outputs()
            found[model] = (dataset, made)
    return list(found.values())


def _datasets(pipeline: Pipeline, catalog: CatalogProtocol) -> Iterator[tuple[str, Any]]:
    for name in sorted(pipeline.datasets()):
        if name != "parameters" and not name.startswith("params:") and name in catalog:
            yield name, catalog.get(name)


def _runner(text: str) -> str:
    """Return the class's name alone, for an object may be told with its place in memory."""
    return text.strip("<>").partition(" ")[0].rpartition(".")[2]


def _plain(value: Any) -> Any:
    """Return what Kedro has made a model of as the dictionary that it was."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
