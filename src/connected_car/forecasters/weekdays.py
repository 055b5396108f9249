"""Weekday profiles: each battery's own, shrunk to the fleet's as far as chance explains it.

A profile is seven factors, Monday first; 1 is a battery's usual day.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

_LEVEL_WEEKS = 9  # slow level under the profile: mean of so many weeks around each one
_FEWEST_BATTERIES = 10  # with fewer the spread between batteries is not measured
_LEAST_VARIANCE = 1e-9  # relative; of days that are all alike
_LARGEST = 7.0  # all use on one day of the week


@dataclass(frozen=True)
class WeekdayPrior:
    """What is known of a battery's profile before its own days are seen.

    Attributes:
        mean: ``(7,)`` mean profile of the fleet.
        covariance: ``(7, 7)`` of the batteries' true profiles.
        within: relative variance of a day around level and profile (median battery).
    """

    mean: np.ndarray
    covariance: np.ndarray
    within: float

    @classmethod
    def of(cls, y: np.ndarray, weekday: np.ndarray, half_life: float) -> "WeekdayPrior":
        """Learn it from ``(n, t)`` days, NaN where unknown or not in use.

        Empirical Bayes by moments: covariance of the raw profiles less that of their errors.
        """
        raw, days, within = raw_profiles(y, weekday, half_life)
        usable = (days > 2).all(axis=1) & (raw.max(axis=1) < _LARGEST)
        if not usable.any():
            return cls(np.ones(7), np.zeros((7, 7)), 0.1)
        usual = max(float(np.median(within[usable])), _LEAST_VARIANCE)
        raw, errors = raw[usable], np.maximum(within[usable, None], 0.25 * usual) / days[usable]
        if len(raw) < _FEWEST_BATTERIES:
            return cls(_sure_part(raw.mean(axis=0), errors), np.zeros((7, 7)), usual)
        between = np.cov(raw, rowvar=False) - np.diag(errors.mean(axis=0))
        values, vectors = np.linalg.eigh(between)
        covariance = (vectors * np.maximum(values, 0.0)) @ vectors.T
        return cls(_sure_part(raw.mean(axis=0), errors + np.diag(covariance)), covariance, usual)

    def as_lists(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in vars(self).items()}

    @classmethod
    def from_lists(cls, values: dict[str, Any]) -> "WeekdayPrior":
        """Rebuild what ``as_lists`` gave."""
        return cls(np.array(values["mean"]), np.array(values["covariance"]), values["within"])

    def profiles(self, y: np.ndarray, weekday: np.ndarray, half_life: float) -> np.ndarray:
        """Return ``(n, 7)`` the posterior mean of each battery's profile."""
        raw, days, within = raw_profiles(y, weekday, half_life)
        own = (within * days.mean(axis=1) + self.within * 7.0) / (days.mean(axis=1) + 7.0)
        errors = np.maximum(own, 0.1 * self.within)[:, None] / np.maximum(days, 1e-3)
        total = self.covariance + errors[:, :, None] * np.eye(7)
        step = np.linalg.solve(total, (raw - self.mean)[:, :, None])[:, :, 0]
        shift = (step[:, None, :] * self.covariance).sum(axis=2)
        profiles = np.maximum(self.mean + shift, 0.0)
        return profiles / np.maximum(profiles.mean(axis=1, keepdims=True), 1e-9)


def _sure_part(mean: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Return a mean profile, shrunk to 1 as far as chance explains it (James, Stein 1961).

    Twice the degrees of freedom are taken off, so that a single battery of pure noise is flat.
    """
    chi_square = float(((mean - 1.0) ** 2 / (errors.mean(axis=0) / len(errors))).sum())
    return 1.0 + (mean - 1.0) * max(0.0, 1.0 - 2.0 * 6.0 / max(chi_square, 1e-9))


def raw_profiles(
    y: np.ndarray, weekday: np.ndarray, half_life: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each battery's own profile, the days behind it and the noise around it.

    Args:
        y: ``(n, t)`` cycles a day, NaN where unknown or not in use.
        weekday: ``(n,)`` of the last day, 0 is Monday.
        half_life: days after which a day counts half.

    Returns:
        ``(n, 7)`` factors (1 where no day is known), ``(n, 7)`` effective numbers of days, and
        ``(n,)`` the relative variance of the days around level and profile.
    """
    cube = as_weeks(y)
    known = ~np.isnan(cube)
    values = np.where(known, cube, 0.0)
    level = _slow_level(values, known)
    weight = 0.5 ** (7.0 * np.arange(len(cube) - 1, -1, -1) / half_life)[:, None]
    expected = ((weight * level)[:, None] * known).sum(axis=0)
    raw = np.where(expected > 0, (weight[:, None] * values).sum(axis=0), 1.0)
    raw /= np.where(expected > 0, expected, 1.0)
    squares = (weight[:, None] ** 2 * known).sum(axis=0)
    days = (weight[:, None] * known).sum(axis=0) ** 2 / np.maximum(squares, 1e-9)
    level = level[:, None] * known
    scale = np.maximum(np.sqrt(sum_of_squares(level)), 1e-12)
    within = sum_of_squares(values - level * raw) / scale**2
    return from_monday(raw.T, weekday), from_monday(days.T, weekday), within


def as_weeks(y: np.ndarray) -> np.ndarray:
    """Return ``(weeks, 7, n)`` days, the last of all in the last cell; missing days in front.

    Batteries lie side by side, so that a step over a week or a day is one long operation, and sums
    go from week to week: weeks without a day in front change nothing, not even the last digit.
    """
    n, t = y.shape
    weeks = max(1, -(-t // 7))
    cube = np.full((weeks * 7, n), np.nan)
    cube[weeks * 7 - t :] = y.T
    return cube.reshape(weeks, 7, n)


def sum_of_squares(cube: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` sums of the squares of ``(weeks, 7, n)`` days."""
    return sum_of_weeks((cube**2).sum(axis=1))


def sum_of_weeks(weeks: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` sums of ``(weeks, n)``, in an order that does not depend on ``n``."""
    return np.cumsum(weeks, axis=0)[-1]


def _slow_level(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return ``(weeks, n)`` the mean of the days of the weeks around each one."""
    counts = known.view(np.int8).sum(axis=1, dtype=np.int8)
    sums, counts = _around(values.sum(axis=1)), _around(counts.astype(float))
    return np.where(counts > 0, sums / np.maximum(counts, 1.0), 0.0)


def _around(x: np.ndarray) -> np.ndarray:
    half = _LEVEL_WEEKS // 2
    total = np.cumsum(np.pad(x, ((1, 0), (0, 0))), axis=0)
    weeks = np.arange(len(x))
    upper, lower = np.minimum(weeks + half + 1, len(x)), np.maximum(weeks - half, 0)
    return total[upper] - total[lower]


def from_monday(columns: np.ndarray, weekday: np.ndarray) -> np.ndarray:
    """Return ``(n, 7)`` columns, whose last one is the weekday given, with Monday first."""
    place = (np.arange(7)[None, :] - weekday[:, None] - 1) % 7
    return np.take_along_axis(columns, place, axis=1)


def weekday_of(days: np.ndarray) -> np.ndarray:
    """Return 0 (Monday) to 6 of ``datetime64[D]``; 1970-01-01 was a Thursday."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
