"""From the daily table to the past that the backtest asks about."""

from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.folds import History
from connected_car.forecasters.panel import Panel
from connected_car.pipelines.forecasting.daily import to_days
from connected_car.pipelines.forecasting.options import ForecastingOptions
from connected_car.risk.fleet import FleetHistory

_COUNTER, _RATING = "Lifetime_Cycles_Used", "Battery_Rated_Cycles"


def arrange_fleet(
    history: History, daily: pd.DataFrame, options: ForecastingOptions
) -> FleetHistory:
    """Return use, counter and rating of the history's batteries, aligned at its last day.

    A table without a counter gets the running sum of the target; one without ratings has none.

    Args:
        history: from ``build_history``, or some batteries of it.
        daily: their days and maybe those of others, one row a battery and day.
        options: the names of the columns.
    """
    panel = history.panel
    daily = daily[daily[options.series_id].astype(str).isin(panel.ids)]
    days = to_days(daily, options)
    days = days[days["y"].notna()]
    counter = _column(daily, days, _COUNTER, panel)
    if counter is None:
        counter = np.cumsum(np.nan_to_num(panel.y), axis=1)
    rating = _column(daily, days, _RATING, panel)
    if rating is None:
        rating = np.full(panel.y.shape, np.nan)
    assert panel.read is not None
    is_log = (~np.isnan(history.observed) & ~panel.read).any(axis=1)
    return FleetHistory(panel, is_log, counter, rating)


def _column(daily: pd.DataFrame, days: pd.DataFrame, name: str, panel: Panel) -> np.ndarray | None:
    if name not in daily.columns:
        return None
    values = _numbers(daily.loc[days.index, name])
    last_day = panel.last_day.max() if len(panel.ids) else None
    found = Panel.from_frame(days.assign(y=values), last_day=last_day)
    return found.widen(panel.y.shape[1]).y


def _numbers(column: pd.Series) -> pd.Series:
    """Return a column with NaN for what is no number; texts one by one, as ``float`` does.

    ``pd.to_numeric`` ends the process on a text such as 5e8234567999.
    """
    return column.map(_number) if column.dtype == object else column.astype(float)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (ValueError, TypeError):
        return np.nan
