"""What a charging log needs beyond zero days: lost charges found, long ones let through."""

import numpy as np

from connected_car.telemetry.cadence import DAY
from connected_car.telemetry.checks import most_a_day, too_much
from connected_car.telemetry.duplicates import by_battery_and_time
from connected_car.telemetry.gap_policy import decide_gap_policy
from connected_car.telemetry.grid import GridReadings
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.partition import Partition
from connected_car.telemetry.runs import run_bounds, run_starts

_ROUNDING = 0.01  # cycles
_FIXED_POINT = 2.0**20  # integers add up the same in any order
_CODE_BITS = 41  # a battery's sum stays below a million cycles


def lost_cycles(readings: GridReadings, options: CleaningOptions) -> np.ndarray:
    """Return by reading of a charging log the cycles of lost charges that its counter shows.

    They are what the counter has risen by since the battery's first reading more than the readings
    tell, as far as it is more than ever before: a coarse counter, which runs now ahead and now
    behind, adds its rounding once and not at each reading. Resets and jumps are left out.

    Args:
        readings: kept readings, sorted by battery and time.
        options: the most cycles of a day.
    """
    counter, cycles = (
        readings.numbers["Lifetime_Cycles_Used"],
        readings.numbers["Daily_Cycles_Used"],
    )
    days, rise = np.diff(readings.day), np.diff(counter)
    counts = readings.zero[1:] & (readings.code[1:] == readings.code[:-1])
    counts &= (rise >= 0) & (rise <= (days + 1) * options.max_cycles_per_day)
    fixed = np.rint(np.where(counts, rise - cycles[1:], 0.0) * _FIXED_POINT).astype(np.int64)
    total = np.cumsum(np.append(0, fixed))
    first, _ = run_bounds(run_starts(readings.code), len(total))
    ahead = np.maximum(total - total[first], 0)
    battery = readings.code.astype(np.int64) << _CODE_BITS
    most = np.maximum.accumulate(battery + ahead) - battery
    more = np.where(counts, np.diff(most), 0) / _FIXED_POINT
    return np.append(0.0, np.where(more > _ROUNDING, more, 0.0))


def long_charges(readings: Partition, options: CleaningOptions) -> np.ndarray:
    """Return the rows that are too much for a day, but right for the days that they pay for.

    A reading of a charging log may hold the most of a day for each day since the battery's last
    reading, if the counter has risen by as much as it tells, or was reset and tells nothing.

    Args:
        readings: all readings, with the reasons against each.
        options: the limits of a day, and how charging logs are known.
    """
    over = readings.reasons.only(too_much(options).values())
    if len(over) == 0:
        return over
    is_over = np.isin(np.arange(readings.reasons.n_rows), over)
    rows = by_battery_and_time(readings, np.flatnonzero(~readings.reasons.mask() | is_over))
    code, time = np.unique(readings.code[rows], return_inverse=True)[1], readings.time[rows]
    numbers = {name: values[rows] for name, values in readings.numbers.items()}
    cycles, counter = numbers["Daily_Cycles_Used"], numbers["Lifetime_Cycles_Used"]
    is_log, _ = decide_gap_policy(code, time, cycles, counter, options)
    right = is_log[code[1:]] & (code[1:] == code[:-1])
    rise = np.diff(counter)
    right &= (rise >= cycles[1:] - options.counter_tolerance_cycles) | (rise < 0)
    days = np.diff(time // DAY)
    for name, most in most_a_day(options).items():
        right &= numbers[name][1:] <= most * np.maximum(days, 1)
    rows = rows[1:][right]
    return rows[is_over[rows]]
