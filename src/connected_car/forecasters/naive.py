"""The last known day repeated."""

import numpy as np

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import moments, shrink
from connected_car.forecasters.panel import Panel


class Naive(Family):
    """Forecasts the last known day for every day; a short history leans on the fleet."""

    family = "naive"
    complexity = 1

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        count, _, _ = moments(history.y)
        level = shrink(_last_known(history.y), count, self.fleet)
        return np.repeat(level[:, None], horizon, axis=1)


def _last_known(y: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the last known day of each row; 0 where none is known."""
    if not y.shape[1]:
        return np.zeros(len(y))
    known = ~np.isnan(y)
    last = y.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.where(known.any(axis=1), np.take_along_axis(y, last[:, None], axis=1)[:, 0], 0.0)
