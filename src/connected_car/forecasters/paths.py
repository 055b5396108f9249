"""Sample paths: a forecast plus whole error vectors that its family made in the past.

A whole vector keeps how the errors of neighbouring days hang together, so that the spread of the
30-day sum is right, not only each day's.
"""

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connected_car.forecasters.levels import level_doubt, scale
from connected_car.forecasters.panel import Panel

if TYPE_CHECKING:
    from connected_car.forecasters.family import Family

ERROR_DAYS = 30  # length of an error vector
MAX_VECTORS = 2000
_MIN_HISTORY = 56  # known days before a window, so that its forecast is a usual one
_MIN_KNOWN = 0.8  # share of a window's days with a value
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def collect_errors(forecaster: "Family", history: Panel) -> np.ndarray:
    """Return ``(m, 30)`` float32 errors of the family over past windows, in units of the scale.

    A twin of the forecaster learns from the days before the first window alone, and forecasts each
    window from what was known when it began. At least half of the history is left to learn from.
    Where no window fits, the errors are those of white noise.
    """
    width = history.y.shape[1]
    wanted = forecaster.error_windows(max(1, len(history.ids)))
    k = min(wanted, (width - _MIN_HISTORY) // ERROR_DAYS, width // 2 // ERROR_DAYS)
    rng = np.random.default_rng(forecaster.seed)
    errors = _past_errors(forecaster, history, k) if k > 0 else np.empty((0, ERROR_DAYS))
    if not len(errors):
        errors = rng.standard_normal((MAX_VECTORS // 10, ERROR_DAYS))
    if len(errors) > MAX_VECTORS:
        errors = errors[np.sort(rng.choice(len(errors), MAX_VECTORS, replace=False))]
    return errors.astype(np.float32)


def _past_errors(forecaster: "Family", history: Panel, k: int) -> np.ndarray:
    twin = forecaster.twin(history.before(k * ERROR_DAYS))
    blocks = []
    for days in range(k * ERROR_DAYS, 0, -ERROR_DAYS):
        past = history.before(days)
        truth = history.before(days - ERROR_DAYS).y[:, -ERROR_DAYS:]
        spread = scale(past, twin.fleet)
        usual = (past.known_days() >= _MIN_HISTORY) & (spread > 0)
        usual &= (~np.isnan(truth)).mean(axis=1) >= _MIN_KNOWN
        if usual.any():
            twin.advance(past)
            errors = truth[usual] - twin.predict(past.select(usual), ERROR_DAYS)
            errors /= spread[usual, None]
            own_mean = np.nanmean(errors, axis=1, keepdims=True)
            blocks.append(np.where(np.isnan(errors), own_mean, errors))
    return np.concatenate(blocks) if blocks else np.empty((0, ERROR_DAYS))


def sample_paths(
    point: np.ndarray, family: "Family", history: Panel, n: int, seed: int
) -> np.ndarray:
    """Return ``(batteries, n, horizon)`` float32 paths: forecast + scale x drawn error vectors.

    A horizon beyond the vectors' length takes several, one after the other. A short history adds
    the doubt about its level, the same on every day of a path.

    Args:
        point: ``(batteries, horizon)`` forecasts, cycles a day.
        family: the fitted forecaster; gives its fleet and its past errors.
        history: what the forecasts were made from.
        n: paths a battery.
        seed: another seed gives other draws.
    """
    from scipy.special import ndtri

    horizon, errors, fleet = point.shape[1], family.errors, family.fleet
    keys = _battery_keys(history, seed)
    spread = (scale(history, fleet) * few_vectors_factor(len(errors))).astype(np.float32)
    blocks = [
        errors[_draws(keys, n, block) % np.uint64(len(errors))]
        for block in range(-(-horizon // errors.shape[1]))
    ]
    paths = np.concatenate(blocks, axis=2)[:, :, :horizon]
    paths *= spread[:, None, None]
    paths += point[:, None, :].astype(np.float32)
    doubt = level_doubt(history, fleet)
    unsure = doubt > 0
    if unsure.any():
        uniform = (_draws(keys[unsure], n, 2**16) >> np.uint64(11)) * 2.0**-53 + 2.0**-54
        paths[unsure] += (doubt[unsure, None] * ndtri(uniform)).astype(np.float32)[:, :, None]
    return np.maximum(paths, 0.0, out=paths)


def few_vectors_factor(m: int) -> float:
    """Return by how much ``m`` error vectors must be widened for an honest 80 % interval.

    The interpolated 10 % quantile of m draws has rank 0.1 (m - 1) + 1, so that a new draw falls
    below it with probability rank / (m + 1), which is more than 10 %; under normal errors the ratio
    of the two quantiles mends that (1.15 for 24 vectors, 1.01 for 300).
    """
    normal = NormalDist()
    below = (0.1 * (m - 1) + 1) / (m + 1)
    return normal.inv_cdf(0.1) / normal.inv_cdf(min(below, 0.4))


def _battery_keys(history: Panel, seed: int) -> np.ndarray:
    """Return ``(n,)`` uint64 that depend on battery, last day and seed alone."""
    ids = pd.util.hash_array(history.ids.astype(str).astype(object), categorize=False)
    day = history.last_day.astype("datetime64[D]").astype(np.int64).astype(np.uint64)
    return _mix(ids ^ _mix(day ^ _mix(np.full(len(ids), seed, dtype=np.uint64))))


def _draws(keys: np.ndarray, n: int, block: int) -> np.ndarray:
    """Return ``(batteries, n)`` random uint64, the same for the same key, draw and block."""
    counter = np.arange(1, n + 1, dtype=np.uint64) + np.uint64(block << 32)
    return _mix(keys[:, None] + counter[None, :] * _GOLDEN)


def _mix(x: np.ndarray) -> np.ndarray:
    """SplitMix64's finaliser (Steele, Lea, Flood 2014): a hash with the quality of a generator."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
