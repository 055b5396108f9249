"""Readings whose date was set by a wrong clock, found by the battery's age."""

import numpy as np

from connected_car.telemetry.options import CleaningOptions

_LEAST_READINGS = 7  # of a new battery under an old id


def find_clock_jumps(
    code: np.ndarray, day: np.ndarray, age: np.ndarray, options: CleaningOptions
) -> tuple[np.ndarray, np.ndarray]:
    """Find readings whose day does not go with the age of their battery.

    The day on which a battery was new (day minus age) is the same for all its readings. Where at
    least ``clock_min_agreement`` of them agree on it, the others have a wrong date, unless they
    tell of a battery that was new after the last of the agreeing readings (an exchange). Where
    they do not agree, the age is no clock, and nothing is said.

    Args:
        code: number of the battery, 0 .. n-1, by reading.
        day: days since 1970.
        age: ``Battery_Age_Days``.
        options: tolerance and share.

    Returns:
        A boolean per reading, and by how many days it is off.
    """
    suspect, off = np.zeros(len(code), dtype=bool), np.zeros(len(code))
    born = day - np.floor(age)
    unsure = np.flatnonzero(_differs(code, born, options.clock_tolerance_days))
    if len(unsure):
        suspect[unsure], off[unsure] = _compare(code[unsure], day[unsure], born[unsure], options)
    return suspect, off


def _differs(code: np.ndarray, born: np.ndarray, tolerance: int) -> np.ndarray:
    n_batteries = int(code.max(initial=-1)) + 1
    least, most = np.full(n_batteries, np.inf), np.full(n_batteries, -np.inf)
    np.minimum.at(least, code, born)
    np.maximum.at(most, code, born)
    return (most[code] - least[code]) > tolerance


def _compare(
    code: np.ndarray, day: np.ndarray, born: np.ndarray, options: CleaningOptions
) -> tuple[np.ndarray, np.ndarray]:
    counts = np.bincount(code)
    median = _median_by_group(code, born, counts)
    off = born - median[code]
    agrees = np.abs(off) <= options.clock_tolerance_days
    agreeing = np.bincount(code, weights=agrees)
    is_clock = agreeing >= options.clock_min_agreement * counts
    suspect = is_clock[code] & ~agrees
    if suspect.any():
        suspect &= ~_exchanged(code, day, born, agrees, suspect)
    return suspect, off


def _median_by_group(code: np.ndarray, values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    order = np.lexsort((values, code))
    starts = np.cumsum(counts) - counts
    return values[order][np.minimum(starts + counts // 2, len(values) - 1)]


def _exchanged(
    code: np.ndarray,
    day: np.ndarray,
    born: np.ndarray,
    agrees: np.ndarray,
    suspect: np.ndarray,
) -> np.ndarray:
    last = np.full(code.max() + 1, -np.inf)
    np.maximum.at(last, code[agrees], day[agrees])
    newer = suspect & (born >= last[code])
    enough = np.bincount(code[newer], minlength=len(last)) >= _LEAST_READINGS
    return newer & enough[code]
