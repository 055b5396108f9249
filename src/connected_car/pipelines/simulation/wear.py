"""From minutes driven to cycles, counters, ratings and the day on which the rating is passed."""

from dataclasses import dataclass

import numpy as np

from connected_car.pipelines.simulation.options import DueShares

CYCLES_PER_MINUTE = 0.0024603  # in the workshop's file, to 15 digits
_RATINGS = np.array([150.0, 200.0, 250.0, 300.0])
_RATING_STEP = 50.0
_NEW_CARS = 0.2  # share of batteries that start with the data
_PAST_DAYS = 60
_MARGIN = 0.001  # cycles


@dataclass(frozen=True)
class Wear:
    """State of batteries on the first day of data; each array has one number a battery.

    Attributes:
        rated_cycles: cycles that the battery is built for.
        start_cycles: counter before the first day.
        start_age: age on the first day, days.
    """

    rated_cycles: np.ndarray
    start_cycles: np.ndarray
    start_age: np.ndarray


def to_cycles(minutes: np.ndarray) -> np.ndarray:
    """Return the cycles used in minutes driven."""
    return np.round(minutes * CYCLES_PER_MINUTE, 11)


def running_cycles(minutes: np.ndarray) -> np.ndarray:
    """Return cycles used before each day, shape (batteries, days + 1), the first column zero."""
    return np.pad(np.cumsum(to_cycles(minutes), axis=1), ((0, 0), (1, 0)))


def crossing_day(running: np.ndarray, wear: Wear) -> np.ndarray:
    """Return the first day at whose end the counter has reached the rating, -1 if there is none.

    Args:
        running: cycles used before each day, shape (batteries, days + 1).
        wear: counters and ratings.
    """
    reached = wear.start_cycles[:, None] + running[:, 1:] >= wear.rated_cycles[:, None]
    return np.where(reached.any(axis=1), reached.argmax(axis=1), -1)


def fleet_wear(running: np.ndarray, n_days: int, due: DueShares, rng: np.random.Generator) -> Wear:
    """Choose ratings and counters so that stated shares of batteries pass their rating in time.

    Each battery falls into one class of ``due``, and its rating is reached at a random point of
    the wear in the days of that class. The others start with a random counter, a fifth with none.

    Args:
        running: cycles used before each day, with the true future, (batteries, days + 1).
        n_days: days of data.
        due: shares of the classes; exact in each block of batteries as far as it divides.
        rng: random numbers.
    """
    n = len(running)
    limits = np.cumsum([due.past, due.within_30_days, due.within_90_days])
    group = np.searchsorted(limits, (rng.permutation(n) + 0.5) / n)
    edges = running[:, [max(n_days - _PAST_DAYS, 0), n_days, n_days + 30, n_days + 90]]
    is_later = group == 3
    window = np.minimum(group, 2)
    low, high = edges[np.arange(n), window], edges[np.arange(n), window + 1]
    used_when_reached = low + rng.uniform(0.02, 0.98, n) * (high - low)
    used_when_reached = np.where(is_later, edges[:, 3] + _MARGIN, used_when_reached)

    least = np.ceil((used_when_reached + 1) / _RATING_STEP) * _RATING_STEP
    rated = np.maximum(rng.choice(_RATINGS, n), least)
    start = rated - used_when_reached  # the others have this much at most
    start = np.where(is_later, start * _free_start(n, rng), start).round(6)
    rate = running[:, n_days] / n_days
    age = start / np.maximum(rate, 0.02) * rng.uniform(0.8, 1.2, n)
    return Wear(rated, start, np.rint(age).astype(np.int64))


def lab_wear(n: int, rated: float) -> Wear:
    """Return new batteries."""
    return Wear(np.full(n, rated), np.zeros(n), np.zeros(n, dtype=np.int64))


def _free_start(n: int, rng: np.random.Generator) -> np.ndarray:
    return np.where(rng.random(n) < _NEW_CARS, 0.0, rng.random(n))
