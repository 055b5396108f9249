"""Last week repeated."""

import numpy as np

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import carry_weekdays, moments, shrink, shrunk_level
from connected_car.forecasters.panel import Panel


class SeasonalNaive(Family):
    """Forecasts the last known value of the same weekday.

    A weekday that was never seen gets the battery's level; a short history leans on the fleet.
    """

    family = "seasonal_naive"
    complexity = 2

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        level = shrunk_level(history, self.fleet)
        week = np.full((len(level), 7), np.nan)
        last = carry_weekdays(history.y)[:, -7:]
        week[:, 7 - last.shape[1] :] = last
        week = np.where(np.isnan(week), level[:, None], week)
        count, _, _ = moments(history.y)
        week = np.stack([shrink(day, count, self.fleet) for day in week.T], axis=1)
        return np.tile(week, -(-horizon // 7))[:, :horizon]
