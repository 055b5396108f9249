"""Sample paths: a forecast plus whole error vectors that its family made in the past.

A whole vector keeps how the errors of neighbouring days hang together, so that the spread of the
30-day sum is right, not only each day's.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connected_car.forecasters.levels import SCALE_DAYS, level_doubt, scale
from connected_car.forecasters.panel import Panel

if TYPE_CHECKING:
    from connected_car.forecasters.family import Family

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def sample_paths(
    point: np.ndarray, family: "Family", history: Panel, n: int, seed: int
) -> np.ndarray:
    """Return ``(batteries, n, horizon)`` float32 paths: forecast + scale x drawn error vectors.

    The means of the vectors may count more or less for batteries of large scale (``PastErrors``).

    Vectors come from forecasts of histories about as long as the battery's own. A horizon beyond
    their length takes several, one after the other. Where all vectors are of long histories, a
    short one adds the doubt about its level, the same on every day of a path.

    Args:
        point: ``(batteries, horizon)`` forecasts, cycles a day.
        family: the fitted forecaster; gives its fleet and its past errors.
        history: what the forecasts were made from.
        n: paths a battery.
        seed: another seed gives other draws.
    """
    from scipy.special import ndtri

    horizon, vectors, fleet = point.shape[1], family.errors.vectors, family.fleet
    keys = _battery_keys(history, seed)
    first, count = family.errors.alike(history.tail(SCALE_DAYS).known_days())
    own = scale(history, fleet)
    spread = (own * few_vectors_factor(count)).astype(np.float32)
    first, count = first.astype(np.uint64)[:, None], count.astype(np.uint64)[:, None]
    drawn = [
        first + _draws(keys, n, block) % count for block in range(-(-horizon // vectors.shape[1]))
    ]
    paths = np.concatenate([vectors[rows] for rows in drawn], axis=2)[:, :, :horizon]
    if family.errors.growth:
        more = (family.errors.stretch(own) - 1.0).astype(np.float32)[:, None]
        means, width = vectors.mean(axis=1), vectors.shape[1]
        for block, rows in enumerate(drawn):
            paths[:, :, block * width : (block + 1) * width] += (means[rows] * more)[:, :, None]
    paths *= spread[:, None, None]
    paths += point[:, None, :].astype(np.float32)
    doubt = level_doubt(history, fleet)
    unsure = (doubt > 0) & (not family.errors.know_short)
    if unsure.any():
        uniform = (_draws(keys[unsure], n, 2**16) >> np.uint64(11)) * 2.0**-53 + 2.0**-54
        paths[unsure] += (doubt[unsure, None] * ndtri(uniform)).astype(np.float32)[:, :, None]
    return np.maximum(paths, 0.0, out=paths)


def few_vectors_factor(m: np.ndarray) -> np.ndarray:
    """Return by how much ``m`` error vectors must be widened for an honest 80 % interval.

    The interpolated 10 % quantile of m draws has rank 0.1 (m - 1) + 1, so that a new draw falls
    below it with probability rank / (m + 1), which is more than 10 %; under normal errors the ratio
    of the two quantiles mends that (1.15 for 24 vectors, 1.01 for 300).
    """
    from scipy.special import ndtri

    below = (0.1 * (np.asarray(m) - 1) + 1) / (np.asarray(m) + 1)
    return ndtri(0.1) / ndtri(np.minimum(below, 0.4))


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
