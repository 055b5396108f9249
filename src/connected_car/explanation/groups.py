"""Parts of a history that an explanation takes away or exchanges, one at a time.

A history is taken apart as ``y = level x ratio``, and ``ratio = weekday profile + deviation``.
Four groups are windows of days; level and weekday profile cut across all of them. What is known in
advance of the days to come is a group of its own.
"""

from dataclasses import dataclass, replace

import numpy as np

from connected_car.forecasters.levels import SCALE_DAYS, moments
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.weekdays import weekday_of

_MOST_DAYS_NEEDED = 28  # of a window; else half of its days
_DAYS_FOR_LEVEL = 7
_DAYS_FOR_WEEKDAYS = 28


@dataclass(frozen=True)
class Group:
    """A part of the history.

    Attributes:
        key: its name in files.
        name: its name for readers.
        first: first day of a window, counted back from the cutoff, 1 for the last known day; 0 for
            what is no window.
        last: last day of a window; None for all days before ``first``.
    """

    key: str
    name: str
    first: int = 0
    last: int | None = None

    def columns(self, n_days: int) -> slice:
        """Return the window's columns in a matrix of ``n_days`` columns; may be empty."""
        start = 0 if self.last is None else max(0, n_days - self.last)
        return slice(start, max(start, n_days - self.first + 1))


LEVEL = Group("level", "its own level")
WEEKDAYS = Group("weekdays", "its weekday pattern")
WINDOWS = (
    Group("last_week", "the last week", 1, 7),
    Group("weeks_2_to_4", "weeks 2 to 4 back", 8, 28),
    Group("weeks_5_to_13", "weeks 5 to 13 back", 29, 91),
    Group("older", "the days over 13 weeks back", 92, None),
)
GROUPS = (LEVEL, WEEKDAYS, *WINDOWS)
KNOWN = Group("known", "what is known in advance")


def groups_of(history: Panel) -> tuple[Group, ...]:
    """Return the parts that can be exchanged; the last one only where something is known ahead."""
    return (*GROUPS, KNOWN) if history.known else GROUPS


@dataclass(frozen=True)
class Parts:
    """Histories taken apart.

    Attributes:
        history: the histories.
        level: ``(n,)`` mean of the known days of the last year, cycles a day; NaN without use.
        ratio: ``(n, t)`` the days divided by the level.
        profile: ``(n, t)`` the weekday profile laid out over the days; 1 on average.
        weekdays: ``(n, 7)`` the same profile from Monday to Sunday.
    """

    history: Panel
    level: np.ndarray
    ratio: np.ndarray
    profile: np.ndarray
    weekdays: np.ndarray

    @classmethod
    def of(cls, history: Panel) -> "Parts":
        """Take the histories apart."""
        count, mean, _ = moments(history.tail(SCALE_DAYS).y)
        _, whole, _ = moments(history.y)
        level = np.where(count > 0, mean, whole)
        level = np.where(level > 0, level, np.nan)
        ratio = history.y / level[:, None]
        codes = weekday_of(history.days())
        weekdays = weekday_means(ratio[:, -SCALE_DAYS:], codes[:, -SCALE_DAYS:])
        weekdays = np.where(np.isnan(weekdays), 1.0, weekdays)
        return cls(history, level, ratio, np.take_along_axis(weekdays, codes, axis=1), weekdays)

    def has(self, group: Group) -> np.ndarray:
        """Return ``(n,)`` which batteries have enough known days for a group to exist."""
        known = ~np.isnan(self.ratio)
        if group == KNOWN:
            coming = [~np.isnan(v[:, known.shape[1] :]) for v in self.history.known.values()]
            return np.asarray(np.concatenate(coming, axis=1).any(axis=1))
        if group == LEVEL:
            return known.sum(axis=1) >= _DAYS_FOR_LEVEL
        if group == WEEKDAYS:
            return known[:, -SCALE_DAYS:].sum(axis=1) >= _DAYS_FOR_WEEKDAYS
        days = known.shape[1] if group.last is None else group.last - group.first + 1
        needed = min(days / 2, _MOST_DAYS_NEEDED)
        found = known[:, group.columns(known.shape[1])].sum(axis=1)
        return (found > 0) & (found >= needed)

    def rebuilt(self, ratio: np.ndarray, level: np.ndarray, rows: np.ndarray) -> Panel:
        """Return the histories with new ratios and levels in some rows; the rest to the bit."""
        new = rows[:, None] & ((ratio != self.ratio) | (level != self.level)[:, None])
        y = np.where(new, np.maximum(ratio, 0.0) * level[:, None], self.history.y)
        return replace(self.history, y=y)


def weekday_means(values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return ``(n, 7)`` means of the known values by weekday; NaN where there are none."""
    by_day = [moments(np.where(codes == day, values, np.nan))[:2] for day in range(7)]
    means = [np.where(count > 0, mean, np.nan) for count, mean in by_day]
    return np.stack(means, axis=1)
