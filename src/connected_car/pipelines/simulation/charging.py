"""The process of use of the ``charging_log`` preset: batteries that are seen only when charged.

``minutes = level * weekday * season * habit * trip * noise``, zero on idle days and in holidays:

- level: lognormal by driver, spread 35 %; three cars in ten are at work (deliveries, taxis) at
  five times the use of a private one; the mean of all is about .15 cycles a day;
- weekday and season as in the ``fleet`` preset;
- habit of a private car: a new commute, another driver, a winter: some times a year the level rises
  or falls within three weeks, and stays until the next change; a car at work keeps its level;
- trip of a car at work: 5-14 days at 1.5 to 2.5 times the level, eight times a year;
- holiday: 5-21 days without use, once in four years;
- noise: lognormal, .35 for a private car and .7 for one at work; a day has eight hours at most.

Rules of thumb do on it what they do on real logs: the last 28 days raise the most right alerts, the
last 91 days give the best sum, all days the worst alerts (``benchmarks/charging_fleet.py``).

The car is charged on some days. A charge pays for all use since the one before, so the counter is
right whenever it is read, and the days between are never told apart.
"""

from dataclasses import dataclass

import numpy as np

from connected_car.pipelines.simulation.options import ChargingOptions
from connected_car.pipelines.simulation.usage import season, weekday_factor
from connected_car.pipelines.simulation.wear import CYCLES_PER_MINUTE

_PRIVATE_CYCLES, _SPREAD = 0.07, 0.35
_AT_WORK, _WORK_FACTOR = 0.3, 5.0
_CHANGES_A_YEAR, _STICKS = 4.0, 0.6  # share of a habit that is kept at the next change
_RAMP_DAYS = 21
_TRIPS_A_YEAR, _TRIP_DAYS, _TRIP_FACTOR = 8.0, (5, 15), (1.5, 2.5)
_HOLIDAYS_A_YEAR, _HOLIDAY_DAYS = 0.25, (5, 22)
_IDLE_DAYS = 0.15
_NOISE, _NOISE_AT_WORK = 0.35, 0.7
_MOST_MINUTES = 480.0  # a day
_LEVELS = (0.4, 1.6)  # of the usual use between charges, at which the battery is felt to be low
_LAST_DAY = 0.5  # of a day's use, by which that level is passed before the car is charged


def charging_minutes(
    days: np.ndarray, n: int, options: ChargingOptions, rng: np.random.Generator
) -> np.ndarray:
    """Draw the minutes driven of ``n`` batteries.

    Args:
        days: days since 1970-01-01, one after the other.
        n: number of batteries.
        options: how much habits change.
        rng: random numbers.

    Returns:
        Minutes a day with four decimals, shape (batteries, days).
    """
    shape = (n, len(days))
    at_work = (rng.permutation(n)[:, None] + 0.5) / n < _AT_WORK
    level = np.log(_PRIVATE_CYCLES / CYCLES_PER_MINUTE * np.where(at_work, _WORK_FACTOR, 1.0))
    level += _SPREAD * rng.standard_normal((n, 1)) - _SPREAD**2 / 2
    size = np.where(at_work, _NOISE_AT_WORK, _NOISE)
    noise = size * rng.standard_normal(shape) - size**2 / 2
    habit = np.where(at_work, 0.0, _habit(shape, options.habit_change, rng))
    use = np.exp(level + habit + noise) * season(days, n, rng) * weekday_factor(days, n, rng)
    on_trip = at_work & _episodes(shape, _TRIPS_A_YEAR, _TRIP_DAYS, rng)
    use *= np.where(on_trip, rng.uniform(*_TRIP_FACTOR, (n, 1)), 1.0)
    idle = rng.random(shape) < _IDLE_DAYS
    use[idle | _episodes(shape, _HOLIDAYS_A_YEAR, _HOLIDAY_DAYS, rng)] = 0.0
    return np.round(np.minimum(use, _MOST_MINUTES), 4)


