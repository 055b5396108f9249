"""What a forecaster as a whole looks at: permutation importance over parts of the history."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from connected_car.automl.bootstrap import bootstrap_interval
from connected_car.automl.primary import nrmse
from connected_car.explanation.exchange import exchanged
from connected_car.explanation.groups import Group, Parts, groups_of
from connected_car.forecasters.family import Family
from connected_car.forecasters.panel import Panel

REPEATS = 2  # exchanges of each group


@dataclass(frozen=True)
class Importance:
    """How much the forecast needs one part of the history.

    Attributes:
        group: the part.
        rise: mean rise of the NRMSE when the part is exchanged.
        lower: lower end of the 95 % interval; None with few batteries.
        upper: upper end of it.
        share: the rise as a share of the error of these batteries; 0 if they have no error.
        moved: by how much a forecast day changes, as a share of the mean forecast: a part may move
            forecasts without making them better.
        batteries: how many have this part.
    """

    group: Group
    rise: float
    lower: float | None
    upper: float | None
    share: float
    moved: float
    batteries: int


@dataclass(frozen=True)
class GlobalExplanation:
    """What a forecaster as a whole looks at.

    Attributes:
        family: of the forecaster.
        error: its NRMSE on the hold-out batteries that were looked at.
        batteries: how many these are.
        importances: a part each, as in ``groups_of``; parts that cannot be exchanged are left out.
        left_out: names of these.
    """

    family: str
    error: float
    batteries: int
    importances: list[Importance]
    left_out: list[str]


def global_importance(
    forecaster: Family,
    past: Panel,
    truth: np.ndarray,
    ranges: np.ndarray,
    *,
    seed: int,
    groups: Iterable[Group] | None = None,
) -> GlobalExplanation:
    """Exchange each part of the history, and measure by how much the error rises.

    Permutation importance (Breiman 2001, section 10; Fisher, Rudin, Dominici 2019) over groups of
    days, through ``predict`` alone: ``1 + REPEATS`` calls a group. What all batteries have in
    common at the same time (a hard winter) is not seen, because it is exchanged for the same.

    Args:
        forecaster: a fitted one; it has not learned from ``truth``.
        past: what was known at the cutoff.
        truth: ``(n, horizon)`` what came after it; NaN where not scored.
        ranges: ``(n,)`` range of each battery's target.
        seed: of the exchanges and of the intervals.
        groups: the parts; all that there are when None.
    """
    rng = np.random.default_rng(seed)
    parts, horizon = Parts.of(past), truth.shape[1]
    point = forecaster.predict(past, horizon)
    base = nrmse(truth, point, ranges)
    found, left_out = [], []
    for group in groups_of(past) if groups is None else groups:
        changed = [exchanged(parts, group, rng) for _ in range(REPEATS)]
        forecasts = [(forecaster.predict(c[0], horizon), c[1]) for c in changed if c is not None]
        rises = [np.where(rows, nrmse(truth, f, ranges) - base, np.nan) for f, rows in forecasts]
        rise = np.mean(rises, axis=0) if rises else np.full(len(base), np.nan)
        seen = ~np.isnan(rise)
        if seen.any():
            moved = np.mean([np.abs(f - point)[seen] for f, _ in forecasts])
            size = point[seen].mean()
            share = float(moved / size) if size > 0 else 0.0
            found.append(_importance(group, rise[seen], base[seen], share, rng))
        else:
            left_out.append(group.name)
    scored = base[~np.isnan(base)]
    error = float(scored.mean()) if len(scored) else float("nan")
    return GlobalExplanation(forecaster.family, error, len(scored), found, left_out)


def _importance(
    group: Group, rises: np.ndarray, base: np.ndarray, moved: float, rng: np.random.Generator
) -> Importance:
    lower, upper = bootstrap_interval(rises, rng)
    rise, error = float(rises.mean()), float(base.mean())
    share = rise / error if error > 0 else 0.0
    return Importance(group, rise, lower, upper, share, moved, len(rises))
