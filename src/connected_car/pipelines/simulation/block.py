"""One block of batteries: its truth, and the plan of its readings with their dirt."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from connected_car.pipelines.simulation import wear
from connected_car.pipelines.simulation.blocks import (
    BLOCK,
    KNOWN_FUTURE_DAYS,
    Stream,
    block_rng,
)
from connected_car.pipelines.simulation.cadence import Cadence, gap_days, reading_times
from connected_car.pipelines.simulation.charging import Charges
from connected_car.pipelines.simulation.dirt import CLEAN, assign_kinds, reset_days
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.presets import PRESETS


def first_day(options: SimulationOptions) -> int:
    """Return the first day of data, in days since 1970-01-01."""
    last = np.datetime64(options.end_date, "D").astype(np.int64)
    return int(last) - options.n_days + 1


@dataclass(frozen=True)
class BlockTruth:
    """True use of a block of batteries.

    Attributes:
        minutes: minutes driven, shape (batteries, days of data + 120 days of true future).
        trips: number of trips, of the same shape.
        running: cycles used before each day, one column more.
        wear: ratings and counters on the first day.
        charges: when a reading tells of all use since the one before; None where each reading
            tells of its own day.
    """

    minutes: np.ndarray
    trips: np.ndarray
    running: np.ndarray
    wear: wear.Wear
    charges: Charges | None

    def told(self, values: np.ndarray) -> np.ndarray:
        """Return what a reading of each day would tell, from the true value of each day."""
        return values if self.charges is None else self.charges.told(values)


def simulate_block(options: SimulationOptions, block: int) -> BlockTruth:
    """Simulate the use of one block of batteries, from the first day to the known future."""
    preset = PRESETS[options.preset]
    rng = block_rng(options.seed, block, Stream.USE)
    days = first_day(options) + np.arange(options.n_days + KNOWN_FUTURE_DAYS)
    minutes = preset.minutes(options, days, BLOCK, rng)
    trips = preset.trips(minutes, rng)
    running = wear.running_cycles(minutes)
    state = preset.wear(options, running, block_rng(options.seed, block, Stream.WEAR))
    charges = preset.charges and preset.charges(
        options, minutes, block_rng(options.seed, block, Stream.CHARGES)
    )
    return BlockTruth(minutes, trips, running, state, charges)


@dataclass(frozen=True)
class ReadingPlan:
    """Which readings of a block are delivered, and what is wrong with them.

    The first seven arrays have one number a reading, in order of battery and time.

    Attributes:
        battery: battery in the block.
        day: day of the data, counted from 0.
        part: 0 the whole day, 1 its first half, 2 its second half.
        minute: minute of the day, -1 where the reading carries only a date.
        half: share of the day's use in its first half.
        kind: index into ``dirt.ROW_KINDS``, or ``dirt.CLEAN``.
        detail: a uniform number from which the dirt takes its choices.
        missing: days in gaps, shape (batteries, days).
        reset_day: day on which the counter starts anew, -1 where it never does.
        cadence: when batteries are read.
    """

    battery: np.ndarray
    day: np.ndarray
    part: np.ndarray
    minute: np.ndarray
    half: np.ndarray
    kind: np.ndarray
    detail: np.ndarray
    missing: np.ndarray
    reset_day: np.ndarray
    cadence: Cadence

    @cached_property
    def gaps(self) -> np.ndarray:
        """Number of gaps by battery."""
        starts = np.diff(self.missing.astype(np.int8), axis=1) == 1
        return starts.sum(axis=1)


def plan_readings(options: SimulationOptions, block: int) -> ReadingPlan:
    """Plan one block's readings; needs no use but for charges, so that counting dirt is cheap.

    The last reading of a battery is always clean: a file may be cut there.
    """
    preset = PRESETS[options.preset]
    shares = preset.dirt(options.dirt)
    rng = block_rng(options.seed, block, Stream.CADENCE)
    cadence = preset.cadence(options, BLOCK, rng)
    missing = gap_days(options.n_days, BLOCK, shares.gaps, rng)
    charges = simulate_block(options, block).charges if preset.charges else None
    unread = missing if charges is None else missing | ~charges.read(options.n_days)
    battery, day, part, minute = reading_times(cadence, unread, rng)
    half = rng.uniform(0.3, 0.7, missing.shape)[battery, day]

    rng = block_rng(options.seed, block, Stream.DIRT)
    reset = reset_days(options.n_days, BLOCK, shares.counter_resets, rng)
    kind, detail = assign_kinds(shares, rng.random((2, len(battery))))
    is_last = np.diff(battery, append=BLOCK) != 0
    kind = np.where(is_last, CLEAN, kind).astype(np.int8)
    return ReadingPlan(battery, day, part, minute, half, kind, detail, missing, reset, cadence)