@dataclass(frozen=True)
class Charges:
    """When batteries are charged, and so read.

    Attributes:
        charged: the days with a charge, shape (batteries, days).
        first_day: first day of each battery's log, counted from the start of the data.
    """

    charged: np.ndarray
    first_day: np.ndarray

    def told(self, values: np.ndarray) -> np.ndarray:
        """Return, on the days of a charge, the sum of the days since the charge before, else 0."""
        total = np.cumsum(values, axis=1)
        paid = np.maximum.accumulate(np.where(self.charged, total, 0), axis=1)
        before = np.pad(paid, ((0, 0), (1, 0)))[:, :-1]
        return np.where(self.charged, total - before, 0)

    def read(self, n_days: int) -> np.ndarray:
        """Return the days of data with a reading, shape (batteries, ``n_days``)."""
        return self.charged[:, :n_days] & (np.arange(n_days) >= self.first_day[:, None])


def draw_charges(
    minutes: np.ndarray, n_days: int, options: ChargingOptions, rng: np.random.Generator
) -> Charges:
    """Draw when batteries are charged; never without use since the last charge.

    Before each charge it is drawn what will lead to it: the battery is low (a share ``by_level``;
    what low means differs from charge to charge), or some days have passed.

    Args:
        minutes: minutes driven, with the true future, shape (batteries, days).
        n_days: days of data.
        options: how many days have a charge, what leads to it, and how long logs are.
        rng: random numbers.
    """
    n, width = minutes.shape
    share = np.clip(options.charged_days * np.exp(0.25 * rng.standard_normal(n)), 0.02, 1.0)
    usual = minutes.mean(axis=1) * (1 / share - _LAST_DAY)
    level = usual * rng.uniform(*_LEVELS, (width, n))
    low_counts = rng.random((width, n)) < options.by_level
    comes = rng.random((width, n)) < share / np.maximum((minutes > 0).mean(axis=1), 0.02)
    is_short = (rng.permutation(n) + 0.5) / n < options.short_histories
    first_day = np.where(is_short, max(n_days - options.short_history_days, 0), 0)
    return Charges(_charge(minutes, level, low_counts, comes), first_day)


def _charge(
    minutes: np.ndarray, level: np.ndarray, low_counts: np.ndarray, comes: np.ndarray
) -> np.ndarray:
    """Go through the days; ``level`` and ``low_counts`` are those of the day of the last charge."""
    n, width = minutes.shape
    charged = np.zeros((n, width), dtype=bool)
    unpaid, last, batteries = np.zeros(n), np.zeros(n, dtype=np.int64), np.arange(n)
    for day in range(width):
        unpaid += minutes[:, day]
        is_low = unpaid >= level[last, batteries]
        now = np.where(low_counts[last, batteries], is_low, comes[day]) & (unpaid > 0)
        charged[now, day] = True
        unpaid[now] = 0.0
        last[now] = day
    return charged


def _habit(shape: tuple[int, int], change: float, rng: np.random.Generator) -> np.ndarray:
    """Return the logarithm of use against the battery's usual level, in steps with soft edges."""
    n = shape[0]
    changes = rng.random(shape) < _CHANGES_A_YEAR / 365.25
    steps = np.cumsum(changes, axis=1, dtype=np.int64)
    drawn = change * rng.standard_normal((n, int(steps.max()) + 1))
    for step in range(1, drawn.shape[1]):
        drawn[:, step] = _STICKS * drawn[:, step - 1] + np.sqrt(1 - _STICKS**2) * drawn[:, step]
    habit = np.take_along_axis(drawn, steps, axis=1)
    padded = np.concatenate([np.repeat(habit[:, :1], _RAMP_DAYS, axis=1), habit], axis=1)
    total = np.cumsum(padded, axis=1)
    return (total[:, _RAMP_DAYS:] - total[:, :-_RAMP_DAYS]) / _RAMP_DAYS


def _episodes(
    shape: tuple[int, int], a_year: float, length: tuple[int, int], rng: np.random.Generator
) -> np.ndarray:
    """Return the days that lie in an episode of ``length`` days (least, most + 1)."""
    starts = rng.random(shape) < a_year / 365.25
    day = np.arange(shape[1])
    until = np.where(starts, day + rng.integers(*length, shape), 0)
    return day < np.maximum.accumulate(until, axis=1)
