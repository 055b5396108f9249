"""When batteries are read: once a day, twice a day, a change between them, drifting minutes."""

from dataclasses import dataclass

import numpy as np

from connected_car.pipelines.simulation.options import CadenceShares

_DRIFT_MINUTES = 4.0
_ODD_HOURS = (19 * 60, 240.0)  # charges: around the evening, hours early or late
GAP_PERIOD = 30  # days; at most one gap in each
_LONGEST_GAP = 20


@dataclass(frozen=True)
class Cadence:
    """When batteries are read; the arrays have one number a battery.

    Attributes:
        name: ``daily``, ``twice_a_day``, ``switching``, ``drifting`` or ``charges``.
        twice_until: first day, counted from the start of the data, that is read only once.
        drift_around: minute of the day around which readings drift, -1 where they do not.
        drift_minutes: how far they drift, standard deviation.
    """

    name: np.ndarray
    twice_until: np.ndarray
    drift_around: np.ndarray
    drift_minutes: float = _DRIFT_MINUTES


def fleet_cadence(n_days: int, n: int, shares: CadenceShares, rng: np.random.Generator) -> Cadence:
    """Draw cadences in the given shares; a battery that switches does so in the middle 60 %."""
    limits = np.cumsum([shares.twice_a_day, shares.switching, shares.drifting])
    group = np.searchsorted(limits, (rng.permutation(n) + 0.5) / n)
    switch = rng.integers(int(0.2 * n_days), int(0.8 * n_days) + 1, n)
    around = rng.integers(5 * 60, 21 * 60, n)
    return Cadence(
        name=np.array(["twice_a_day", "switching", "drifting", "daily"])[group],
        twice_until=np.select([group == 0, group == 1], [n_days, switch], 0),
        drift_around=np.where(group == 2, around, -1),
    )


def lab_cadence(switch_day: int, n: int) -> Cadence:
    """Return the workshop's cadence: twice a day until a day, once a day from then on."""
    return Cadence(np.full(n, "switching"), np.full(n, switch_day), np.full(n, -1))


def charge_cadence(n: int) -> Cadence:
    """Return the cadence of batteries that are read when they are charged, at any hour."""
    around, minutes = _ODD_HOURS
    return Cadence(np.full(n, "charges"), np.zeros(n, int), np.full(n, around), minutes)


def gap_days(n_days: int, n: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the days that were never delivered.

    Each full period of 30 days holds at most one gap of 1 to 20 days. It touches neither the first
    nor the last day of the period, so that two gaps are always apart and can be counted. Periods
    begin on a day of each battery's own.

    Args:
        n_days: days of data.
        n: number of batteries.
        share: share of periods with a gap.
        rng: random numbers.

    Returns:
        True where a day is missing, shape (batteries, days).
    """
    shape = (n, n_days // GAP_PERIOD + 2, 1)
    shift = rng.integers(0, GAP_PERIOD, (n, 1, 1))
    begin = np.arange(shape[1])[:, None] * GAP_PERIOD - shift
    is_full = (begin >= 0) & (begin + GAP_PERIOD <= n_days)
    has_gap = is_full & (rng.random(shape) < share)
    length = rng.integers(1, _LONGEST_GAP + 1, shape)
    start = 1 + (rng.random(shape) * (GAP_PERIOD - 1 - length)).astype(np.int64)
    day = np.arange(GAP_PERIOD)
    missing = has_gap & (day >= start) & (day < start + length)
    return np.take_along_axis(missing.reshape(n, -1), shift[:, 0] + np.arange(n_days), axis=1)


def reading_times(
    cadence: Cadence, missing: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """List all readings of a block in order of battery and time.

    Args:
        cadence: when batteries are read.
        missing: days without readings, shape (batteries, days).
        rng: random numbers.

    Returns:
        Four arrays with one number a reading: battery in the block; day of the data; part of the
        day (0 the whole, 1 its first half, 2 its second); minute of the day, -1 where the reading
        carries only a date.
    """
    twice = np.arange(missing.shape[1]) < cadence.twice_until[:, None]
    present = np.stack([~missing, ~missing & twice], axis=2)
    battery, day, second = np.nonzero(present)
    part = np.where(twice[battery, day], 1 + second, 0)
    drift = np.rint(cadence.drift_minutes * rng.standard_normal(missing.shape)).astype(np.int64)
    drifting = ((cadence.drift_around[:, None] + drift) % 1_440)[battery, day]
    minute = np.where(cadence.drift_around[battery] >= 0, drifting, -1)
    return battery, day, part, np.where(part > 0, (part - 1) * 720, minute)
