"""The trials of a search as nested MLflow runs."""

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from kedro.io import AbstractDataset, DatasetError

from connected_car.automl.trials import SearchResult, TrialResult

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Param, Run

_STATUS = {"complete": "FINISHED", "pruned": "KILLED", "timed out": "KILLED", "failed": "FAILED"}


class MlflowTrialsDataset(AbstractDataset[SearchResult, NoReturn]):
    """Logs each trial as a child of the active run: hyperparameters, metrics, one step a fold.

    Example:
        ```yaml
        forecast_trials_in_mlflow:
          type: connected_car.datasets.MlflowTrialsDataset
        ```
    """

    def __init__(self, *, metadata: dict[str, Any] | None = None) -> None:
        self.metadata = metadata

    def save(self, data: SearchResult) -> None:
        """Log the trials."""
        import mlflow
        from mlflow import MlflowClient

        parent = mlflow.active_run()
        if parent is None:
            raise DatasetError("no MLflow run is open, so the trials have no parent")
        client = MlflowClient()
        for trial in data.trials:
            _log(client, parent, trial, data.metric)

    def load(self) -> NoReturn:
        """Refuse."""
        raise DatasetError("the trials are in MLflow; forecast_leaderboard has them as a table")

    def _exists(self) -> bool:
        return False

    def _describe(self) -> dict[str, Any]:
        return {}


def _log(client: "MlflowClient", parent: "Run", trial: TrialResult, metric: str) -> None:
    from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

    tags = {MLFLOW_PARENT_RUN_ID: parent.info.run_id, "state": trial.state, "reason": trial.reason}
    name = f"trial {trial.number + 1}: {trial.recipe.family}"
    run = client.create_run(
        parent.info.experiment_id, run_name=name, tags={k: v for k, v in tags.items() if v}
    )
    client.log_batch(run.info.run_id, metrics=_metrics(trial, metric), params=_params(trial))
    client.set_terminated(run.info.run_id, status=_STATUS[trial.state])


def _params(trial: TrialResult) -> "list[Param]":
    from mlflow.entities import Param

    given = {"family": trial.recipe.family, **trial.recipe.hyperparameters}
    return [Param(name, str(value)) for name, value in given.items()]


def _metrics(trial: TrialResult, primary: str) -> "list[Metric]":
    from mlflow.entities import Metric

    if trial.score is None:
        return []
    score = trial.score
    figures = {**score.metrics, primary: trial.value, "fit_seconds": score.fit_seconds}
    figures["predict_seconds"] = score.predict_seconds
    last = len(score.by_fold)
    listed = [Metric(k, v, 0, last) for k, v in figures.items() if np.isfinite(v)]
    folds = [float(np.nanmean(f)) for f in score.by_fold if not np.isnan(f).all()]
    return listed + [Metric(f"{primary}_by_fold", v, 0, k) for k, v in enumerate(folds, start=1)]
