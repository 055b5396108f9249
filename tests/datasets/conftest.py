"""An MLflow store for each test."""

import mlflow
import pytest


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    """A migrated, empty MLflow database; making it takes seconds, so it is copied for each test."""
    path = tmp_path_factory.mktemp("mlflow") / "empty.db"
    mlflow.set_tracking_uri(f"sqlite:///{path}")
    mlflow.search_experiments()
    return path


@pytest.fixture
def registry(database, tmp_path):
    """An MLflow of the test's own, with a run going on."""
    own = tmp_path / "mlflow.db"
    own.write_bytes(database.read_bytes())
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{own}")
    mlflow.set_registry_uri(f"sqlite:///{own}")
    experiment = mlflow.create_experiment("test", artifact_location=(tmp_path / "art").as_uri())
    with mlflow.start_run(experiment_id=experiment):
        yield tmp_path
    mlflow.set_tracking_uri(before)
    mlflow.set_registry_uri(None)
