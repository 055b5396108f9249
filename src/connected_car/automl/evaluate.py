"""Forecast folds with a family, and score it."""

import time
from dataclasses import dataclass, field

import numpy as np

from connected_car.automl.folds import Fold
from connected_car.automl.metrics import (
    QUANTILES,
    Forecasts,
    all_metrics,
    naive_error,
    nrmse_by_battery,
)
from connected_car.forecasters import make
from connected_car.forecasters.family import Family

N_PATHS = 200
_BATTERIES_AT_ONCE = 2000  # bounds the memory: 48 MB of paths of 30 days


@dataclass(frozen=True)
class Recipe:
    """A family with its hyperparameters: what a trial tries and a champion is made by."""

    family: str
    hyperparameters: dict[str, float] = field(default_factory=dict)

    def make(self, seed: int) -> Family:
        """Return the unfitted forecaster."""
        return make(self.family, seed, **self.hyperparameters)


@dataclass(frozen=True)
class Score:
    """What a trial found.

    Attributes:
        by_fold: ``(folds, n)`` NRMSE; NaN where a battery is not scored.
        metrics: name -> value, see ``metrics.all_metrics``.
        fit_seconds: time to learn, once, from the days before the first fold.
        predict_seconds: time to forecast all folds, sample paths included.
    """

    by_fold: np.ndarray
    metrics: dict[str, float]
    fit_seconds: float
    predict_seconds: float


def score_recipe(recipe: Recipe, folds: list[Fold], ranges: np.ndarray, seed: int) -> Score:
    """Learn from the days before the first fold, forecast each fold from its own past, and score.

    The model is not learnt anew for the later folds: it sees the days in between as history alone,
    as a model in use does.
    """
    start = time.perf_counter()
    forecaster = recipe.make(seed).fit(folds[0].past)
    fitted = time.perf_counter()
    forecasts = [forecast_fold(forecaster, fold, seed) for fold in folds]
    done = time.perf_counter()
    by_fold = np.stack([nrmse_by_battery(f.truth, f.point, ranges) for f in forecasts])
    return Score(by_fold, all_metrics(forecasts, ranges), fitted - start, done - fitted)


def forecast_fold(forecaster: Family, fold: Fold, seed: int) -> Forecasts:
    """Forecast a fold, and take quantiles of the days and of the sum from the sample paths."""
    n, horizon = fold.truth.shape
    point = forecaster.predict(fold.past, horizon)
    quantiles, sums = np.empty((len(QUANTILES), n, horizon)), np.empty((2, n))
    for start in range(0, n, _BATTERIES_AT_ONCE):
        rows = slice(start, start + _BATTERIES_AT_ONCE)
        past = fold.past.select(rows)
        paths = forecaster.sample(past, horizon, N_PATHS, seed, point=point[rows])
        quantiles[:, rows] = np.quantile(paths, QUANTILES, axis=1)
        scored = ~np.isnan(fold.truth[rows])
        totals = np.where(scored[:, None, :], paths, 0.0).sum(axis=2, dtype=float)
        sums[:, rows] = np.quantile(totals, (QUANTILES[0], QUANTILES[-1]), axis=1)
    return Forecasts(fold.truth, point, quantiles, sums, naive_error(fold.past.y))
