"""A fleet of charging logs for measuring risk: how good simple rules and forecasters are on it.

It is the simulation's preset ``charging_log`` without dirt, as ``data_processing`` stores it: one
row a day from a battery's first charge to its last one, zero on days without a charge. What comes
after the cutoff is told by the charges of the 30 days that follow.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import Table
from connected_car.forecasters import Panel, make
from connected_car.forecasters.charges import spread_charges
from connected_car.pipelines.simulation.block import BlockTruth, first_day, simulate_block
from connected_car.pipelines.simulation.blocks import BLOCK, blocks_of
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.wear import to_cycles
from tools.project import parameters

HORIZON = 30
RULES = {"last 28 days": 28, "last 91 days": 91, "whole history": None}
FAMILIES, N_PATHS = ("structural", "lightgbm"), 200
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


def forecast_totals(fleet: ChargingFleet, family: str) -> tuple[np.ndarray, np.ndarray]:
    """Return 30-day sums ``(n,)`` and their paths ``(n, N_PATHS)`` by a family's defaults."""
    days = fleet.history[["unique_id", "ds", "y"]]
    forecaster = make(family, seed=7).fit(_spread(Panel.from_frame(days, last_day=fleet.cutoff)))
    known = _spread(Panel.from_frame(days))
    point = forecaster.predict(known, HORIZON)
    paths = forecaster.sample(known, HORIZON, N_PATHS, seed=7, point=point)
    return point.sum(axis=1), paths.sum(axis=2, dtype=float)


def _spread(panel: Panel) -> Panel:
    return replace(panel, y=spread_charges(panel.y, panel.y == 0), read=panel.y > 0)


def risk_scores(fleet: ChargingFleet, paths: np.ndarray) -> tuple[float, float, float, float]:
    """Return what makes the Brier skill, and how well the spread of the sum fits.

    Args:
        fleet: its truth.
        paths: from ``forecast_totals``.

    Returns:
        Brier score, that of the 28-day rule, and the shares of batteries with a history of a year
        and with a shorter one whose sum lies inside the 80 % interval.
    """
    truth = fleet.truth
    brier, rule = (
        float(np.mean((alert - truth["crosses"]) ** 2))
        for alert in (
            (paths >= truth[["remaining"]].to_numpy()).mean(axis=1),
            (rule_sums(fleet, RULES["last 28 days"]) >= truth["remaining"]).astype(float),
        )
    )
    low, high = np.quantile(paths, (0.1, 0.9), axis=1)
    inside = truth["future_cycles"].between(low, high).to_numpy()
    long = fleet.history.groupby("unique_id").size().to_numpy() > 364
    return brier, rule, float(inside[long].mean()), float(inside[~long].mean())


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield the figures of rules and families on each variant, means over five fleets."""
    rows, risks = [], []
    for name, charging in VARIANTS.items():
        fleets = [charging_fleet(seed, **charging) for seed in range(1, 6)]
        crossings = np.mean([fleet.truth["crosses"].sum() for fleet in fleets])
        row, risk = [name, f"{crossings:.1f}"], [name]
        for days in RULES.values():
            row.append(_words([scores(fleet, rule_sums(fleet, days)) for fleet in fleets]))
        for family in FAMILIES:
            found = [forecast_totals(fleet, family) for fleet in fleets]
            pairs = list(zip(fleets, found, strict=True))
            row.append(_words([scores(fleet, sums) for fleet, (sums, _) in pairs]))
            told = np.mean([risk_scores(fleet, paths) for fleet, (_, paths) in pairs], axis=0)
            covered = " / ".join(f"{100 * share:.0f} %" for share in told[2:])
            risk += [f"{1 - told[0] / told[1]:.3f}", covered]
        rows.append(row)
        risks.append(risk)
    of = "150 batteries, mean of seeds 1-5"
    title = f"share of right alerts / WAPE of the 30-day sum, {of}"
    yield Table(title, ["fleet", "crossings", *RULES, *FAMILIES], rows)
    title = f"Brier skill over the 28-day rule; inside 80 % of the sum, a year known / less, {of}"
    parts = (f"{family}, {part}" for family in FAMILIES for part in ("skill", "inside"))
    yield Table(title, ["fleet", *parts], risks)


def _words(found: list[tuple[float, float]]) -> str:
    right, off = np.mean(found, axis=0)
    return f"{100 * right:.1f} % / {off:.3f}"
