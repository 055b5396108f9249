"""The champion and the mean on the windows that no trial was scored on or learned from."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.evaluate import forecast_fold
from connected_car.automl.folds import Fold, History, Plan, with_short_past
from connected_car.automl.forecasts import Forecasts
from connected_car.automl.recipes import Recipe
from connected_car.automl.slices import SliceScorer
from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import SHORT_DAYS

_LEAST_DAYS = 7  # of a past that is cut


@dataclass(frozen=True)
class HoldoutForecasts:
    """What was forecast on the hold-out; lists have an entry a window, oldest first.

    Attributes:
        forecaster: the champion, learned from the days before the hold-out alone.
        folds: the windows and the days before each.
        ranges: ``(n,)`` range of each battery's whole target history.
        champion: its forecasts, learned from the days before the hold-out.
        mean: the same by the mean.
        cut: the champion's once more, for batteries with a long past of which it sees the last
            7 to 59 days alone: how good it is for new batteries, of which there may be few.
    """

    forecaster: Family
    folds: list[Fold]
    ranges: np.ndarray
    champion: list[Forecasts]
    mean: list[Forecasts]
    cut: list[Forecasts]

    @property
    def family(self) -> str:
        """Return the champion's family."""
        return self.forecaster.family


def forecast_on_holdout(
    history: History, plan: Plan, recipe: Recipe, seed: int
) -> HoldoutForecasts:
    """Fit champion and mean on the days before the hold-out, and forecast its windows.

    Without a hold-out the folds take its place, for the pictures.
    """
    folds = plan.holdout(history) or plan.folds(history)
    train = plan.train(history)
    fitted = [r.make(seed).fit(train) for r in (recipe, Recipe("mean"))]
    champion, mean = ([forecast_fold(f, fold, seed) for fold in folds] for f in fitted)
    short = [with_short_past(fold, _LEAST_DAYS, SHORT_DAYS - 1, seed) for fold in folds]
    cut = [forecast_fold(fitted[0], fold, seed) for fold in short]
    return HoldoutForecasts(fitted[0], folds, history.ranges(), champion, mean, cut)


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
    label = np.full(len(holdout.ranges), f"cut to {_LEAST_DAYS}-{SHORT_DAYS - 1} days")
    return rows + replace(scorer, forecasts=holdout.cut).by_battery("by history length", label)
