"""What a forecaster as a whole looks at: permutation importance over parts of the history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from connected_car.explanation.exchange import exchanged
from connected_car.explanation.groups import GROUPS, Group, Parts
from connected_car.forecasters.family import Family
from connected_car.forecasters.panel import Panel

REPEATS = 2  # exchanges of each group
FEW_BATTERIES = 5  # with fewer there is no interval
_DRAWS = 1000
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Importance:
    """How much the forecast needs one part of the history.

    Attributes:
        group: the part.
        rise: mean rise of the NRMSE when the part is exchanged.
        lower: lower end of the 95 % interval; None with few batteries.
        upper: upper end of it.
        share: the rise as a share of the error of these batteries; 0 if they have no error.
        batteries: how many have this part.
    """

    group: Group
    rise: float
    lower: float | None
    upper: float | None
    share: float
    batteries: int


@dataclass(frozen=True)
class GlobalExplanation:
    """What a forecaster as a whole looks at.

    Attributes:
        family: of the forecaster.
        error: its NRMSE on the hold-out batteries that were looked at.
        batteries: how many these are.
        importances: a part each, as in ``GROUPS``; parts that cannot be exchanged are left out.
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
    groups: Iterable[Group] = GROUPS,
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
        groups: the parts.
    """
    rng = np.random.default_rng(seed)
    parts, found, left_out = Parts.of(past), [], []

    def error_from(history: Panel) -> np.ndarray:
        return nrmse(truth, forecaster.predict(history, truth.shape[1]), ranges)

    base = error_from(past)
    for group in groups:
        rises = _rises(error_from, parts, group, base, rng)
        seen = ~np.isnan(rises)
        if seen.any():
            found.append(_importance(group, rises[seen], base[seen], rng))
        else:
            left_out.append(group.name)
    scored = base[~np.isnan(base)]
    error = float(scored.mean()) if len(scored) else float("nan")
    return GlobalExplanation(forecaster.family, error, len(scored), found, left_out)


def sample_rows(n: int, most: int, seed: int) -> np.ndarray:
    """Return the rows to look at, in their order: all, or ``most`` drawn at random."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))


def nrmse(truth: np.ndarray, point: np.ndarray, ranges: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` RMSE over the scored days / range; NaN where it is not defined."""
    squares = (truth - point) ** 2
    count = (~np.isnan(squares)).sum(axis=1)
    mean = np.nansum(squares, axis=1) / np.where(count > 0, count, np.nan)
    return np.sqrt(mean) / np.where(ranges > 0, ranges, np.nan)


def _rises(
    error_from: Callable[[Panel], np.ndarray],
    parts: Parts,
    group: Group,
    base: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return ``(n,)`` mean rise of each battery's error; NaN for those without the group."""
    rises = []
    for _ in range(REPEATS):
        changed = exchanged(parts, group, rng)
        if changed is None:
            return np.full(len(base), np.nan)
        panel, rows = changed
        rises.append(np.where(rows, error_from(panel) - base, np.nan))
    return np.mean(rises, axis=0)


def _importance(
    group: Group, rises: np.ndarray, base: np.ndarray, rng: np.random.Generator
) -> Importance:
    lower, upper = bootstrap_interval(rises, rng)
    rise, error = float(rises.mean()), float(base.mean())
    share = rise / error if error > 0 else 0.0
    return Importance(group, rise, lower, upper, share, len(rises))


def bootstrap_interval(
    values: np.ndarray, rng: np.random.Generator
) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % percentile interval of the mean over batteries; None for few of them."""
    n = len(values)
    if n < FEW_BATTERIES:
        return None, None
    means = values[rng.integers(0, n, (_DRAWS, n))].mean(axis=1)
    low, high = np.quantile(means, _INTERVAL)
    return float(low), float(high)
