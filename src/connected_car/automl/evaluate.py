"""Forecast folds with a family, and score it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from connected_car.automl.folds import Fold
from connected_car.automl.forecasts import QUANTILES, Forecasts
from connected_car.automl.metrics import all_metrics, naive_error
from connected_car.automl.primary import battery_scores, mean_over_folds_then_batteries
from connected_car.automl.recipes import Recipe
from connected_car.forecasters.ensemble import Ensemble
from connected_car.forecasters.family import Family
from connected_car.forecasters.panel import Panel

N_PATHS = 200
_BATTERIES_AT_ONCE = 2000  # bounds the memory: 48 MB of paths of 30 days


class PrunedError(Exception):
    """A trial was given up after a fold, because others were better there."""


@dataclass(frozen=True)
class Score:
    """What a trial found.

    Attributes:
        by_fold: ``(folds, n)`` primary metric; NaN where a battery is not scored.
        point: ``(folds, n, horizon)`` float32 forecasts, cycles a day.
        metrics: name -> value, see ``metrics.all_metrics``.
        fit_seconds: time to learn, once, past errors for the sample paths included.
        predict_seconds: time to forecast all folds, sample paths included.
        training: how a network learned, as values that JSON knows; empty where nothing is told.
    """

    by_fold: np.ndarray
    point: np.ndarray
    metrics: dict[str, float]
    fit_seconds: float
    predict_seconds: float
    training: dict[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """Return the primary metric: mean over folds, then batteries."""
        return mean_over_folds_then_batteries(self.by_fold)


@dataclass(frozen=True)
class Scorer:
    """Scores recipes on the same folds.

    Attributes:
        train: the days to learn from.
        folds: oldest first.
        ranges: ``(n,)`` range of each battery's whole target history.
        metric: name of the primary metric.
        seed: of the forecasters.
    """

    train: Panel
    folds: list[Fold]
    ranges: np.ndarray
    metric: str
    seed: int

    def score(
        self,
        recipe: Recipe,
        give_up: Callable[[int, float], bool] | None = None,
        weights: list[list[float]] | None = None,
    ) -> Score:
        """Learn once from ``train``, forecast each fold from its own past, and score.

        The model is not learnt anew for the later folds: it sees the days in between as history
        alone, as a model in use does.

        Args:
            recipe: what to score.
            give_up: asked after each fold, with its number and the score so far.
            weights: for an ensemble, the members' weights on each fold.

        Raises:
            PrunedError: ``give_up`` said so.
        """
        start = time.perf_counter()
        forecaster = recipe.make(self.seed).fit(self.train)
        fitted = time.perf_counter()
        forecasts: list[Forecasts] = []
        scores: list[np.ndarray] = []
        for k, fold in enumerate(self.folds):
            model = forecaster
            if weights is not None:
                assert isinstance(forecaster, Ensemble)
                model = forecaster.weighted(weights[k])
            forecasts.append(forecast_fold(model, fold, self.seed))
            scores.append(battery_scores(self.metric, forecasts[-1], self.ranges))
            so_far = mean_over_folds_then_batteries(np.stack(scores))
            if give_up is not None and k + 1 < len(self.folds) and give_up(k, so_far):
                raise PrunedError(f"{so_far:.4f} after fold {k + 1} of {len(self.folds)}")
        done = time.perf_counter()
        point = np.stack([f.point for f in forecasts]).astype(np.float32)
        metrics = all_metrics(forecasts, self.ranges)
        return Score(np.stack(scores), point, metrics, fitted - start, done - fitted)


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
