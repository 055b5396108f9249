"""Level and spread of each battery, shrunk to the fleet's where its history is short."""

from dataclasses import dataclass, replace

import numpy as np

from connected_car.forecasters.panel import Panel

SHORT_DAYS = 60  # a battery with fewer known days leans on the fleet
SCALE_DAYS = 364  # spread is measured over whole weeks of the last year
_OUTLIER = 5.0  # a battery's level counts at most so many times the median's


@dataclass(frozen=True)
class FleetLevel:
    """What is known of a battery without any history.

    Attributes:
        level: cycles a day of a battery, on average.
        between: standard deviation of the batteries' levels, cycles a day.
        within: standard deviation of a battery's days around its level, cycles a day (median).
    """

    level: float
    between: float
    within: float

    @classmethod
    def of(cls, history: Panel) -> "FleetLevel":
        """Measure it over the batteries that have a history."""
        count, mean, variance = moments(history.y)
        levels = mean[count > 0]
        if not len(levels):
            return cls(0.0, 0.0, 0.0)
        levels = np.minimum(levels, _OUTLIER * max(np.median(levels), np.min(levels)))
        between = float(np.std(levels, ddof=1)) if len(levels) > 1 else float(levels[0]) / 2
        spread = variance[count > 1]
        within = float(np.sqrt(np.median(spread))) if len(spread) else between
        return cls(float(np.mean(levels)), between, within)


def moments(y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return count, mean and variance of the known days of each row, ``(n,)`` each; 0 if none."""
    known = ~np.isnan(y)
    count = known.sum(axis=1)
    mean = np.where(known, y, 0.0).sum(axis=1) / np.maximum(count, 1)
    squares = np.where(known, (y - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return count, mean, squares / np.maximum(count - 1, 1)


def own_weight(count: np.ndarray, fleet: FleetLevel) -> np.ndarray:
    """Return the weight of a battery's own figures given its known days; 1 from SHORT_DAYS on.

    The fleet counts like ``(within / between)**2`` days of the battery's own (the best linear
    shrinkage, Robbins 1956), between half a day and SHORT_DAYS; that fades to 0 at SHORT_DAYS.
    """
    ratio = fleet.within / fleet.between if fleet.between > 0 else np.inf
    fleet_days = np.clip(ratio**2, 0.5, SHORT_DAYS) * np.clip(1.0 - count / SHORT_DAYS, 0.0, 1.0)
    return count / np.maximum(count + fleet_days, 1e-9)


def shrink(own: np.ndarray, count: np.ndarray, fleet: FleetLevel) -> np.ndarray:
    """Return levels between a battery's own, ``(n,)`` cycles a day, and the fleet's."""
    weight = own_weight(count, fleet)
    return weight * own + (1.0 - weight) * fleet.level


def shrunk_level(history: Panel, fleet: FleetLevel) -> np.ndarray:
    """Return ``(n,)`` the mean of each battery's known days, shrunk if they are few."""
    count, mean, _ = moments(history.y)
    return shrink(mean, count, fleet)


def scale(history: Panel, fleet: FleetLevel) -> np.ndarray:
    """Return ``(n,)`` the standard deviation of each battery's last year, shrunk if it is short."""
    count, _, variance = moments(history.tail(SCALE_DAYS).y)
    weight = own_weight(np.where(count > 1, count, 0), fleet)
    return np.sqrt(weight * variance + (1.0 - weight) * fleet.within**2)


def level_doubt(history: Panel, fleet: FleetLevel) -> np.ndarray:
    """Return ``(n,)`` how unsure the level of a short history is, as a standard deviation.

    The posterior of a normal mean (own days against the fleet's batteries); it fades out at
    SHORT_DAYS, where the errors that a forecaster made in the past tell it themselves.
    """
    count = history.tail(SCALE_DAYS).known_days()
    own = count / max(fleet.within**2, 1e-12)
    prior = 1.0 / max(fleet.between**2, 1e-12)
    return np.sqrt(np.clip(1.0 - count / SHORT_DAYS, 0.0, 1.0) / (own + prior))


def carry_weekdays(y: np.ndarray) -> np.ndarray:
    """Return ``y`` with each missing day filled by the last known same weekday before it.

    Days before the first known one of a weekday stay NaN.
    """
    n, t = y.shape
    weeks = -(-t // 7)
    cube = np.full((n, weeks * 7), np.nan)
    cube[:, weeks * 7 - t :] = y
    cube = cube.reshape(n, weeks, 7)
    latest = np.where(np.isnan(cube), 0, np.arange(weeks)[None, :, None])
    np.maximum.accumulate(latest, axis=1, out=latest)
    return np.take_along_axis(cube, latest, axis=1).reshape(n, -1)[:, weeks * 7 - t :]


def filled(history: Panel, fleet: FleetLevel) -> Panel:
    """Return the panel without missing days: the same weekday before, else the level."""
    level = shrunk_level(history, fleet)
    y = carry_weekdays(history.y)
    return replace(history, y=np.where(np.isnan(y), level[:, None], y))
