"""What pure noise would score: how far below the mean a score can fall by luck."""

from dataclasses import dataclass

import numpy as np

from connected_car.automl.folds import History, Plan

_DRAWS = 1000
_MAX_BATTERIES = 200  # the draws of more would only be slower


@dataclass(frozen=True)
class NoiseFloor:
    """The score of the mean on noise with the spread of the data.

    Attributes:
        spread: mean over batteries of standard deviation / range of the daily cycles.
        expected: the NRMSE to expect on such folds, if days had no pattern beyond their mean.
        best: the lowest NRMSE of the search.
        luck: share of draws of pure noise in which the mean alone scores as well as that.
    """

    spread: float
    expected: float
    best: float
    luck: float

    def describe(self) -> str:
        """Return what the figures say about the best score, in a sentence."""
        if np.isnan(self.expected):
            return "What pure noise would score is not known: no battery's days differ."
        times = f"{100 * self.luck:.0f} %" if self.luck else "none"
        return (
            f"Pure noise of this spread would score {self.expected:.4f} on such folds, and "
            f"{self.best:.4f} or better in {times} of {_DRAWS:,} draws."
        )


def noise_floor(history: History, plan: Plan, best: float, seed: int) -> NoiseFloor:
    """Draw each fold's days at random from the battery's own history, and score its mean.

    Args:
        history: the fleet; a sample of it is used when it is large.
        plan: number and length of the folds.
        best: the lowest NRMSE of the search.
        seed: of the draws.
    """
    sample = history.sample(_MAX_BATTERIES, seed)
    ranges = sample.ranges()
    y = sample.observed[ranges > 0] / ranges[ranges > 0, None]
    errors = [row[~np.isnan(row)] for row in y - np.nanmean(y, axis=1, keepdims=True)]
    if not errors:
        return NoiseFloor(float("nan"), float("nan"), best, float("nan"))
    rng = np.random.default_rng(seed)
    size = (_DRAWS, plan.n_folds, plan.horizon)
    scores = np.zeros(_DRAWS)
    for row in errors:
        drawn = row[rng.integers(0, len(row), size)]
        scores += np.sqrt((drawn**2).mean(axis=2)).mean(axis=1) / len(errors)
    spread = float(np.mean([row.std() for row in errors]))
    return NoiseFloor(spread, float(scores.mean()), best, float((scores <= best).mean()))
