"""What was forecast on a fold, beside what came."""

from dataclasses import dataclass

import numpy as np

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Forecasts:
    """What was forecast on one fold, beside what came.

    Attributes:
        truth: ``(n, horizon)`` observed cycles a day; NaN where not scored.
        point: ``(n, horizon)`` forecasts.
        quantiles: ``(3, n, horizon)`` the 10, 50 and 90 % quantiles of each day.
        sums: ``(2, n)`` the 10 and 90 % quantiles of the sum over the scored days.
        naive_error: ``(n,)`` mean absolute error of last week's value in the past of the fold.
    """

    truth: np.ndarray
    point: np.ndarray
    quantiles: np.ndarray
    sums: np.ndarray
    naive_error: np.ndarray

    @property
    def scored(self) -> np.ndarray:
        """Return ``(n, horizon)`` which days are scored."""
        return ~np.isnan(self.truth)
