"""Whose MLflow store is put right, and whose is left alone."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from connected_car.hooks import MlflowStoreHooks
from connected_car.hooks.mlflow_store import artifacts_of


@pytest.mark.parametrize(("place", "follows"), [("project/data", True), ("shared", False)])
def test_only_a_store_inside_the_project_follows_it(tmp_path, place, follows):
    root, database = tmp_path / "project", tmp_path / place / "mlflow.db"
    (root / "data" / "artifacts").mkdir(parents=True)
    database.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(database)) as store, store:
        store.execute("CREATE TABLE experiments (name, artifact_location)")
        store.execute("INSERT INTO experiments VALUES ('cc', 'file:///old/data/artifacts')")
    experiment = {
        "name": "cc",
        "create_experiment_kwargs": {"artifact_location": "data/artifacts"},
    }
    settings = {
        "server": {"mlflow_tracking_uri": f"sqlite:///{database}"},
        "tracking": {"experiment": experiment},
    }
    context = SimpleNamespace(config_loader={"mlflow": settings}, project_path=root)
    assert list(MlflowStoreHooks().after_context_created(context)) == [None]
    with closing(sqlite3.connect(database)) as store:
        (found,) = store.execute("SELECT artifact_location FROM experiments").fetchone()
    new = (root / "data" / "artifacts").as_uri()
    assert found == (new if follows else "file:///old/data/artifacts")


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("data/artifacts", Path("data/artifacts")),
        (None, None),
        ("s3://bucket/artifacts", None),
        ("/mnt/artifacts", None),
    ],
)
def test_only_artifacts_inside_the_project_may_move_with_it(place, found):
    experiment = {"create_experiment_kwargs": {"artifact_location": place}}
    assert artifacts_of({"tracking": {"experiment": experiment}}) == found
    assert artifacts_of({"tracking": {"experiment": {"create_experiment_kwargs": None}}}) is None
