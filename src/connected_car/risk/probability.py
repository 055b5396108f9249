"""Probability and intervals from sample paths.

Shapes: ``paths`` is ``(n, draws, horizon)`` in cycles a day; ``remaining`` is ``(n,)``, the cycles
from the counter to the rating (negative once it is passed, NaN where one of them is unknown).
"""

import numpy as np

INTERVAL = (0.1, 0.9)


def running_totals(paths: np.ndarray) -> np.ndarray:
    """Return ``(n, draws, horizon)`` cycles of each path up to the end of each day."""
    # days before draws in memory, so that each day is one long addition: 8 x as quick as np.cumsum
    # along short rows, and the same numbers
    totals = paths.swapaxes(1, 2).astype(float, order="C")
    for day in range(1, totals.shape[1]):
        totals[:, day] += totals[:, day - 1]
    return totals.swapaxes(1, 2)


def crossing_shares(totals: np.ndarray, remaining: np.ndarray) -> np.ndarray:
    """Return ``(n, horizon)`` share of the paths that reached the rating by the end of each day.

    The last column is the failure probability. Rows with something unknown are NaN.

    Args:
        totals: from ``running_totals``.
        remaining: ``(n,)`` cycles from the counter to the rating.
    """
    reached = np.count_nonzero(totals >= remaining[:, None, None], axis=1)
    unknown = np.isnan(remaining) | np.isnan(totals[:, :, -1]).any(axis=1)
    return np.where(unknown[:, None], np.nan, reached / totals.shape[1])


def interval(draws: np.ndarray, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 80 % interval over axis 1 of the draws, widened where it misses its centre.

    The mean of lumpy use can lie above nine of ten draws; an interval beside its own forecast would
    read as a mistake.

    Args:
        draws: ``(n, draws)`` or ``(n, draws, horizon)``.
        centre: ``(n,)`` or ``(n, horizon)`` the point forecast.
    """
    ordered = np.sort(draws, axis=1)  # much quicker than np.quantile over a middle axis
    low, high = (_quantile(ordered, share) for share in INTERVAL)
    return np.minimum(low, centre), np.maximum(high, centre)


def _quantile(ordered: np.ndarray, share: float) -> np.ndarray:
    """Linear quantile over axis 1 of sorted draws, as ``np.quantile`` defines it."""
    position = share * (ordered.shape[1] - 1)
    below = int(position)
    above = min(below + 1, ordered.shape[1] - 1)
    part = position - below
    return ordered[:, below] * (1 - part) + ordered[:, above] * part
