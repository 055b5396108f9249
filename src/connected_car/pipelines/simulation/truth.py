"""What is true about the simulated fleet: days, future, crossing dates and counts of dirt."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from connected_car.pipelines.simulation.block import (
    first_day,
    plan_readings,
    simulate_block,
)
from connected_car.pipelines.simulation.blocks import BLOCK, blocks_of
from connected_car.pipelines.simulation.dirt import (
    CLEAN,
    DUPLICATES,
    REPLACING,
    ROW_KINDS,
)
from connected_car.pipelines.simulation.files import battery_ranges, file_kinds
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.presets import PRESETS
from connected_car.pipelines.simulation.wear import crossing_day, to_cycles


def daily_maker(options: SimulationOptions) -> Callable[[str, int, int], pa.Table]:
    """Return the function that makes the true days of some batteries, without gap or dirt.

    Its table has the columns of ``telemetry``, one row per battery and day; ``Date`` is a day.
    """
    return _maker(options, 0, options.n_days)


def future_maker(options: SimulationOptions) -> Callable[[str, int, int], pa.Table]:
    """Return the function that makes the days after the data, as ``daily_maker``."""
    return _maker(options, options.n_days, options.n_days + options.future_days)


def _maker(options: SimulationOptions, start: int, end: int) -> Callable[[str, int, int], pa.Table]:
    def make(name: str, first: int, stop: int) -> pa.Table:
        blocks = blocks_of(first, stop)
        tables = [_days_of_block(options, block, start, end) for block in blocks]
        offset = (first - blocks[0] * BLOCK) * (end - start)
        return pa.concat_tables(tables).slice(offset, (stop - first) * (end - start))

    return make


def _days_of_block(options: SimulationOptions, block: int, start: int, end: int) -> pa.Table:
    truth = simulate_block(options, block)
    battery_id = PRESETS[options.preset].battery_id
    ids = pa.array([battery_id(block * BLOCK + i) for i in range(BLOCK)])
    battery = np.repeat(np.arange(BLOCK), end - start)
    day = np.tile(np.arange(start, end), BLOCK)
    minutes = truth.minutes[battery, day]
    epoch_day = (first_day(options) + day).astype(np.int32)
    return pa.table(
        {
            "Battery_ID": ids.take(pa.array(battery)),
            "Date": pa.array(epoch_day).cast(pa.date32()),
            "Battery_Age_Days": truth.wear.start_age[battery] + day,
            "Number_Of_Trips": truth.trips[battery, day],
            "Daily_Trip_Duration": minutes,
            "Daily_Cycles_Used": to_cycles(minutes),
            "Lifetime_Cycles_Used": truth.wear.start_cycles[battery]
            + truth.running[battery, day + 1],
            "Battery_Rated_Cycles": truth.wear.rated_cycles[battery],
        }
    )


def describe_batteries(options: SimulationOptions) -> pd.DataFrame:
    """Return one row per battery.

    Columns: ``Battery_ID``, ``In_Service_Date``, ``Battery_Rated_Cycles``,
    ``Lifetime_Cycles_Used`` (cycles at the end of the last day of data), ``Crossing_Date`` (day at
    whose end the rating is reached, empty if that is more than 120 days after the data),
    ``Cadence``, ``Counter_Reset_Date`` (empty for most).
    """
    blocks = blocks_of(0, options.n_batteries)
    frame = pd.concat([_batteries_of_block(options, b) for b in blocks], ignore_index=True)
    return frame.head(options.n_batteries)


def _batteries_of_block(options: SimulationOptions, block: int) -> pd.DataFrame:
    truth, plan = simulate_block(options, block), plan_readings(options, block)
    battery_id = PRESETS[options.preset].battery_id
    start = first_day(options)
    return pd.DataFrame(
        {
            "Battery_ID": [battery_id(block * BLOCK + i) for i in range(BLOCK)],
            "In_Service_Date": _dates_from(start, -truth.wear.start_age),
            "Battery_Rated_Cycles": truth.wear.rated_cycles,
            "Lifetime_Cycles_Used": truth.wear.start_cycles + truth.running[:, options.n_days],
            "Crossing_Date": _dates_from(start, _none(crossing_day(truth.running, truth.wear))),
            "Cadence": plan.cadence.name,
            "Counter_Reset_Date": _dates_from(start, _none(plan.reset_day)),
        }
    )


def _none(day: np.ndarray) -> np.ma.MaskedArray:
    return np.ma.masked_less(day, 0)


def _dates_from(start: int, day: np.ndarray) -> list[date | None]:
    epoch_day = (start + day).astype(np.int32)
    mask = np.ma.getmaskarray(epoch_day)
    return pa.array(np.asarray(epoch_day), mask=mask).cast(pa.date32()).to_pylist()


def count_file_dirt(options: SimulationOptions) -> dict[str, dict[str, Any]]:
    """Count the dirt of each file from its plan, without making the file.

    Returns:
        By file: its ``kind``, ``rows`` (without header), one count for each of ``dirt.ROW_KINDS``,
        ``cut_lines``, ``gaps``, ``gap_days`` and ``counter_resets`` (both over its batteries).
    """
    kinds = file_kinds(options)
    return {
        name: {"kind": kinds[name], **_count_dirt(options, first, stop, kinds[name])}
        for name, (first, stop) in battery_ranges(options).items()
    }


def _count_dirt(options: SimulationOptions, first: int, stop: int, kind: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for block in blocks_of(first, stop):
        counts += _count_block(options, block, first - block * BLOCK, stop - block * BLOCK)
    counts["cut_lines"] = int(kind == "cut")
    names = ("rows", *ROW_KINDS, "cut_lines", "gaps", "gap_days", "counter_resets")
    return {name: counts[name] for name in names}


def _count_block(options: SimulationOptions, block: int, first: int, stop: int) -> Counter[str]:
    plan = plan_readings(options, block)
    batteries = slice(max(first, 0), stop)
    rows = slice(*np.searchsorted(plan.battery, [first, stop]))
    by_kind = np.bincount(plan.kind[rows], minlength=CLEAN + 1).tolist()
    counts = Counter(dict(zip(ROW_KINDS, by_kind, strict=False)))
    added = sum(counts[name] for name in ROW_KINDS if name not in REPLACING)
    counts["rows"] = sum(by_kind) + added
    counts["gaps"] = int(plan.gaps[batteries].sum())
    counts["gap_days"] = int(plan.missing[batteries].sum())
    counts["counter_resets"] = int((plan.reset_day[batteries] >= 0).sum())
    return counts


def add_up(files: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Add up the counts of all files, and say how the rows must be told apart.

    ``rows`` = ``kept`` + ``duplicates`` + ``rejected``.
    """
    total: Counter[str] = Counter()
    for counts in files.values():
        total.update({name: n for name, n in counts.items() if name != "kind"})
    duplicates = sum(total[name] for name in DUPLICATES)
    bad = sum(total[name] for name in (*ROW_KINDS, "cut_lines")) - duplicates
    kept = total["rows"] - duplicates - bad
    return {**total, "kept": kept, "duplicates": duplicates, "rejected": bad}
