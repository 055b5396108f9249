"""Whose MLflow store is put right, and whose is left alone."""

import sqlite3
import subprocess
import sys
import time
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


def test_a_kill_while_the_tables_are_made_leaves_no_half_store(tmp_path):
    database, hidden = tmp_path / "mlflow.db", tmp_path / ".mlflow.db.new"
    code = (
        "from pathlib import Path; from connected_car.hooks.mlflow_store import begin_store; "
        f"begin_store(Path({str(database)!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (hidden.exists() and hidden.stat().st_size > 20_000):
            time.sleep(0.002)
        process.kill()
    assert hidden.exists()
    assert not database.exists()
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "mlflow" not in again.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mlflow.db"]
    with closing(sqlite3.connect(database)) as store:
        names = [row[0] for row in store.execute("SELECT name FROM sqlite_master")]
    assert "runs" in names
    assert not [name for name in names if name.startswith("_alembic_tmp")]
