"""A fleet of charging logs for measuring risk, and how good the simple rules are on it.

It is the simulation's preset ``charging_log`` without dirt, as ``data_processing`` stores it: one
row a day from a battery's first charge to its last one, zero on days without a charge. What comes
after the cutoff is told by the charges of the 30 days that follow.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import Table
from connected_car.pipelines.simulation.block import BlockTruth, first_day, simulate_block
from connected_car.pipelines.simulation.blocks import BLOCK, blocks_of
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.wear import to_cycles
from tools.project import parameters

HORIZON = 30
RULES = {"last 28 days": 28, "last 91 days": 91, "whole history": None}
VARIANTS: dict[str, dict[str, float]] = {
    "usual": {},
    "charged often": {"charged_days": 0.7},
    "charged seldom": {"charged_days": 0.2},
    "charged when low": {"by_level": 1.0},
    "charged by day": {"by_level": 0.0},
    "steady habits": {"habit_change": 0.2},
    "restless habits": {"habit_change": 1.0},
}


@dataclass(frozen=True)
class ChargingFleet:
    """A fleet at one cutoff, the last day that anybody has seen.

    Attributes:
        history: ``unique_id, ds, y, counter, rating``, one row a battery and day from its first
            charge to its last one; ``y`` cycles of the day's charge, zero without one; ``counter``
            and ``rating`` cycles.
        truth: ``unique_id, remaining`` (cycles from the last counter to the rating),
            ``future_cycles`` (charged in the 30 days after the cutoff) and ``crosses`` (whether a
            charge in these days reaches the rating), one row a battery, in the order of
            ``history``.
        cutoff: the last day.
    """

    history: pd.DataFrame
    truth: pd.DataFrame
    cutoff: np.datetime64


def charging_fleet(
    seed: int = 1, n: int = 150, n_days: int = 1_095, **charging: Any
) -> ChargingFleet:
    """Draw a fleet.

    Args:
        seed: another seed, another fleet.
        n: batteries.
        n_days: days of the longer histories.
        charging: settings of ``simulation.charging`` that differ from the project's own.
    """
    options = charging_options(seed, n, n_days, **charging)
    blocks = [simulate_block(options, block) for block in blocks_of(0, n)]
    history = pd.concat([_history(options, b, block) for b, block in enumerate(blocks)])
    truth = pd.concat([_truth(options, b, block) for b, block in enumerate(blocks)])
    known = truth["unique_id"].unique()[:n]
    return ChargingFleet(
        history[history["unique_id"].isin(known)].reset_index(drop=True),
        truth[truth["unique_id"].isin(known)].reset_index(drop=True),
        np.datetime64(options.end_date, "D"),
    )


def charging_options(seed: int, n: int, n_days: int, **charging: Any) -> SimulationOptions:
    """Return the project's options of the preset, with no battery over its rating."""
    given = parameters("simulation")
    given |= {"preset": "charging_log", "seed": seed, "n_batteries": n, "n_days": n_days}
    given["charging"] |= charging
    given["charging"]["due"] |= {"past": 0.0}
    return SimulationOptions(**given)


def _history(options: SimulationOptions, number: int, block: BlockTruth) -> pd.DataFrame:
    read, cycles, counter = _log(block, options.n_days)
    since = np.maximum.accumulate(read, axis=1)
    until = np.maximum.accumulate(read[:, ::-1], axis=1)[:, ::-1]
    battery, day = np.nonzero(since & until)
    first = np.datetime64(first_day(options), "D")
    return pd.DataFrame(
        {
            "unique_id": _ids(number)[battery],
            "ds": (first + day.astype("timedelta64[D]")).astype("datetime64[us]"),
            "y": cycles[battery, day],
            "counter": counter[battery, day],
            "rating": block.wear.rated_cycles[battery],
        }
    )


def _log(block: BlockTruth, n_days: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return days with a reading, cycles charged by day, and the counter last read."""
    assert block.charges is not None
    read = block.charges.read(n_days)
    cycles = np.where(read, to_cycles(block.told(block.minutes))[:, :n_days], 0.0)
    counter = block.wear.start_cycles[:, None] + block.running[:, 1 : n_days + 1]
    return read, cycles, np.maximum.accumulate(np.where(read, counter, 0.0), axis=1)


def _truth(options: SimulationOptions, number: int, block: BlockTruth) -> pd.DataFrame:
    n_days = options.n_days
    _, _, counter = _log(block, n_days)
    _, charged, later = _log(block, n_days + HORIZON)
    rating = block.wear.rated_cycles
    return pd.DataFrame(
        {
            "unique_id": _ids(number),
            "remaining": rating - counter[:, -1],
            "future_cycles": charged[:, n_days:].sum(axis=1),
            "crosses": later[:, -1] >= rating,
        }
    )


def _ids(number: int) -> np.ndarray:
    return np.array([f"B{number * BLOCK + i + 1:06d}" for i in range(BLOCK)])


def rule_sums(fleet: ChargingFleet, days: int | None) -> np.ndarray:
    """Return the mean of the last days before the cutoff, or of all, times 30, by battery."""
    back = (fleet.cutoff - fleet.history["ds"].to_numpy().astype("datetime64[D]")).astype(int)
    known = back + 1
    used = fleet.history["y"].where(back < (days or np.inf), 0.0)
    grouped = pd.DataFrame({"id": fleet.history["unique_id"], "used": used, "known": known})
    by_battery = grouped.groupby("id").agg(used=("used", "sum"), known=("known", "max"))
    window = by_battery["known"].clip(upper=days) if days else by_battery["known"]
    return (HORIZON * by_battery["used"] / window).to_numpy()


def scores(fleet: ChargingFleet, sums: np.ndarray) -> tuple[float, float]:
    """Return the share of right alerts and the WAPE of the 30-day sum."""
    truth = fleet.truth
    right = ((sums >= truth["remaining"]) == truth["crosses"]).mean()
    off = np.abs(sums - truth["future_cycles"]).sum() / truth["future_cycles"].sum()
    return float(right), float(off)


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield the figures of the simple rules on each variant, means over five fleets."""
    title = "share of right alerts / WAPE of the 30-day sum, 150 batteries, mean of seeds 1-5"
    rows = []
    for name, charging in VARIANTS.items():
        fleets = [charging_fleet(seed, **charging) for seed in range(1, 6)]
        crossings = np.mean([fleet.truth["crosses"].sum() for fleet in fleets])
        row = [name, f"{crossings:.1f}"]
        for days in RULES.values():
            found = np.mean([scores(fleet, rule_sums(fleet, days)) for fleet in fleets], axis=0)
            row.append(f"{100 * found[0]:.1f} % / {found[1]:.3f}")
        rows.append(row)
    yield Table(title, ["fleet", "crossings", *RULES], rows)
