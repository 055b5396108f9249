"""The champion and the mean on the window that no trial was scored on."""

from dataclasses import dataclass

import numpy as np

from connected_car.automl.evaluate import Recipe, forecast_fold
from connected_car.automl.folds import Fold
from connected_car.automl.metrics import Forecasts


@dataclass(frozen=True)
class HoldoutForecasts:
    """What was forecast on the hold-out.

    Attributes:
        family: the champion's.
        fold: the hold-out and the days before it.
        ranges: ``(n,)`` range of each battery's whole target history.
        champion: its forecasts, learned from the days before the hold-out.
        mean: the same by the mean.
    """

    family: str
    fold: Fold
    ranges: np.ndarray
    champion: Forecasts
    mean: Forecasts


def forecast_on_holdout(
    fold: Fold, ranges: np.ndarray, recipe: Recipe, seed: int
) -> HoldoutForecasts:
    """Fit champion and mean on the days before the hold-out, and forecast it."""
    champion, mean = (
        forecast_fold(r.make(seed).fit(fold.past), fold, seed) for r in (recipe, Recipe("mean"))
    )
    return HoldoutForecasts(recipe.family, fold, ranges, champion, mean)
