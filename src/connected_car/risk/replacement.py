"""When a battery is expected to pass its rating."""

import numpy as np

CAP_DAYS = 1_826  # five years


def days_to_crossing(
    shares: np.ndarray,
    remaining: np.ndarray,
    total: np.ndarray,
    rate: np.ndarray,
    share: float = 0.5,
) -> np.ndarray:
    """Return ``(n,)`` days until that share of the paths has passed the rating.

    Beyond the horizon the path with that total goes on at the rate given. 0 where the rating is
    passed already; ``CAP_DAYS`` where it takes longer than that; NaN where it never happens or
    something is unknown.

    Args:
        shares: ``(n, horizon)`` from ``crossing_shares``.
        remaining: ``(n,)`` cycles from the counter to the rating.
        total: ``(n,)`` sum over the horizon, in cycles, which that share of the paths exceeds.
        rate: ``(n,)`` cycles a day beyond the horizon.
        share: of the paths; half of them gives the median.
    """
    horizon = shares.shape[1]
    inside = np.argmax(shares >= share, axis=1) + 1.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        later = horizon + np.maximum(np.ceil((remaining - total) / rate), 1.0)
    days = np.where(shares[:, -1] >= share, inside, np.where(rate > 0, later, np.nan))
    days = np.where(np.isnan(shares[:, -1]), np.nan, np.minimum(days, CAP_DAYS))
    return np.where(remaining <= 0, 0.0, days)


def likely_days(
    shares: np.ndarray, remaining: np.ndarray, totals: np.ndarray, median_days: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the range of days in which 8 of 10 paths pass the rating, ``(n,)`` each.

    Beyond the horizon an early and a late path go on at their own rates. The range holds the
    median; a path without use never arrives (NaN).

    Args:
        shares: ``(n, horizon)`` from ``crossing_shares``.
        remaining: ``(n,)`` cycles from the counter to the rating.
        totals: ``(n, draws)`` sums of the paths, in cycles.
        median_days: ``(n,)`` from ``days_to_crossing``.
    """
    slow, fast = np.quantile(totals, [0.1, 0.9], axis=1)
    horizon = shares.shape[1]
    early = days_to_crossing(shares, remaining, fast, fast / horizon, share=0.1)
    late = days_to_crossing(shares, remaining, slow, slow / horizon, share=0.9)
    return np.fmin(early, median_days), np.where(np.isnan(late), late, np.fmax(late, median_days))


def dates_after(as_of: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` ``datetime64[D]`` that many days after; NaT where the number is NaN."""
    known = ~np.isnan(days)
    steps = np.where(known, days, 0).astype("timedelta64[D]")
    return np.where(known, as_of + steps, np.datetime64("NaT", "D"))
