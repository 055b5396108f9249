"""A project that is moved or copied keeps its champion, and writes into its own folder."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import mlflow
import pytest
from mlflow import MlflowClient

from connected_car.datasets import ChampionDataset
from connected_car.datasets.champion import Champion
from connected_car.forecasters import make
from connected_car.hooks.mlflow_store import follow_move

ARTIFACTS = "data/mlflow/artifacts"


class Project:
    """A project folder with an MLflow store."""

    def __init__(self, folder):
        self.folder = folder
        self.database = folder / "data/mlflow/mlflow.db"

    def use(self):
        """Do as the hook does, and let MLflow look here."""
        follow_move(self.database, "connected_car", self.folder, Path(ARTIFACTS))
        mlflow.set_tracking_uri(f"sqlite:///{self.database}")
        mlflow.set_registry_uri(f"sqlite:///{self.database}")

    def text(self):
        with closing(sqlite3.connect(self.database)) as store:
            return "\n".join(store.iterdump())


@pytest.fixture
def project(database, tmp_path, make_fleet):
    """A project in a folder whose name needs quoting, with a champion."""
    folder = tmp_path / "old place%"
    made = Project(folder)
    made.database.parent.mkdir(parents=True)
    shutil.copy(database, made.database)
    before = mlflow.get_tracking_uri()
    made.use()
    experiment = mlflow.create_experiment("connected_car", (folder / ARTIFACTS).as_uri())
    with mlflow.start_run(experiment_id=experiment):
        mlflow.log_text("x", "note.txt")
        ChampionDataset(model_name="b").save(Champion(make("mean").fit(make_fleet(n=3, days=90))))
    yield made
    mlflow.set_tracking_uri(before)
    mlflow.set_registry_uri(None)


def test_a_moved_project_loads_its_champion_and_logs_on(project, tmp_path, make_fleet):
    moved = Project(tmp_path / "new")
    project.folder.rename(moved.folder)
    moved.use()
    fleet = make_fleet(n=2, days=60)
    assert ChampionDataset(model_name="b").load().forecaster.predict(fleet, 30).shape == (2, 30)
    assert mlflow.pyfunc.load_model("models:/b@champion") is not None
    (run,) = mlflow.search_runs(experiment_names=["connected_car"], output_format="list")
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/note.txt") == "x"
    experiment = mlflow.get_experiment_by_name("connected_car").experiment_id
    with mlflow.start_run(experiment_id=experiment):
        mlflow.log_text("y", "new.txt")
        champion = Champion(make("window_average").fit(make_fleet(n=3, days=90)))
        ChampionDataset(model_name="b").save(champion)
    assert ChampionDataset(model_name="b").load().version == "2"
    assert len(list((moved.folder / ARTIFACTS).rglob("new.txt"))) == 1
    assert not project.folder.exists()
    assert "old place" not in moved.text()
    assert quote("old place%") not in moved.text()


def test_a_copy_leaves_the_original_alone(project, tmp_path):
    copied = Project(tmp_path / "copy")
    shutil.copytree(project.folder, copied.folder)
    before = project.text()
    copied.use()
    client = MlflowClient()
    place = client.get_experiment_by_name("connected_car").artifact_location
    assert place == (copied.folder / ARTIFACTS).as_uri()
    for model in (copied.folder / ARTIFACTS).rglob("forecaster.json"):
        model.write_text("{}")
    assert project.text() == before
    project.use()
    assert ChampionDataset(model_name="b").load().version == "1"


def test_nothing_is_written_where_nothing_has_moved(project):
    written = project.database.stat().st_mtime_ns
    project.use()
    assert project.database.stat().st_mtime_ns == written
    with closing(sqlite3.connect(project.database)) as store, store:
        store.execute("UPDATE experiments SET artifact_location = 's3://bucket/x'")
    before = project.text()
    project.use()
    assert project.text() == before
