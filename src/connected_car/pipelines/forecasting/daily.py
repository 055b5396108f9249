"""From a table of days to the history that the search works on."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from connected_car.automl.folds import History
from connected_car.errors import UserError
from connected_car.forecasters.charges import spread_charges
from connected_car.forecasters.panel import Panel
from connected_car.pipelines.forecasting.options import ForecastingOptions

INTERPOLATED, READINGS = "Is_Interpolated", "Observed_Readings"


def read_days(daily: pd.DataFrame, options: ForecastingOptions) -> pd.DataFrame:
    """Return the days as ``to_days`` does, after a look at whether they can be forecast.

    Args:
        daily: one row a series and day.
        options: the names of the columns.

    Raises:
        UserError: a column is missing or cannot be read, a value is negative, a series has two rows
            for a day, or most rows are more than a day apart.
    """
    check_columns(list(daily.columns), options)
    return _checked(to_days(daily, options), options)


def to_days(daily: pd.DataFrame, options: ForecastingOptions) -> pd.DataFrame:
    """Return the days as ``unique_id, ds, y, filled, read`` and the columns known in advance.

    ``filled`` says that a day was interpolated, ``read`` that it has a reading of its own: a day of
    a charging log without one is neither. Days without a value of the target are left out, unless
    there are columns known in advance: then those after a series' last value are the days to come.

    Args:
        daily: one row a series and day; a table without ``Is_Interpolated`` has no filled days,
            and one without ``Observed_Readings`` has a reading on all others.
        options: the names of the columns.

    Raises:
        UserError: a column cannot be read.
    """
    known = options.known_in_advance
    values = daily[options.target]
    filled = pd.Series(False, daily.index)
    if INTERPOLATED in daily.columns:
        filled = daily[INTERPOLATED].astype(bool)
    frame = pd.DataFrame(
        {
            "unique_id": daily[options.series_id].astype(str),
            "ds": _days(daily[options.time_column]),
            "y": _numbers(values),
            "filled": filled,
            "read": daily[READINGS] > 0 if READINGS in daily.columns else ~filled,
            **{name: _numbers(daily[name]) for name in known},
        }
    )
    return frame if known else frame[values.notna().to_numpy()]


def check_columns(columns: Sequence[str], options: ForecastingOptions) -> None:
    """Raise ``UserError`` if a column that the options name is not there."""
    needed = (options.series_id, options.time_column, options.target, *options.known_in_advance)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise UserError(
            f"the daily data have no column {missing[0]}; they have: {', '.join(columns)}; "
            "name them by forecasting.series_id, time_column, target and known_in_advance"
        )


def _days(column: pd.Series) -> pd.Series:
    try:
        return pd.to_datetime(column).dt.tz_localize(None).dt.normalize()
    except (ValueError, TypeError, OverflowError) as error:
        raise UserError(f"{column.name} has values that are no days: {error}") from error


def _numbers(column: pd.Series) -> pd.Series:
    try:
        if column.dtype.kind in "mM":
            raise TypeError("they are times")
        values = column.astype(float)  # pd.to_numeric ends the process on a text as 5e8234567999
        if np.isinf(values).any():
            raise ValueError("some are infinite")
        return values
    except (ValueError, TypeError) as error:
        raise UserError(f"{column.name} has values that are no numbers: {error}") from error


def _checked(frame: pd.DataFrame, options: ForecastingOptions) -> pd.DataFrame:
    negative = frame[frame["y"] < 0]
    if len(negative):
        row = negative.iloc[0]
        raise UserError(
            f"{options.target} is negative for {row['unique_id']} on {row['ds'].date()}; forecasts "
            "are of use, which is never negative"
        )
    codes, day = pd.factorize(frame["unique_id"])[0], frame["ds"].to_numpy("datetime64[D]")
    order = np.lexsort((day, codes))
    steps = np.diff(day[order]).astype(int)[np.diff(codes[order]) == 0]
    if (steps == 0).any():
        row = frame[frame.duplicated(["unique_id", "ds"])].iloc[0]
        raise UserError(
            f"{row['unique_id']} has two rows for {row['ds'].date()}; raw readings go through "
            "data_processing first: leave out --pipelines forecasting"
        )
    if len(steps) and np.median(steps) > 1:
        raise UserError(
            f"rows are {np.median(steps):.0f} days apart, but forecasting.frequency is "
            f"{options.frequency}: one row a day is needed"
        )
    return frame


def arrange(days: pd.DataFrame, known: Sequence[str] = (), ahead: int = 0) -> History:
    """Return the history: a matrix of all series aligned at the last day of any with a value.

    The charges of a charging log are spread over the days that they pay for.

    Args:
        days: from ``read_days``.
        known: columns that are known in advance.
        ahead: how many days in advance.
    """
    seen = days[days["y"].notna()]
    last_day = seen["ds"].max() if len(seen) else None
    panel = Panel.from_frame(seen, last_day=last_day)
    filled, read = (
        Panel.from_frame(seen.assign(y=seen[name].astype(float)), last_day=last_day).y == 1
        for name in ("filled", "read")
    )
    unpaid = ~np.isnan(panel.y) & ~filled & ~read
    panel = replace(panel, y=spread_charges(panel.y, unpaid), read=read)
    panel = panel.with_known(days, known, ahead)
    return History(panel, np.where(filled, np.nan, panel.y))


def remaining_cycles(daily: pd.DataFrame, options: ForecastingOptions) -> pd.Series:
    """Return the cycles from counter to rating on each battery's last day of use, by its id.

    Args:
        daily: one row a battery and day; without counter or rating nothing is known.
        options: the names of the columns.
    """
    if not {"Lifetime_Cycles_Used", "Battery_Rated_Cycles"} <= set(daily.columns):
        return pd.Series(dtype=float)
    daily = daily[daily[options.target].notna()]
    ids = daily[options.series_id].astype(str)
    last = daily.loc[daily[options.time_column].groupby(ids).idxmax()]
    left = last["Battery_Rated_Cycles"] - last["Lifetime_Cycles_Used"]
    return left.set_axis(last[options.series_id].astype(str))
