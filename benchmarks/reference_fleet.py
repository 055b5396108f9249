"""The reference fleet of the forecasting benchmark, and how good any forecast of it can be.

``cycles = level * weekday * season * drift * noise``, zero or unread in parked weeks, where

- level: lognormal by battery, mean .14 cycles a day, spread 30 %;
- weekday: one of three profiles;
- season: yearly sine of 5-20 %; its peak is any day of the year;
- drift: a slow random walk of the logarithm, .3 % a day;
- noise: lognormal, of such a size that its error over the folds is .079 of a battery's range;
- parked: 2 % of the weeks. A car that stands still sends zeros, which nobody can foresee, or
  nothing, and then its days are missing ones;
- 4.5 % of the days are missing.
"""

from dataclasses import dataclass

import numpy as np

from connected_car.automl.folds import History
from connected_car.automl.primary import mean_over_folds_then_batteries, nrmse
from connected_car.forecasters.panel import Panel

NOISE_FLOOR = 0.079
HORIZON = 30
LAST_DAY = np.datetime64("2025-12-31", "D")
_MEAN_CYCLES, _SPREAD = 0.14, 0.30
_PROFILES = np.array(
    [
        [1.15, 1.15, 1.15, 1.15, 1.20, 0.65, 0.55],  # commuter, Monday first
        [0.90, 0.85, 0.90, 0.90, 1.00, 1.30, 1.15],  # family
        [1.00, 1.00, 1.00, 1.00, 1.05, 1.00, 0.95],  # all week
    ]
)
_DRIFT = 0.003
_PARKED_WEEKS = 0.02
_MISSING_DAYS = 0.045


@dataclass(frozen=True)
class ReferenceFleet:
    """A simulated fleet.

    Attributes:
        history: what forecasters see.
        expected: ``(n, t)`` true mean of each day, before noise and parked weeks, cycles a day.
        zero: ``(n, t)`` whether the battery stood still, and said so.
        log_drift: ``(n, t)`` the random walk.
        zero_share: chance that a week is one of zeros.
    """

    history: History
    expected: np.ndarray
    zero: np.ndarray
    log_drift: np.ndarray
    zero_share: float

    def noise_floor(self, n_folds: int = 3) -> float:
        """Return the NRMSE of one who knows every day's mean, weeks of zeros too: noise alone."""
        return self._score(np.where(self.zero, 0.0, self.expected), n_folds)

    def reachable(self, n_folds: int = 3) -> float:
        """Return the NRMSE of one who knows all up to the cutoff, but not what comes after it.

        New weeks of zeros and the steps of the random walk cannot be foreseen by anyone; the end of
        a week of zeros that has begun is known here.
        """
        known = self.expected * (1 - self.zero_share)
        for fold in range(1, n_folds + 1):
            first = self.expected.shape[1] - fold * HORIZON
            ahead = slice(first, first + HORIZON)
            steps = self.log_drift[:, ahead] - self.log_drift[:, first - 1, None]
            begun = np.logical_and.accumulate(self.zero[:, first - 1 : first + HORIZON], axis=1)
            known[:, ahead] *= np.where(begun[:, 1:], 0.0, np.exp(-steps))
        return self._score(known, n_folds)

    def _score(self, forecast: np.ndarray, n_folds: int) -> float:
        return _nrmse(forecast, self.history.observed, self.history.ranges(), n_folds)


def reference_fleet(
    seed: int = 1,
    n: int = 500,
    n_days: int = 730,
    parked_share: float = _PARKED_WEEKS,
    parked_are_zeros: bool = True,
) -> ReferenceFleet:
    """Draw a fleet.

    Args:
        seed: another seed, another fleet.
        n: batteries.
        n_days: days of history, the last one the same for all batteries.
        parked_share: chance that a week is parked.
        parked_are_zeros: whether a car that stands still sends zeros, rather than nothing. It
            decides how near to the noise floor anyone can come: see ``ReferenceFleet.reachable``.
    """
    rng = np.random.default_rng(seed)
    days = LAST_DAY - np.arange(n_days - 1, -1, -1).astype("timedelta64[D]")
    number = days.astype(np.int64)
    level = _MEAN_CYCLES * np.exp(_SPREAD * rng.standard_normal((n, 1)) - _SPREAD**2 / 2)
    profile = _PROFILES[rng.integers(0, len(_PROFILES), n)]
    drift = np.cumsum(_DRIFT * rng.standard_normal((n, n_days)), axis=1)
    expected = level * profile[:, (number + 3) % 7] * np.exp(drift) * _season(number, n, rng)
    parked = _parked(n, n_days, parked_share, rng)
    draws, gaps = rng.standard_normal((n, n_days)), rng.random((n, n_days))
    zero_share = parked_share if parked_are_zeros else 0.0
    zero = parked & parked_are_zeros
    missing = (parked & ~zero) | (gaps < _MISSING_DAYS - (parked_share - zero_share))
    observed = _with_noise(np.where(zero, 0.0, expected), draws, missing)
    ids = np.array([f"battery-{i:05d}" for i in range(n)])
    panel = Panel(ids, np.full(n, LAST_DAY), observed)
    return ReferenceFleet(History(panel, observed), expected, zero, drift, zero_share)


def _season(number: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    peak = rng.uniform(0, 365.25, (n, 1))
    return 1 + rng.uniform(0.05, 0.20, (n, 1)) * np.cos(2 * np.pi * (number - peak) / 365.25)


def _parked(n: int, n_days: int, share: float, rng: np.random.Generator) -> np.ndarray:
    weeks = rng.random((n, n_days // 7 + 2)) < share
    week = (np.arange(n_days) + rng.integers(0, 7, (n, 1))) // 7
    return np.take_along_axis(weeks, week, axis=1)


def _with_noise(mean: np.ndarray, draws: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return observed days whose noise has the wanted size, found by bisection."""
    low, high = 0.01, 1.0
    for _ in range(12):
        size = (low + high) / 2
        y = np.where(missing, np.nan, mean * np.exp(size * draws - size**2 / 2))
        spans = np.nanmax(y, axis=1) - np.nanmin(y, axis=1)
        low, high = (size, high) if _nrmse(mean, y, spans, 3) < NOISE_FLOOR else (low, size)
    return y


def _nrmse(forecast: np.ndarray, truth: np.ndarray, ranges: np.ndarray, n_folds: int) -> float:
    end = truth.shape[1]
    folds = [slice(end - k * HORIZON, end - (k - 1) * HORIZON) for k in range(n_folds, 0, -1)]
    by_fold = [nrmse(truth[:, f], forecast[:, f], ranges) for f in folds]
    return mean_over_folds_then_batteries(np.stack(by_fold))
