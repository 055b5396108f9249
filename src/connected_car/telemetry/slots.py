"""Each reading's place on the regular grid of its period, jitter and drift taken out."""

import numpy as np

from connected_car.telemetry.cadence import DAY, HOUR
from connected_car.telemetry.runs import run_bounds, run_starts, window_sums

_HALF_WINDOW = 15  # readings
_MIDNIGHT = HOUR // 2


def slots(code: np.ndarray, time: np.ndarray, step: np.ndarray, scatters: np.ndarray) -> np.ndarray:
    """Return the number of each reading's slot within its day: 0 .. 24 / step - 1.

    The grid's phase is the mean phase of the readings around, so that it may lie anywhere in the
    day and may drift slowly.

    Args:
        code: number of the battery, sorted.
        time: settled times in microseconds, ascending within a battery.
        step: cadence of the reading's period, hours.
        scatters: whether the battery's readings fall on both sides of midnight.
    """
    slot = np.zeros(len(code), dtype=np.int64)
    fine = np.flatnonzero(step < 24)
    if len(fine):
        slot[fine] = _fine_slots(code[fine], time[fine], step[fine], scatters[fine])
    return slot


def _fine_slots(
    code: np.ndarray, time: np.ndarray, step: np.ndarray, scatters: np.ndarray
) -> np.ndarray:
    width = step * HOUR
    phase = _phase(code, time, step)
    below = scatters & (phase > width - np.minimum(_MIDNIGHT, width // 4))
    phase = np.where(below, phase - width, phase)
    return np.clip(np.rint((time % DAY - phase) / width), 0, 24 // step - 1).astype(np.int64)


def _phase(code: np.ndarray, time: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return the mean phase around each reading, microseconds in 0 .. step."""
    width = step * HOUR
    phase = time % width
    starts = run_starts(code, step)
    change = np.zeros(len(time), dtype=np.int64)
    change[1:] = (np.diff(phase) + width[1:] // 2) % width[1:] - width[1:] // 2
    change[starts] = 0
    walked = np.cumsum(change)
    first, behind = run_bounds(starts, len(time))
    unwrapped = phase[first] + walked - walked[first]
    index = np.arange(len(time))
    low = np.maximum(index - _HALF_WINDOW, first)
    high = np.minimum(index + _HALF_WINDOW + 1, behind)
    mean = unwrapped[first] + window_sums(unwrapped - unwrapped[first], low, high) / (high - low)
    return mean % width
