"""The lifetime counter: recomputed from the daily cycles, and compared with the battery's own."""

from dataclasses import dataclass

import numpy as np

from connected_car.telemetry.grid import Days, Gaps, GridReadings
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.runs import run_starts

FIXED_POINT = 2.0**44  # integers add up the same in any order; overflows beyond 500,000 cycles


@dataclass(frozen=True)
class CounterFindings:
    """Where the battery's own counter does not go with its cycles.

    Attributes:
        reading: row number of the reading at which the counter is off.
        is_reset: it fell; otherwise it jumped up.
        before: the counter at the reading before, cycles.
        after: the counter at the reading, cycles.
    """

    reading: np.ndarray
    is_reset: np.ndarray
    before: np.ndarray
    after: np.ndarray


def find_counter_faults(
    readings: GridReadings, gaps: Gaps, options: CleaningOptions
) -> CounterFindings:
    """Find resets (the counter falls) and jumps (it rises by more than was or could be used)."""
    counter, cycles = (
        readings.numbers["Lifetime_Cycles_Used"],
        readings.numbers["Daily_Cycles_Used"],
    )
    right = gaps.left + 1
    rise = counter[right] - counter[gaps.left]
    next_to_each_other = gaps.same_period & (gaps.slots == 0)
    days = readings.day[right] - readings.day[gaps.left] + 1
    most = np.where(next_to_each_other, cycles[right], days * options.max_cycles_per_day)
    most = np.where(gaps.zero, np.maximum(days * options.max_cycles_per_day, cycles[right]), most)
    is_reset = rise < -options.counter_tolerance_cycles
    found = is_reset | (rise > most + options.counter_tolerance_cycles)
    return CounterFindings(
        right[found], is_reset[found], counter[gaps.left[found]], counter[right[found]]
    )


def lifetime_cycles(
    readings: GridReadings, gaps: Gaps, days: Days, options: CleaningOptions
) -> np.ndarray:
    """Return the running sum of the daily cycles from the first known counter, by row of ``days``.

    What was used in a gap that is not filled is taken from the battery's own counter where its
    rise is plausible. A reset or a jump is not carried on.
    """
    used = np.where(days.present, days.numbers["Daily_Cycles_Used"], 0.0)
    rows, cycles = _used_in_gaps(readings, gaps, days, options)
    used[rows] += cycles
    fixed = np.rint(used * FIXED_POINT).astype(np.int64)
    total = np.cumsum(fixed)
    before = (total - fixed)[days.starts]
    first = run_starts(readings.code)
    counter, own = readings.numbers["Lifetime_Cycles_Used"], readings.numbers["Daily_Cycles_Used"]
    known = np.maximum(counter[first] - own[first], 0.0)
    return known[days.code] + (total - before[days.code]) / FIXED_POINT


def _used_in_gaps(
    readings: GridReadings, gaps: Gaps, days: Days, options: CleaningOptions
) -> tuple[np.ndarray, np.ndarray]:
    unfilled = ~gaps.filled & ~gaps.zero
    left = gaps.left[unfilled]
    right = left + 1
    counter = readings.numbers["Lifetime_Cycles_Used"]
    rise = counter[right] - counter[left]
    possible = (readings.day[right] - readings.day[left] + 1) * options.max_cycles_per_day
    plausible = (rise >= 0) & (rise <= possible)
    used = readings.numbers["Daily_Cycles_Used"]
    made_up = (24 // readings.step[left] - 1 - readings.slot[left]) * used[left]
    made_up = made_up + readings.slot[right] * used[right]
    if options.max_gap_days == 0:
        made_up = np.zeros_like(made_up)
    extra = np.maximum(rise - used[right] - made_up, 0.0)
    return days.at_reading[right[plausible]], extra[plausible]
