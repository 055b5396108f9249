"""The trials of a search as nested MLflow runs."""

import mlflow
import numpy as np
import pytest
from kedro.io import DatasetError
from mlflow import MlflowClient

from connected_car.automl.evaluate import Score
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.datasets import MlflowTrialsDataset


@pytest.fixture
def result() -> SearchResult:
    by_fold = np.array([[0.1, 0.2], [0.3, np.nan]])
    score = Score(by_fold, np.zeros((2, 2, 3)), {"mae": 0.5, "r2": float("nan")}, 1.5, 0.5)
    window = Recipe("window_average", {"window": 28})
    return SearchResult(
        [
            TrialResult(0, Recipe("mean"), "complete", score),
            TrialResult(1, window, "timed out", None, "stopped by seconds_per_trial"),
            TrialResult(2, Recipe("lightgbm", {"strategy": "direct"}), "failed", None, "no"),
        ]
    )


def test_each_trial_is_a_run_below_the_active_one(registry, result):
    MlflowTrialsDataset().save(result)
    parent = mlflow.active_run().info
    children = MlflowClient().search_runs(
        [parent.experiment_id], f"tags.mlflow.parentRunId = '{parent.run_id}'"
    )
    runs = {run.info.run_name: run for run in children}
    assert len(children) == 3
    mean = runs["trial 1: mean"]
    assert mean.info.status == "FINISHED"
    assert mean.data.metrics["nrmse"] == pytest.approx(np.mean([0.2, 0.2]))
    assert mean.data.metrics["mae"] == 0.5
    assert "r2" not in mean.data.metrics
    steps = MlflowClient().get_metric_history(mean.info.run_id, "nrmse_by_fold")
    assert [(m.step, m.value) for m in steps] == [(1, pytest.approx(0.15)), (2, 0.3)]
    slow = runs["trial 2: window_average"]
    assert slow.info.status == "KILLED"
    assert slow.data.params == {"family": "window_average", "window": "28"}
    assert slow.data.tags["reason"] == "stopped by seconds_per_trial"
    assert runs["trial 3: lightgbm"].info.status == "FAILED"


def test_without_a_run_there_is_no_parent(result, tmp_path):
    with pytest.raises(DatasetError, match="no MLflow run is open"):
        MlflowTrialsDataset().save(result)


def test_trials_are_not_read_back():
    with pytest.raises(DatasetError, match="forecast_leaderboard"):
        MlflowTrialsDataset().load()
