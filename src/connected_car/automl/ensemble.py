"""Greedy ensemble selection over the trials' forecasts (Caruana et al. 2004).

Starting from the best trial, the trial that lowers the error most is added, again and again, with
replacement; the weights are how often each was taken.
"""

import json
from dataclasses import dataclass

import numpy as np

from connected_car.automl.folds import Fold
from connected_car.automl.forecasts import Forecasts
from connected_car.automl.metrics import naive_error
from connected_car.automl.primary import battery_scores, mean_over_folds_then_batteries
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult

FAMILY = "ensemble"
_CANDIDATES = 8
_ROUNDS = 20
_MIN_WEIGHT = 0.1  # a member below it costs more time than it brings


@dataclass(frozen=True)
class EnsembleRecipe:
    """A weighted average of trials.

    Attributes:
        recipe: with the weights found on all folds.
        weights_by_fold: for each fold the weights found on the *other* folds, so that the score of
            the ensemble is not that of weights which have seen the answer.
    """

    recipe: Recipe
    weights_by_fold: list[list[float]]


def select_ensemble(
    result: SearchResult, folds: list[Fold], ranges: np.ndarray
) -> EnsembleRecipe | None:
    """Choose members and weights; None if no second trial helps.

    Args:
        result: the search.
        folds: those that the trials were scored on.
        ranges: ``(n,)`` range of each battery's whole target history.
    """
    best = _candidates(result)
    metric = "nmae" if result.metric == "pinball" else result.metric  # an average has no quantiles
    scorer = _BlendScorer(folds, ranges, metric, np.stack([_points(t) for t in best]))
    every = list(range(len(folds)))
    weights = _greedy(scorer, every)
    kept = np.flatnonzero(weights >= _MIN_WEIGHT)
    if len(kept) < 2:
        return None
    members = [best[i] for i in kept]
    scorer = _BlendScorer(folds, ranges, metric, np.stack([_points(t) for t in members]))
    others = [[j for j in every if j != k] or every for k in every]
    by_fold = [_greedy(scorer, used).round(4).tolist() for used in others]
    text = json.dumps(
        [
            [round(w, 4), t.recipe.family, t.recipe.hyperparameters]
            for w, t in zip(_greedy(scorer, every).tolist(), members, strict=True)
        ]
    )
    return EnsembleRecipe(Recipe(FAMILY, {"members": text}), by_fold)


def _candidates(result: SearchResult) -> list[TrialResult]:
    """Return the best trial of each family first, then the others, the best ahead."""
    ranked = sorted(result.complete(), key=lambda t: (t.value, t.number))
    best = {t.recipe.family: t for t in reversed(ranked)}
    firsts = [t for t in ranked if best[t.recipe.family] is t]
    return [*firsts, *(t for t in ranked if best[t.recipe.family] is not t)][:_CANDIDATES]


def _points(trial: TrialResult) -> np.ndarray:
    assert trial.score
    return trial.score.point.astype(float)


@dataclass(frozen=True)
class _BlendScorer:
    """Scores averages of ``points`` ``(candidates, folds, n, horizon)``."""

    folds: list[Fold]
    ranges: np.ndarray
    metric: str
    points: np.ndarray

    def score(self, blend: np.ndarray, used: list[int]) -> float:
        """Return the metric of a forecast ``(folds, n, horizon)`` on some of the folds."""
        scores = [self._fold_score(self.folds[k], blend[k]) for k in used]
        return mean_over_folds_then_batteries(np.stack(scores))

    def _fold_score(self, fold: Fold, point: np.ndarray) -> np.ndarray:
        naive = naive_error(fold.past.y) if self.metric == "mase" else np.empty(0)
        forecasts = Forecasts(fold.truth, point, np.empty(0), np.empty(0), naive)
        return battery_scores(self.metric, forecasts, self.ranges)


def _greedy(scorer: _BlendScorer, used: list[int]) -> np.ndarray:
    """Return ``(candidates,)`` weights that sum to one."""
    counts = np.zeros(len(scorer.points))
    total = np.zeros_like(scorer.points[0])
    for taken in range(1, _ROUNDS + 1):
        scores = [scorer.score((total + point) / taken, used) for point in scorer.points]
        choice = int(np.argmin(scores))
        counts[choice] += 1
        total += scorer.points[choice]
    return counts / counts.sum()
