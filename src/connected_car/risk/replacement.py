"""When a battery is expected to pass its rating."""

import numpy as np

CAP_DAYS = 1_826  # five years


def days_to_crossing(
    shares: np.ndarray, remaining: np.ndarray, median_total: np.ndarray, rate: np.ndarray
) -> np.ndarray:
    """Return ``(n,)`` days until half of the paths have passed the rating.

    Beyond the horizon the median path goes on at the forecast's mean rate. 0 where the rating is
    passed already; ``CAP_DAYS`` where it takes longer than that; NaN where it never happens or
    something is unknown.

    Args:
        shares: ``(n, horizon)`` from ``crossing_shares``.
        remaining: ``(n,)`` cycles from the counter to the rating.
        median_total: ``(n,)`` median of the paths' sums over the horizon, in cycles.
        rate: ``(n,)`` mean of the point forecast, in cycles a day.
    """
    horizon = shares.shape[1]
    inside = np.argmax(shares >= 0.5, axis=1) + 1.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        later = horizon + np.ceil((remaining - median_total) / rate)
    days = np.where(shares[:, -1] >= 0.5, inside, np.where(rate > 0, later, np.nan))
    days = np.where(np.isnan(shares[:, -1]), np.nan, np.minimum(days, CAP_DAYS))
    return np.where(remaining <= 0, 0.0, days)


def dates_after(as_of: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` ``datetime64[D]`` that many days after; NaT where the number is NaN."""
    known = ~np.isnan(days)
    steps = np.where(known, days, 0).astype("timedelta64[D]")
    return np.where(known, as_of + steps, np.datetime64("NaT", "D"))
