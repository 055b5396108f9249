"""From the daily table to the past that the backtest asks about."""

import numpy as np
import pandas as pd

from connected_car.forecasters.panel import Panel
from connected_car.pipelines.forecasting.daily import read_days
from connected_car.pipelines.forecasting.options import ForecastingOptions
from connected_car.risk.fleet import FleetHistory

_COUNTER, _RATING = "Lifetime_Cycles_Used", "Battery_Rated_Cycles"


def arrange_fleet(daily: pd.DataFrame, options: ForecastingOptions) -> FleetHistory:
    """Return use, counter and rating of all batteries, aligned at the fleet's last day.

    A table without a counter gets the running sum of the target; one without ratings has none.

    Args:
        daily: one row a battery and day.
        options: the names of the columns.
    """
    days = read_days(daily, options)
    last_day = days["ds"].max()
    panel = Panel.from_frame(days, last_day=last_day)
    filled = Panel.from_frame(days.assign(y=days["filled"].astype(float)), last_day=last_day)
    observed = filled.y == 0
    counter = _column(daily, days, _COUNTER, last_day)
    if counter is None:
        counter = np.cumsum(np.nan_to_num(panel.y), axis=1)
    rating = _column(daily, days, _RATING, last_day)
    return FleetHistory(
        panel, observed, counter, np.full(panel.y.shape, np.nan) if rating is None else rating
    )


def _column(
    daily: pd.DataFrame, days: pd.DataFrame, name: str, last_day: pd.Timestamp
) -> np.ndarray | None:
    if name not in daily.columns:
        return None
    values = pd.to_numeric(daily.loc[days.index, name], errors="coerce")
    return Panel.from_frame(days.assign(y=values), last_day=last_day).y
