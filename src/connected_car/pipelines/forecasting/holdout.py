"""The champion and the mean on the windows that no trial was scored on or learned from."""

from dataclasses import dataclass

import numpy as np

from connected_car.automl.evaluate import forecast_fold
from connected_car.automl.folds import Fold, History, Plan
from connected_car.automl.forecasts import Forecasts
from connected_car.automl.recipes import Recipe


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
