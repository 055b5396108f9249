"""Readings of consecutive batteries: truth and plan of their blocks put together."""

import numpy as np

from connected_car.pipelines.simulation.block import (
    BlockTruth,
    ReadingPlan,
    first_day,
    plan_readings,
    simulate_block,
)
from connected_car.pipelines.simulation.blocks import BLOCK, blocks_of
from connected_car.pipelines.simulation.dirt import Columns, add_rows, spoil_numbers
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.wear import to_cycles


def dirty_readings(options: SimulationOptions, first: int, stop: int) -> Columns:
    """Return the rows of batteries ``first`` to ``stop - 1`` as they will be delivered.

    Returns:
        One array a column, one number a row: ``battery`` (of the fleet), ``day`` (of the data),
        ``epoch_day`` (since 1970-01-01, as written), ``minute`` (-1: only a date is written),
        ``age`` (days), ``trips``, ``minutes``, ``cycles``, ``counter`` and ``rated`` (cycles),
        ``kind`` and ``detail`` (see ``dirt``). Bad ids and unparsable cells are still to come.
    """
    parts = []
    for block in blocks_of(first, stop):
        truth, plan = simulate_block(options, block), plan_readings(options, block)
        columns = clean_readings(options, truth, plan)
        battery = columns["battery"] = columns["battery"] + block * BLOCK
        rows = slice(*np.searchsorted(battery, [first, stop]))
        parts.append({name: values[rows] for name, values in columns.items()})
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    columns = add_rows(columns)
    spoil_numbers(columns)
    return columns


def clean_readings(options: SimulationOptions, truth: BlockTruth, plan: ReadingPlan) -> Columns:
    """Return the planned readings of one block with their true values."""
    battery, day, part = plan.battery, plan.day, plan.part
    whole_day = truth.told(truth.minutes)[battery, day]
    first_half = np.round(whole_day * plan.half, 4)
    later = np.where(part == 1, np.round(whole_day - first_half, 4), 0.0)  # driven after it
    minutes = np.select([part == 1, part == 2], [first_half, whole_day - first_half], whole_day)
    minutes = np.round(minutes, 4)
    trips = truth.told(truth.trips)[battery, day]
    trips_of_half = np.select([part == 1, part == 2], [trips // 2, trips - trips // 2], trips)
    return {
        "battery": battery,
        "day": day,
        "epoch_day": first_day(options) + day,
        "minute": plan.minute,
        "age": truth.wear.start_age[battery] + day,
        "trips": trips_of_half,
        "minutes": minutes,
        "cycles": to_cycles(minutes),
        "counter": _counter(truth, plan) - to_cycles(later),
        "rated": truth.wear.rated_cycles[battery],
        "kind": plan.kind,
        "detail": plan.detail,
    }


def _counter(truth: BlockTruth, plan: ReadingPlan) -> np.ndarray:
    """Return the counter at the end of each reading's day; it starts anew from 0 at a reset."""
    true_counter = truth.wear.start_cycles[plan.battery] + truth.running[plan.battery, plan.day + 1]
    batteries = np.arange(len(plan.reset_day))
    before_reset = truth.wear.start_cycles + truth.running[batteries, plan.reset_day]
    is_reset = (plan.reset_day >= 0) & (plan.reset_day <= plan.day.max(initial=0))
    after = is_reset[plan.battery] & (plan.day >= plan.reset_day[plan.battery])
    return true_counter - np.where(after, before_reset[plan.battery], 0.0)
