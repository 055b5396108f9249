"""Runs of days without use: which days a battery stood still, and how long it will."""

from dataclasses import dataclass
from typing import Any

import numpy as np

LONGEST = 60  # days of standing still beyond which the chance to start again stays the same
_SINGLE = 2  # zero days in a row that need not mean more than a day without a trip
_RARE = 0.01  # of a battery with a smaller share of such days every zero day counts as parked
_LONG = 7  # of the others only a whole week without use
_LARGEST = 10.0  # a day counts at most so many times the battery's usual one
_PRIOR_RUNS = 2.0  # weight of the prior chance to start again, in runs
_PRIOR_DAYS = 420.0  # weight of the fleet's share of parked days, in days


@dataclass(frozen=True)
class Parking:
    """How batteries of a fleet stand still.

    Attributes:
        share: share of days that are parked.
        restart: ``(LONGEST,)`` chance that a battery which stood still for 1, 2, … days is used on
            the next one.
    """

    share: float
    restart: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray) -> "Parking":
        """Learn it from ``(n, t)`` days; the prior chance after k days is 1 / (k + 1)."""
        age, length = zero_runs(y)
        parked, known = parked_days(y), ~np.isnan(y)
        ended = (length[:, :-1] == age[:, :-1]) & parked[:, :-1]
        days = np.minimum(age[:, :-1], LONGEST)[parked[:, :-1]]
        at_risk = np.bincount(days, minlength=LONGEST + 1)[1:]
        ends = np.bincount(days, weights=ended[parked[:, :-1]], minlength=LONGEST + 1)[1:]
        prior = 1.0 / (np.arange(1, LONGEST + 1) + 1.0)
        restart = (ends + _PRIOR_RUNS * prior) / (at_risk + _PRIOR_RUNS)
        return cls(float((parked & known).sum() / max(1, known.sum())), restart)

    def as_lists(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {"share": self.share, "restart": self.restart.tolist()}

    @classmethod
    def from_lists(cls, values: dict[str, Any]) -> "Parking":
        """Rebuild what ``as_lists`` gave."""
        return cls(values["share"], np.array(values["restart"]))

    def used(self, y: np.ndarray, horizon: int, parked: np.ndarray | None = None) -> np.ndarray:
        """Return ``(n, horizon)`` the chance that a battery is used, for the days after ``y``.

        Args:
            y: ``(n, t)`` days.
            horizon: days ahead.
            parked: from ``parked_days``; looked for when None.
        """
        parked = parked_days(y) if parked is None else parked
        known = ~np.isnan(y)
        share = (parked & known).sum(axis=1) + _PRIOR_DAYS * self.share
        share = share / (known.sum(axis=1) + _PRIOR_DAYS)
        chance = np.repeat(1.0 - share[:, None], horizon, axis=1)
        rows = np.flatnonzero(parked[:, -1]) if y.shape[1] else np.array([], dtype=int)
        if len(rows):
            chance[rows] *= 1.0 - self._still_parked(zero_runs(y[rows])[0][:, -1], horizon)
        return chance

    def _still_parked(self, age: np.ndarray, horizon: int) -> np.ndarray:
        ages = np.minimum(age[:, None] + np.arange(horizon), LONGEST)
        return np.cumprod(1.0 - self.restart[ages - 1], axis=1)


def zero_runs(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ``(n, t)`` age and whole length in days of the run of zeros that a day is in, else 0.

    A missing day is like the last known day before it.
    """
    t = y.shape[1]
    place = np.arange(1, t + 1)
    known = np.where(np.isnan(y), 0, place)
    np.maximum.accumulate(known, axis=1, out=known)
    zero = (known > 0) & (np.take_along_axis(y, np.maximum(known - 1, 0), axis=1) == 0)
    before = np.maximum.accumulate(np.where(zero, 0, place), axis=1)
    after = np.minimum.accumulate(np.where(zero, t + 1, place)[:, ::-1], axis=1)[:, ::-1]
    return np.where(zero, place - before, 0), np.where(zero, after - before - 1, 0)


def parked_days(y: np.ndarray) -> np.ndarray:
    """Return ``(n, t)`` whether a battery stood still for longer than its weekly pattern explains.

    That is a week without use, or any day of a battery that has hardly a single zero day.
    """
    parked = np.zeros(y.shape, dtype=bool)
    rows = np.flatnonzero((y == 0).any(axis=1))  # the others never stood still
    parked[rows] = _parked_days(y[rows])
    return parked


def _parked_days(y: np.ndarray) -> np.ndarray:
    _, length = zero_runs(y)
    known = (~np.isnan(y)).sum(axis=1)
    single = ((length > 0) & (length <= _SINGLE)).sum(axis=1)
    least = np.where(single <= _RARE * known + _SINGLE, 1, _LONG)
    return length >= least[:, None]


def in_use(y: np.ndarray, parked: np.ndarray | None = None) -> np.ndarray:
    """Return the days, NaN where parked; cut where impossibly large for the battery.

    Args:
        y: ``(n, t)`` days.
        parked: from ``parked_days``; looked for when None.
    """
    used = np.where(parked_days(y) if parked is None else parked, np.nan, y)
    rows = np.flatnonzero(_has_impossible_day(used))
    used[rows] = np.minimum(used[rows], (_LARGEST * _usual(used[rows]))[:, None])
    return used


def _has_impossible_day(used: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` whether a day is more than ``_LARGEST`` times the usual one, unsorted.

    It is where half of the days in use are too small for the largest one.
    """
    if not used.shape[1]:
        return np.zeros(len(used), dtype=bool)
    largest = np.fmax.reduce(used, axis=1)[:, None]
    in_use = np.count_nonzero(used > 0, axis=1)
    small = np.count_nonzero((used > 0) & (_LARGEST * used < largest), axis=1)
    return small > np.maximum(in_use - 1, 0) // 2


def _usual(used: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` lower medians of the days in use; each row has one."""
    ordered = np.sort(np.where(used > 0, used, np.nan), axis=1)
    middle = np.maximum(np.count_nonzero(used > 0, axis=1) - 1, 0) // 2
    return np.take_along_axis(ordered, middle[:, None], axis=1)[:, 0]
