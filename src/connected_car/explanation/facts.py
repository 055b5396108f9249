"""Named numbers about each battery and its forecast, from which the sentences are made."""

import numpy as np
import pandas as pd

from connected_car.explanation.groups import weekday_means
from connected_car.forecasters.levels import SCALE_DAYS, moments
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.weekdays import weekday_of

RECENT_DAYS = 28
BEFORE_DAYS = 63  # what the recent days are compared with lies before them
_LAST_DAYS = 30
_KNOWN_SHARE = 0.5  # of a window, else nothing is said about it
_WEEK = 7


def battery_facts(history: Panel, point: np.ndarray) -> pd.DataFrame:
    """Return a row a battery, indexed by its id; NaN for what cannot be said.

    Columns, in days, cycles a day or shares:
        known_days, silent_days: days with a value; days without one at the end.
        forecast_days, forecast_sum, forecast_mean: of the forecast.
        year_known: known days among the last 364.
        last_30_mean, year_mean: of the last 30 and 364 days.
        forecast_to_last_30, forecast_to_year: the forecast against these, 0 for the same.
        recent_mean, before_mean: of the last 28 days and of the 63 before these.
        recent_change, recent_change_error: the one against the other, and its standard error.
        followed: the share of that change that the forecast takes over.
        weekend_share, forecast_weekend_share: of an average week, in the last year and ahead.
        forecast_slope: the forecast's last week against its first.

    Args:
        history: what the forecasts were made from.
        point: ``(n, horizon)`` the forecasts.
    """
    forecast = point.mean(axis=1)
    last_30, year = _mean(history.tail(_LAST_DAYS).y), _mean(history.tail(SCALE_DAYS).y, least=1)
    facts = {
        "known_days": history.known_days(),
        "silent_days": _silent_days(history.y),
        "forecast_days": np.full(len(point), point.shape[1]),
        "forecast_sum": point.sum(axis=1),
        "forecast_mean": forecast,
        "year_known": history.tail(SCALE_DAYS).known_days(),
        "last_30_mean": last_30,
        "year_mean": year,
        "forecast_to_last_30": _against(forecast, last_30),
        "forecast_to_year": _against(forecast, year),
        **_recent(history, forecast),
        "weekend_share": weekend_share(history.tail(SCALE_DAYS).y, history.tail(SCALE_DAYS).days()),
        "forecast_weekend_share": weekend_share(point, history.future_days(point.shape[1])),
        "forecast_slope": _slope(point),
    }
    return pd.DataFrame(facts, index=history.ids)


def weekend_share(values: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the share of Saturday and Sunday in an average week; NaN without a week."""
    means = weekday_means(values, weekday_of(days))
    week = means.sum(axis=1)
    return means[:, 5:].sum(axis=1) / np.where(week > 0, week, np.nan)


def _recent(history: Panel, forecast: np.ndarray) -> dict[str, np.ndarray]:
    new = history.tail(RECENT_DAYS).y
    old = history.tail(RECENT_DAYS + BEFORE_DAYS).y[:, : -new.shape[1] or None]
    recent, before = _mean(new), _mean(old)
    gap = recent - before
    with np.errstate(divide="ignore", invalid="ignore"):
        followed = np.where(gap != 0, (forecast - before) / gap, np.nan)
    error = np.sqrt(_squared_error(new) + _squared_error(old)) / np.where(
        before > 0, before, np.nan
    )
    return {
        "recent_mean": recent,
        "before_mean": before,
        "recent_change": _against(recent, before),
        "recent_change_error": error,
        "followed": followed,
    }


def _mean(y: np.ndarray, least: float | None = None) -> np.ndarray:
    """Return the mean of each row's known days; NaN where fewer than half or ``least`` are."""
    count, mean, _ = moments(y)
    needed = _KNOWN_SHARE * y.shape[1] if least is None else least
    return np.where((count > 0) & (count >= needed), mean, np.nan)


def _squared_error(y: np.ndarray) -> np.ndarray:
    count, _, variance = moments(y)
    return variance / np.maximum(count, 1)


def _against(value: np.ndarray, reference: np.ndarray) -> np.ndarray:
    return value / np.where(reference > 0, reference, np.nan) - 1.0


def _silent_days(y: np.ndarray) -> np.ndarray:
    known = ~np.isnan(y)
    return np.where(known.any(axis=1), np.argmax(known[:, ::-1], axis=1), y.shape[1])


def _slope(point: np.ndarray) -> np.ndarray:
    if point.shape[1] < 2 * _WEEK:
        return np.full(len(point), np.nan)
    return _against(point[:, -_WEEK:].mean(axis=1), point[:, :_WEEK].mean(axis=1))
