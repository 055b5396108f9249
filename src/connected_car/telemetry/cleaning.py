"""One pass from the readings of whole batteries to days, quarantine and facts.

Knows nothing of Spark: batch and stream call the same functions on Arrow batches.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from connected_car.telemetry.cadence import (
    DAY,
    cadence_at_readings,
    periods,
    settle_midnight,
)
from connected_car.telemetry.charging import long_charges, lost_cycles
from connected_car.telemetry.clock import find_clock_jumps
from connected_car.telemetry.counter import find_counter_faults, lifetime_cycles
from connected_car.telemetry.duplicates import (
    SAME_ROW,
    SAME_TIME,
    by_battery_and_time,
    find_duplicates,
)
from connected_car.telemetry.facts import battery_rows, daily_rows, rejected_rows, source_rows
from connected_car.telemetry.gap_policy import decide_gap_policy
from connected_car.telemetry.grid import GridReadings, find_gaps, to_days
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.partition import Partition, read_partition
from connected_car.telemetry.reasons import Reasons
from connected_car.telemetry.runs import run_starts
from connected_car.telemetry.schema import NUMBER_COLUMNS, REPLAY_BLOCK
from connected_car.telemetry.slots import slots
from connected_car.telemetry.sources import Layout

_MOST_DAYS = 1e9  # that are told of a wrong clock


@dataclass
class _Placed:
    """Readings that are neither rejected nor a repeated timestamp, sorted, with their slots."""

    rows: np.ndarray
    day: np.ndarray
    slot: np.ndarray
    step: np.ndarray
    zero: np.ndarray
    policy_reason: pa.Array


def clean_partition(
    batches: Iterable[pa.RecordBatch],
    layouts: Mapping[int, Layout | None],
    options: CleaningOptions,
) -> Iterator[pa.RecordBatch]:
    """Clean all readings of some batteries.

    Args:
        batches: rows of ``schema.READING``; all readings of a battery must be among them.
        layouts: by file id, the layout of its lines; None where the raw text is JSON.
        options: limits and policies.

    Yields:
        Rows of ``schema.PROCESSED``: days, rejected and duplicate readings, facts on each battery
        and on each source file.
    """
    readings = read_partition(batches, layouts, options)
    if readings is None:
        return
    readings.reasons.withdraw(long_charges(readings, options))
    _reject_clock_jumps(readings, options)
    rejected = readings.reasons.mask()
    duplicates = Reasons(len(rejected))
    rows = _first_of_each_moment(readings, np.flatnonzero(~rejected), duplicates)
    if len(rows):
        yield from _days_and_batteries(readings, rows, duplicates, options)
    is_duplicate = duplicates.mask()
    mended = Reasons(len(rejected))
    is_mended = ~rejected & ~is_duplicate & (readings.block == REPLAY_BLOCK)
    mended.add("read again, and kept since", np.flatnonzero(is_mended))
    by_status = {"rejected": readings.reasons, "duplicate": duplicates, "mended": mended}
    for status, reasons in by_status.items():
        yield from rejected_rows(readings, reasons, status)
    yield from source_rows(readings, rejected, is_duplicate)


def _reject_clock_jumps(readings: Partition, options: CleaningOptions) -> None:
    """Judge only readings that are good otherwise."""
    rows = np.flatnonzero(~readings.reasons.mask())
    jumps, off = find_clock_jumps(
        readings.code[rows],
        readings.time[rows] // DAY,
        readings.numbers["Battery_Age_Days"][rows],
        options,
    )
    near = np.clip(off[jumps], -_MOST_DAYS, _MOST_DAYS)  # an age may be any number
    days = pa.array(np.rint(near).astype(np.int64)).cast(pa.string())
    readings.reasons.add("clock jump, days", rows[jumps], days, quoted=False)


def _first_of_each_moment(readings: Partition, rows: np.ndarray, duplicates: Reasons) -> np.ndarray:
    ordered = by_battery_and_time(readings, rows)
    again, equal = find_duplicates(readings, ordered)
    duplicates.add(SAME_ROW, ordered[equal])
    duplicates.add(SAME_TIME, ordered[again & ~equal])
    return ordered[~again]


def _days_and_batteries(
    readings: Partition, rows: np.ndarray, duplicates: Reasons, options: CleaningOptions
) -> Iterator[pa.RecordBatch]:
    names, code = np.unique(readings.code[rows], return_inverse=True)
    placed = _place(readings, rows, code, options)
    first = _first_of_each_slot(placed, code, duplicates)
    kept = GridReadings(
        code=code[first],
        day=placed.day[first],
        slot=placed.slot[first],
        step=placed.step[first],
        zero=placed.zero[first],
        numbers={name: readings.numbers[name][rows[first]] for name in NUMBER_COLUMNS},
    )
    lost = lost_cycles(kept, options) if options.gap_policy == "auto" else np.zeros(len(first))
    kept.numbers["Daily_Cycles_Used"] += lost
    gaps = find_gaps(kept, options.max_gap_days)
    days = to_days(kept, gaps, options.max_gap_days)
    days.made_up[days.at_reading[lost > 0]] = True
    lifetime = lifetime_cycles(kept, gaps, days, options)
    faults = find_counter_faults(kept, gaps, options)
    batteries = readings.batteries.take(pa.array(names))
    yield daily_rows(batteries, days, lifetime)
    yield from battery_rows(
        batteries, kept, gaps, days, faults=faults, policy_reason=placed.policy_reason
    )


def _place(
    readings: Partition, rows: np.ndarray, code: np.ndarray, options: CleaningOptions
) -> _Placed:
    time = readings.time[rows]
    cycles, counter = (
        readings.numbers[name][rows] for name in ("Daily_Cycles_Used", "Lifetime_Cycles_Used")
    )
    is_zero, reason = decide_gap_policy(code, time, cycles, counter, options)
    zero = is_zero[code]
    around = np.where(zero, 24, cadence_at_readings(code, time))
    settled, scatters = settle_midnight(code, time, around)
    settled = np.where(zero, time, settled)
    step = periods(code, settled, around)
    slot = slots(code, settled, step, scatters)
    return _Placed(rows, settled // DAY, slot, step, zero, reason)


def _first_of_each_slot(placed: _Placed, code: np.ndarray, duplicates: Reasons) -> np.ndarray:
    """Return the elements that stay; a charging log may have several readings a day."""
    is_first = placed.zero.copy()
    is_first[run_starts(code, placed.day, placed.slot)] = True
    second = np.flatnonzero(~is_first)
    for step in np.unique(placed.step[second]).tolist():
        rows = placed.rows[second[placed.step[second] == step]]
        duplicates.add(f"second reading for the same {step}-hour slot", rows)
    return np.flatnonzero(is_first)
