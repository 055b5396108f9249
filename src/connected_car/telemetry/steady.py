"""Batteries that are read once a day, and the readings that change nothing about the days before.

Cleaning looks at a battery's readings as a whole, so that one more can change what older ones mean:
another cadence, another gap policy, a clock that is found to be wrong. For a *steady* battery (one
reading a day all along, nothing about it rejected or doubled, its clock and its gap policy beyond
doubt), a reading on the next day in the same rhythm changes none of that. Its day is then the
reading itself, and the lifetime counter goes on by its cycles. ``tests/telemetry/test_steady.py``
compares that with ``cleaning.clean_partition``.
"""

from dataclasses import dataclass

import numpy as np

from connected_car.telemetry.cadence import (
    CADENCES,
    DAY,
    HOUR,
    LONGEST,
    NEAR_MIDNIGHT,
    scatters_around_midnight,
)
from connected_car.telemetry.checks import most_a_day
from connected_car.telemetry.counter import FIXED_POINT
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.runs import run_starts

FACTS = {
    "last_time": np.int64,  # microseconds since 1970
    "last_day": np.int64,  # days since 1970
    "first_day": np.int64,
    "days_read": np.int64,
    "born_first": float,  # earliest and latest day on which it was new, as its readings tell
    "born_last": float,
    "before_midnight": np.int64,  # readings near midnight, and how often they changed sides
    "after_midnight": np.int64,
    "side_changes": np.int64,
    "last_side": np.int64,  # -1 before midnight, 1 after, 0 never near
    "counter_known": float,  # cycles before the first reading
    "counter_fixed": np.int64,  # cycles since then, in units of 1 / FIXED_POINT
}
_DAILY_FROM = float(np.sqrt(CADENCES[-2] * CADENCES[-1]))  # hours; a shorter distance is no day

Facts = dict[str, np.ndarray]


@dataclass(frozen=True)
class Readings:
    """Readings as columns; ``code`` numbers the batteries."""

    code: np.ndarray
    time: np.ndarray
    numbers: dict[str, np.ndarray]

    def select(self, rows: np.ndarray) -> "Readings":
        """Return some of them."""
        numbers = {name: values[rows] for name, values in self.numbers.items()}
        return Readings(self.code[rows], self.time[rows], numbers)


def steady_facts(
    readings: Readings, day_code: np.ndarray, day_cycles: np.ndarray, options: CleaningOptions
) -> tuple[np.ndarray, Facts]:
    """Return by battery whether its readings are steady, and its facts.

    What the cleaning alone knows (that nothing was rejected, that missing days are not days without
    use, that the lifetime counter is ``lifetime`` of the facts) the caller has to look at.

    Args:
        readings: all kept readings; the batteries are numbered 0 .. n-1 without holes.
        day_code: number of the battery, by day of the cleaned table.
        day_cycles: ``Daily_Cycles_Used`` of the day.
        options: the group ``data_processing``.
    """
    ordered = readings.select(np.lexsort((readings.time, readings.code)))
    code, time = ordered.code, ordered.time
    starts, day = run_starts(code), time // DAY
    ends = np.append(starts[1:], len(code)) - 1
    born = day - np.floor(ordered.numbers["Battery_Age_Days"])
    counter, cycles = (
        ordered.numbers[name] for name in ("Lifetime_Cycles_Used", "Daily_Cycles_Used")
    )
    facts: Facts = {
        "last_time": time[ends],
        "last_day": day[ends],
        "first_day": day[starts],
        "days_read": ends - starts + 1,
        "born_first": np.minimum.reduceat(born, starts),
        "born_last": np.maximum.reduceat(born, starts),
        **_midnight(code, time, len(starts)),
        "counter_known": np.maximum(counter[starts] - cycles[starts], 0.0),
        "counter_fixed": _fixed(day_code, day_cycles, len(starts))
        + _in_gaps(code, day, counter, cycles, options),
    }
    same = code[1:] == code[:-1]
    uneven = same & ((np.diff(time) <= _DAILY_FROM * HOUR) | (np.diff(day) < 1))
    is_even = np.bincount(code[1:][uneven], minlength=len(starts)) == 0
    return is_even & _beyond_doubt(facts, options), facts


def lifetime(facts: Facts) -> np.ndarray:
    """Return the lifetime cycles at the last reading, as ``counter.lifetime_cycles`` does."""
    return facts["counter_known"] + facts["counter_fixed"] / FIXED_POINT


