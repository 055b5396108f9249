"""The face of a run in MLflow: name, description, tags, parameters, its passport."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from connected_car.passports.note import markdown_note
from connected_car.passports.words import headline

_FOLDER = "passport"
_LONGEST = 6000  # characters of a value
_BATCH = 100  # parameters that MLflow takes at once


def describe_run(passport: Mapping[str, Any], files: Sequence[Path]) -> None:
    """Name and describe the MLflow run of a passport, and keep the passport with it."""
    from mlflow import MlflowClient
    from mlflow.entities import Param, RunTag
    from mlflow.utils.mlflow_tags import MLFLOW_RUN_NOTE

    client, run_id = MlflowClient(), passport["run_id"]
    client.update_run(run_id, name=headline(passport))
    tags = {MLFLOW_RUN_NOTE: markdown_note(passport), **tags_of(passport)}
    client.log_batch(run_id, tags=[RunTag(name, value) for name, value in tags.items()])
    params = [Param(*pair) for pair in params_of(passport).items()]
    for start in range(0, len(params), _BATCH):
        client.log_batch(run_id, params=params[start : start + _BATCH])
    for file in files:
        client.log_artifact(run_id, str(file), _FOLDER)


def _is_name(name: str) -> bool:
    """Return whether MLflow takes a name; one without a dot is there already."""
    return "." in name and re.fullmatch(r"[\w./ -]{1,250}", name) is not None


def params_of(passport: Mapping[str, Any]) -> dict[str, str]:
    """Return each parameter of a group by itself; kedro-mlflow logs a group as one long text."""
    parameters = passport["parameters"].items()
    return {name: str(value)[:_LONGEST] for name, value in parameters if _is_name(name)}


def tags_of(passport: Mapping[str, Any]) -> dict[str, str]:
    """Return by what runs are looked up: data, code, models."""
    code, tags = passport["code"], {"kedro_command": passport["call"]["command"]}
    versions = {t["name"]: t["version"] for t in passport["tables"]}
    if "daily_telemetry" in versions:
        tags["data_version"] = str(versions["daily_telemetry"])
    commit = code["commit"] or code["source"]
    tags["code"] = f"{commit}-dirty" if code["dirty"] else commit
    for model in passport["models"]:
        if model["version"] is not None:
            tags[f"model.{model['name']}"] = str(model["version"])
    return tags
