"""All trials as a table, the best first."""

import json
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import mean_and_error, paired_difference
from connected_car.automl.trials import SearchResult, TrialResult

NAIVE_FAMILIES = {"mean", "naive", "seasonal_naive", "window_average"}
_ABBREVIATIONS = {
    *("mae", "rmse", "ae", "mape", "smape", "rmsle", "r2", "mase", "wape", "nrmse", "nmae"),
    *("auc", "ece"),
}


def leaderboard(result: SearchResult) -> pd.DataFrame:
    """Return one row a trial, failed ones last with their reason.

    Columns: ``Rank, Trial, Family, Hyperparameters`` (JSON), ``State`` (complete, pruned, failed,
    timed out), ``Reason``; the primary metric and what derives from it (``NRMSE, NRMSE_Fold_1…,
    NRMSE_Standard_Error``: of the mean over batteries, or over folds when batteries are few);
    ``Difference_To_Mean`` (positive: better than the mean) and its standard error;
    ``Skill_To_Best_Naive`` (share of the best naive forecaster's error that is saved);
    ``Fit_Seconds, Predict_Seconds`` and every other metric.
    """
    rows = [
        trial_columns(rank, trial) | (_scores(trial, result) if trial.score else {})
        for rank, trial in enumerate(ranked(result), start=1)
    ]
    return pd.DataFrame(rows)


def trial_columns(rank: int, trial: TrialResult) -> dict[str, Any]:
    """Return what every leaderboard tells of a trial, before its scores."""
    return {
        "Rank": rank,
        "Trial": trial.number + 1,
        "Family": trial.recipe.family,
        "Hyperparameters": json.dumps(trial.recipe.hyperparameters, sort_keys=True),
        "State": trial.state,
        "Reason": trial.reason,
    }


def ranked(result: SearchResult) -> list[TrialResult]:
    """Return the trials, the best first and those without a score last."""
    return sorted(result.trials, key=lambda t: (t.value, t.number))


def column(metric: str) -> str:
    """Return a metric's name as a column: short ones are abbreviations."""
    return "_".join(p.upper() if p in _ABBREVIATIONS else p.title() for p in metric.split("_"))


def _scores(trial: TrialResult, result: SearchResult) -> dict[str, Any]:
    assert trial.score
    score, gap = trial.score, paired_difference(trial, result.mean)
    per_fold, name = enumerate(score.by_fold, start=1), column(result.metric)
    return {
        name: trial.value,
        **{f"{name}_Fold_{k}": _mean_of_scored(fold) for k, fold in per_fold},
        f"{name}_Standard_Error": mean_and_error(score.by_fold)[1],
        "Difference_To_Mean": gap.mean,
        "Difference_Standard_Error": gap.standard_error,
        "Skill_To_Best_Naive": 1 - trial.value / best_naive(result),
        "Fit_Seconds": round(score.fit_seconds, 3),
        "Predict_Seconds": round(score.predict_seconds, 3),
        **{column(k): v for k, v in score.metrics.items() if k != result.metric},
    }


def best_naive(result: SearchResult) -> float:
    """Return the lowest score of the forecasters without any learning."""
    return min(t.value for t in result.complete() if t.recipe.family in NAIVE_FAMILIES)


def _mean_of_scored(fold: np.ndarray) -> float:
    scored = fold[~np.isnan(fold)]
    return float(scored.mean()) if len(scored) else float("nan")
