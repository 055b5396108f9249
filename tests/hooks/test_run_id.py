"""A run in MLflow ends with the run of the pipelines, unless the user has opened it."""

import mlflow
import pytest

from connected_car.hooks import RunIdHooks


@pytest.fixture(autouse=True)
def store(tmp_path):
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/mlflow.db")
    yield
    while mlflow.active_run():
        mlflow.end_run()
    mlflow.set_tracking_uri(before)


def _run(hooks: RunIdHooks) -> None:
    """Open a run as kedro-mlflow does: once, and again before each step; it is closed once."""
    run_id = (mlflow.active_run() or mlflow.start_run()).info.run_id
    hooks.before_pipeline_run()
    for _ in range(2):
        mlflow.start_run(run_id=run_id, nested=True)


def test_it_is_closed_however_often_it_was_opened():
    hooks = RunIdHooks()
    hooks.after_context_created()
    _run(hooks)
    mlflow.end_run()
    assert mlflow.active_run() is not None
    hooks.after_pipeline_run()
    assert mlflow.active_run() is None


def test_a_run_of_the_users_own_stays_open():
    own = mlflow.start_run()
    hooks = RunIdHooks()
    hooks.after_context_created()
    _run(hooks)
    hooks.after_pipeline_run()
    assert mlflow.active_run().info.run_id == own.info.run_id
