"""All trials as a table, the best first."""

from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import mean_and_error, paired_difference
from connected_car.automl.leaderboard import column, ranked, trial_columns
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.pipelines.text_classification.metrics import METRICS
from connected_car.pipelines.text_classification.splits import REPORTED

NOT_CHOSEN = "listed, never chosen: it is the second opinion on each note"


def text_leaderboard(
    result: SearchResult, deciding: tuple[str, ...], only_listed: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return one row a trial, failed ones last with their reason.

    Columns: ``Rank, Trial, Family, Hyperparameters`` (JSON), ``State`` (complete, failed, timed
    out), ``Reason``; the primary metric, on each part that decides, and its standard error over
    blocks of notes; ``Difference_To_Majority`` (positive: better) and its standard error;
    ``Fit_Seconds, Predict_Seconds``; then each metric on each part that is reported.

    Args:
        result: the search.
        deciding: names of the parts that decide.
        only_listed: families that are never chosen; their ``Reason`` says why.
    """
    rows = [
        trial_columns(rank, trial) | (_scores(trial, result, deciding) if trial.score else {})
        for rank, trial in enumerate(ranked(result), start=1)
    ]
    for row in rows:
        if row["Family"] in only_listed and not row["Reason"]:
            row["Reason"] = NOT_CHOSEN
    return pd.DataFrame(rows)


def _scores(trial: TrialResult, result: SearchResult, deciding: tuple[str, ...]) -> dict[str, Any]:
    assert trial.score
    score, unit, name = trial.score, result.subject.unit, column(result.metric)
    gap = paired_difference(trial, result.mean, unit)
    per_part = zip(deciding, score.by_fold, strict=True)
    return {
        name: trial.value,
        **{f"{name}_{column(part)}": float(np.nanmean(row)) for part, row in per_part},
        f"{name}_Standard_Error": mean_and_error(score.by_fold, unit)[1],
        f"Difference_To_{column(result.subject.baseline)}": gap.mean,
        "Difference_Standard_Error": gap.standard_error,
        "Fit_Seconds": round(score.fit_seconds, 3),
        "Predict_Seconds": round(score.predict_seconds, 3),
        **{
            column(key): score.metrics[key]
            for key in (f"{part}_{metric}" for metric in METRICS for part in REPORTED)
            if key in score.metrics
        },
    }
