"""The face of a run in MLflow: a name that says what it did, a description, tags, its passport."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from connected_car.passports.note import markdown_note
from connected_car.passports.words import headline

_FOLDER = "passport"


def describe_run(passport: Mapping[str, Any], files: Sequence[Path]) -> None:
    """Name and describe the MLflow run of a passport, and keep the passport with it."""
    from mlflow import MlflowClient
    from mlflow.entities import RunTag
    from mlflow.utils.mlflow_tags import MLFLOW_RUN_NOTE

    client, run_id = MlflowClient(), passport["run_id"]
    client.update_run(run_id, name=headline(passport))
    tags = {MLFLOW_RUN_NOTE: markdown_note(passport), **tags_of(passport)}
    client.log_batch(run_id, tags=[RunTag(name, value) for name, value in tags.items()])
    for file in files:
        client.log_artifact(run_id, str(file), _FOLDER)


def tags_of(passport: Mapping[str, Any]) -> dict[str, str]:
    """Return by what runs are looked up: data, code, models."""
    code, tags = passport["code"], {}
    versions = {t["name"]: t["version"] for t in passport["tables"]}
    if "daily_telemetry" in versions:
        tags["data_version"] = str(versions["daily_telemetry"])
    commit = code["commit"] or code["source"]
    tags["code"] = f"{commit}-dirty" if code["dirty"] else commit
    for model in passport["models"]:
        if model["version"] is not None:
            tags[f"model.{model['name']}"] = str(model["version"])
    return tags
