"""From readings on their grids to days: missing slots filled, then added up per day."""

from dataclasses import dataclass

import numpy as np

from connected_car.telemetry.runs import run_starts, spread
from connected_car.telemetry.schema import LEAST_COLUMNS, SUMMED_COLUMNS

VALUE_COLUMNS = (*SUMMED_COLUMNS, *LEAST_COLUMNS)


@dataclass(frozen=True)
class GridReadings:
    """Kept readings, sorted by battery and time, one per slot.

    Attributes:
        code: number of the battery, 0 .. n-1, without holes.
        day: days since 1970.
        slot: number of the slot within the day.
        step: cadence of the day, hours.
        zero: whether the battery's missing days are days without use.
        numbers: the number columns by name.
    """

    code: np.ndarray
    day: np.ndarray
    slot: np.ndarray
    step: np.ndarray
    zero: np.ndarray
    numbers: dict[str, np.ndarray]


@dataclass(frozen=True)
class Gaps:
    """What lies between each reading and the next one of the same battery.

    Attributes:
        left: row number of the earlier reading; the later one is ``left + 1``.
        slots: missing slots, where both lie in one period, else 0.
        days: whole days without a reading.
        same_period: whether both are on one grid.
        filled: whether the missing readings are made up by interpolation.
        zero: whether the missing days are days without use.
    """

    left: np.ndarray
    slots: np.ndarray
    days: np.ndarray
    same_period: np.ndarray
    filled: np.ndarray
    zero: np.ndarray


@dataclass(frozen=True)
class Days:
    """All days of each battery from its first to its last, one row each, missing ones included.

    Attributes:
        code: number of the battery.
        day: days since 1970.
        starts: row of the first day of each battery.
        at_reading: row of each reading's day.
        observed: number of readings of the day.
        made_up: whether a part of the day was interpolated.
        present: whether the day has values.
        numbers: summed and least columns by name.
    """

    code: np.ndarray
    day: np.ndarray
    starts: np.ndarray
    at_reading: np.ndarray
    observed: np.ndarray
    made_up: np.ndarray
    present: np.ndarray
    numbers: dict[str, np.ndarray]


def find_gaps(readings: GridReadings, max_gap_days: int) -> Gaps:
    """Look between all neighbouring readings; a gap of up to ``max_gap_days`` is filled."""
    left = np.flatnonzero(readings.code[1:] == readings.code[:-1])
    right = left + 1
    per_day = 24 // readings.step
    same = readings.step[left] == readings.step[right]
    number = readings.day * per_day + readings.slot
    slots = np.where(same, np.maximum(number[right] - number[left] - 1, 0), 0)
    days = np.maximum(readings.day[right] - readings.day[left] - 1, 0)
    missing_days = np.where(same, slots * readings.step[left] / 24, days)
    zero = readings.zero[left]
    return Gaps(left, slots, days, same, (missing_days <= max_gap_days) & ~zero, zero)


def to_days(readings: GridReadings, gaps: Gaps, max_gap_days: int) -> Days:
    """Fill the gaps and add up: trips, duration, cycles; the least of age and rated cycles."""
    days = _empty_days(readings)
    _add(days, days.at_reading, readings.numbers)
    days.observed[:] = np.bincount(days.at_reading, minlength=len(days.day))
    _fill_slots(days, readings, gaps)
    if max_gap_days > 0:
        _complete_border_days(days, readings, gaps)
    days.present[:] = (days.observed > 0) | days.made_up
    _fill_days(days, gaps)
    return days


def _empty_days(readings: GridReadings) -> Days:
    starts = run_starts(readings.code)
    ends = np.append(starts[1:], len(readings.code)) - 1
    spans = readings.day[ends] - readings.day[starts] + 1
    code, since = spread(spans)
    first_row = np.cumsum(spans) - spans
    at_reading = first_row[readings.code] + readings.day - readings.day[starts][readings.code]
    n = len(code)
    numbers = {name: np.zeros(n) for name in SUMMED_COLUMNS}
    numbers |= {name: np.full(n, np.inf) for name in LEAST_COLUMNS}
    flags = np.zeros((2, n), dtype=bool)
    day = readings.day[starts][code] + since
    observed = np.zeros(n, dtype=np.int64)
    return Days(code, day, first_row, at_reading, observed, flags[0], flags[1], numbers)


def _add(days: Days, rows: np.ndarray, numbers: dict[str, np.ndarray]) -> None:
    n = len(days.day)
    for name in SUMMED_COLUMNS:
        days.numbers[name] += np.bincount(rows, numbers[name], minlength=n)
    for name in LEAST_COLUMNS:
        np.minimum.at(days.numbers[name], rows, numbers[name])


def _fill_slots(days: Days, readings: GridReadings, gaps: Gaps) -> None:
    """Interpolate missing slots between two readings of one period, linearly in time."""
    chosen = np.flatnonzero(gaps.filled & gaps.same_period & (gaps.slots > 0))
    if len(chosen) == 0:
        return
    left = gaps.left[chosen]
    owner, step = spread(gaps.slots[chosen])
    weight = (step + 1) / (gaps.slots[chosen] + 1)[owner]
    left = left[owner]
    per_day = 24 // readings.step[left]
    rows = days.at_reading[left] + (readings.slot[left] + step + 1) // per_day
    values = {
        name: readings.numbers[name][left] * (1 - weight)
        + readings.numbers[name][left + 1] * weight
        for name in VALUE_COLUMNS
    }
    _add(days, rows, values)
    days.made_up[rows] = True


def _complete_border_days(days: Days, readings: GridReadings, gaps: Gaps) -> None:
    """Repeat the nearest reading in the rest of a day that lies beside another period or a gap."""
    borders = ~gaps.zero & ~(gaps.filled & gaps.same_period)
    left = gaps.left[borders]
    right = left + 1
    after = 24 // readings.step[left] - 1 - readings.slot[left]
    for reading, missing in ((left, after), (right, readings.slot[right])):
        rows = np.repeat(reading, missing)
        if len(rows):
            target = days.at_reading[rows]
            _add(days, target, {name: readings.numbers[name][rows] for name in VALUE_COLUMNS})
            days.made_up[target] = True


def _fill_days(days: Days, gaps: Gaps) -> None:
    """Fill whole days: between two periods by interpolation, in a charging log by zero."""
    chosen = np.flatnonzero((gaps.days > 0) & (gaps.zero | (gaps.filled & ~gaps.same_period)))
    if len(chosen) == 0:
        return
    owner, step = spread(gaps.days[chosen])
    weight = (step + 1) / (gaps.days[chosen] + 1)[owner]
    left = days.at_reading[gaps.left[chosen]][owner]
    right = days.at_reading[gaps.left[chosen] + 1][owner]
    rows = left + step + 1
    is_zero = gaps.zero[chosen][owner]
    for name in VALUE_COLUMNS:
        column = days.numbers[name]
        between = column[left] * (1 - weight) + column[right] * weight
        column[rows] = np.where(is_zero, 0.0, between) if name in SUMMED_COLUMNS else between
    days.present[rows] = True
    days.made_up[rows] = ~is_zero
