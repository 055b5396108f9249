"""The process of use of the ``fleet`` preset: minutes driven by battery and day.

``minutes = level * weekday * season * drift * regime * noise``, zero in parked weeks, where

- level: lognormal by driver, mean .14 cycles a day (56.9 minutes), spread 30 %;
- weekday: commuter, family or all-week profile, each driver follows it more or less strongly;
- season: yearly sine of 5-20 %, peak around the end of July;
- drift: a linear trend (5 % a year, either way) and a slow random walk of the logarithm;
- regime: a new owner (other level, other weekday profile), a period of home office (weekdays
  cut by half), one long trip a year (10-21 days at 1.6 to 2 times the level);
- noise: lognormal, its size by driver, so that noise sd / range of daily values is about .08;
- parked: 2 % of the weeks.
"""

import numpy as np

from connected_car.pipelines.simulation.wear import CYCLES_PER_MINUTE

_MEAN_CYCLES = 0.14
_SPREAD = 0.30
_PROFILES = np.array(
    [
        [1.22, 1.20, 1.22, 1.20, 1.26, 0.50, 0.40],  # commuter, Monday first
        [0.88, 0.84, 0.90, 0.86, 1.02, 1.34, 1.16],  # family
        [1.00, 0.99, 1.00, 1.00, 1.04, 1.02, 0.95],  # all week
    ]
)
_PROFILE_SHARES = (0.5, 0.3, 0.2)
_PARKED_WEEKS = 0.02
_NEW_OWNERS_A_YEAR = 0.1
_HOME_OFFICE = 0.15
_MOST_MINUTES = 1_200.0  # a day has 1,440


def fleet_minutes(days: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the minutes driven of ``n`` batteries.

    Args:
        days: days since 1970-01-01, one after the other.
        n: number of batteries.
        rng: random numbers.

    Returns:
        Minutes a day with four decimals, shape (batteries, days).
    """
    level = np.log(_MEAN_CYCLES / CYCLES_PER_MINUTE) - _SPREAD**2 / 2 + _SPREAD * _normal(rng, n)
    new_owner = _after_change(n, len(days), rng)
    log_use = level + _drift(days, n, rng) + new_owner * rng.normal(0, 0.35, (n, 1))
    use = np.exp(log_use + _noise(n, len(days), rng))
    use *= season(days, n, rng) * _long_trips(n, len(days), rng)
    use *= np.where(new_owner, weekday_factor(days, n, rng), weekday_factor(days, n, rng))
    use *= _home_office(days, n, rng) * _in_use(n, len(days), rng)
    return np.round(np.minimum(use, _MOST_MINUTES), 4)


def trips(minutes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the number of trips: none on a day without use, else by the driver's usual length."""
    usual = rng.uniform(9, 18, (len(minutes), 1))
    drawn = np.rint(minutes / usual + rng.normal(0, 0.6, minutes.shape)).astype(np.int64)
    return np.where(minutes > 0, np.maximum(drawn, 1), 0)


def _normal(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.standard_normal((n, 1))


def _drift(days: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    years = (days - days[0]) / 365.25
    steps = rng.standard_normal((n, len(days))) * rng.uniform(0.001, 0.005, (n, 1))
    return 0.05 * _normal(rng, n) * (years - years.mean()) + np.cumsum(steps, axis=1)


def _noise(n: int, n_days: int, rng: np.random.Generator) -> np.ndarray:
    size = 0.21 * np.exp(0.3 * _normal(rng, n))
    return size * rng.standard_normal((n, n_days)) - size**2 / 2


def season(days: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the factor of the time of the year, shape (batteries, days)."""
    peak = rng.normal(208, 20, (n, 1))
    return 1 + rng.uniform(0.05, 0.20, (n, 1)) * np.cos(2 * np.pi * (days - peak) / 365.25)


def weekday_factor(days: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the factor of the day of the week, shape (batteries, days)."""
    profile = _PROFILES[rng.choice(len(_PROFILES), n, p=_PROFILE_SHARES)]
    strength = rng.uniform(0.6, 1.2, (n, 1))
    return (1 + strength * (profile - 1))[:, weekdays(days)]


def weekdays(days: np.ndarray) -> np.ndarray:
    """Return 0 (Monday) to 6 (Sunday); 1970-01-01 was a Thursday."""
    return (days + 3) % 7


def _after_change(n: int, n_days: int, rng: np.random.Generator) -> np.ndarray:
    changes = rng.random((n, 1)) < 1 - np.exp(-_NEW_OWNERS_A_YEAR * n_days / 365.25)
    return changes & (np.arange(n_days) >= rng.uniform(0, n_days, (n, 1)))


def _home_office(days: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    start = rng.uniform(0, len(days), (n, 1))
    since = np.arange(len(days)) - start
    at_home = (since >= 0) & (since < rng.uniform(60, 365, (n, 1))) & (weekdays(days) < 5)
    return np.where(at_home & (rng.random((n, 1)) < _HOME_OFFICE), 0.5, 1.0)


def _long_trips(n: int, n_days: int, rng: np.random.Generator) -> np.ndarray:
    year = np.arange(n_days) // 365
    n_years = year[-1] + 1
    start, length = rng.uniform(0, 344, (n, n_years)), rng.integers(10, 22, (n, n_years))
    factor = rng.uniform(1.6, 2.0, (n, n_years))
    since = np.arange(n_days) % 365 - start[:, year]
    return np.where((since >= 0) & (since < length[:, year]), factor[:, year], 1.0)


def _in_use(n: int, n_days: int, rng: np.random.Generator) -> np.ndarray:
    parked = rng.random((n, n_days // 7 + 2)) < _PARKED_WEEKS
    week = (np.arange(n_days) + rng.integers(0, 7, (n, 1))) // 7
    return ~np.take_along_axis(parked, week, axis=1)