def go_on(facts: Facts, readings: Readings, options: CleaningOptions) -> tuple[np.ndarray, Facts]:
    """Return by battery whether its next reading is in the usual rhythm, and the facts after it.

    Args:
        facts: of steady batteries.
        readings: one reading each, in the same order.
        options: the group ``data_processing``.
    """
    time, day = readings.time, readings.time // DAY
    born = day - np.floor(readings.numbers["Battery_Age_Days"])
    side = _side(time)
    changed = (side != 0) & (facts["last_side"] != 0) & (side != facts["last_side"])
    fixed = np.rint(readings.numbers["Daily_Cycles_Used"] * FIXED_POINT).astype(np.int64)
    after: Facts = {
        **facts,
        "last_time": time,
        "last_day": day,
        "days_read": facts["days_read"] + 1,
        "born_first": np.minimum(facts["born_first"], born),
        "born_last": np.maximum(facts["born_last"], born),
        "before_midnight": facts["before_midnight"] + (side < 0),
        "after_midnight": facts["after_midnight"] + (side > 0),
        "side_changes": facts["side_changes"] + changed,
        "last_side": np.where(side != 0, side, facts["last_side"]),
        "counter_fixed": facts["counter_fixed"] + fixed,
    }
    hours = (time - facts["last_time"]) / HOUR
    usual = (day == facts["last_day"] + 1) & (hours > _DAILY_FROM) & (hours <= LONGEST)
    for name, most in most_a_day(options).items():
        usual &= readings.numbers[name] <= most
    return usual & _beyond_doubt(after, options), after


def _beyond_doubt(facts: Facts, options: CleaningOptions) -> np.ndarray:
    """Return whether neither clock, midnight nor gap policy can be meant otherwise."""
    sure = facts["born_last"] - facts["born_first"] <= options.clock_tolerance_days
    sure &= ~scatters_around_midnight(
        facts["before_midnight"], facts["after_midnight"], facts["side_changes"]
    )
    if options.gap_policy == "auto":
        # with fewer days missing than that, use per gap is not looked at; whether the counter tells
        # of a charging log depends on the gaps alone, and a reading on the next day makes none
        span = facts["last_day"] - facts["first_day"] + 1
        sure &= 1 - facts["days_read"] / span < options.zero_min_missing_share
    return sure & (options.gap_policy != "zero")


def _side(time: np.ndarray) -> np.ndarray:
    since = time % DAY
    return np.where(since >= DAY - NEAR_MIDNIGHT, -1, np.where(since < NEAR_MIDNIGHT, 1, 0))


def _midnight(code: np.ndarray, time: np.ndarray, n: int) -> Facts:
    side = _side(time)
    near = np.flatnonzero(side)
    owner, sides = code[near], side[near]
    changed = (owner[1:] == owner[:-1]) & (sides[1:] != sides[:-1])
    last = np.zeros(n, dtype=np.int64)
    last[owner] = sides  # the last one of each battery stays
    return {
        "before_midnight": np.bincount(owner[sides < 0], minlength=n),
        "after_midnight": np.bincount(owner[sides > 0], minlength=n),
        "side_changes": np.bincount(owner[1:][changed], minlength=n),
        "last_side": last,
    }


def _fixed(code: np.ndarray, cycles: np.ndarray, n: int) -> np.ndarray:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, code, np.rint(cycles * FIXED_POINT).astype(np.int64))
    return total


def _in_gaps(
    code: np.ndarray,
    day: np.ndarray,
    counter: np.ndarray,
    cycles: np.ndarray,
    options: CleaningOptions,
) -> np.ndarray:
    """Return what the counter tells of gaps that are not filled, in fixed point, by battery."""
    total = np.zeros(int(code[-1]) + 1, dtype=np.int64)
    missing, rise = np.diff(day) - 1, np.diff(counter)
    gap = (code[1:] == code[:-1]) & (missing > options.max_gap_days)
    gap &= (rise >= 0) & (rise <= (missing + 2) * options.max_cycles_per_day)
    extra = np.maximum(rise - cycles[1:], 0.0)[gap]
    used = cycles[1:][gap]
    more = np.rint((used + extra) * FIXED_POINT) - np.rint(used * FIXED_POINT)
    np.add.at(total, code[1:][gap], more.astype(np.int64))
    return total
