"""The champion and the mean on the windows that no trial was scored on or learned from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.evaluate import forecast_fold
from connected_car.automl.folds import Fold, History, Plan
from connected_car.automl.forecasts import Forecasts
from connected_car.automl.recipes import Recipe
from connected_car.automl.slices import SliceScorer


@dataclass(frozen=True)
class HoldoutForecasts:
    """What was forecast on the hold-out; lists have an entry a window, oldest first.

    Attributes:
        family: the champion's.
        folds: the windows and the days before each.
        ranges: ``(n,)`` range of each battery's whole target history.
        champion: its forecasts, learned from the days before the hold-out.
        mean: the same by the mean.
    """

    family: str
    folds: list[Fold]
    ranges: np.ndarray
    champion: list[Forecasts]
    mean: list[Forecasts]


def forecast_on_holdout(
    history: History, plan: Plan, recipe: Recipe, seed: int
) -> HoldoutForecasts:
    """Fit champion and mean on the days before the hold-out, and forecast its windows.

    Without a hold-out the folds take its place, for the pictures.
    """
    folds = plan.holdout(history) or plan.folds(history)
    train = plan.train(history)
    champion, mean = (
        [forecast_fold(forecaster, fold, seed) for fold in folds]
        for forecaster in (r.make(seed).fit(train) for r in (recipe, Recipe("mean")))
    )
    return HoldoutForecasts(recipe.family, folds, history.ranges(), champion, mean)


def slice_holdout(
    holdout: HoldoutForecasts, groups: pd.DataFrame, metric: str, seed: int
) -> list[dict[str, Any]]:
    """Return the champion's score on the hold-out, of all and of each part; see ``SliceScorer``.

    Args:
        holdout: the forecasts.
        groups: one row a battery, one column a slice.
        metric: name of the primary metric.
        seed: of the bootstrap.
    """
    scorer = SliceScorer(holdout.champion, holdout.ranges, metric, seed)
    first_days = [fold.past.future_days(1)[:, 0] for fold in holdout.folds]
    rows = [scorer.everything(), *scorer.by_horizon(), *scorer.by_weekday(first_days)]
    for name, labels in groups.items():
        rows += scorer.by_battery(str(name), labels.to_numpy())
    return rows
