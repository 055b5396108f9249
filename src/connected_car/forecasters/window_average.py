"""The mean of the last days."""

import numpy as np

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import moments, shrink
from connected_car.forecasters.panel import Panel
from connected_car.hyperparameters import Choice


class WindowAverage(Family):
    """Forecasts the mean of the known days among the last ``window`` ones.

    Without a known day there, the mean of the last year serves.
    """

    family = "window_average"
    complexity = 1
    space = {"window": Choice(28, (7, 14, 28, 56, 91, 182, 364))}  # noqa: RUF012

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        year_count, year_mean, _ = moments(history.y)
        count, mean, _ = moments(history.tail(int(self.hyperparameters["window"])).y)
        own = np.where(count > 0, mean, year_mean)
        level = shrink(own, year_count, self.fleet)
        return np.repeat(level[:, None], horizon, axis=1)
