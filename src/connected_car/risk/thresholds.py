"""From which probability on it pays to act."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVELS = np.unique(np.concatenate([np.arange(0.002, 0.05, 0.002), np.arange(0.05, 0.96, 0.01)]))


@dataclass(frozen=True)
class Bounds:
    """What a level must keep to; None for no bound.

    Attributes:
        min_recall: share of the crossings that are alerted, at least.
        max_alert_share: share of the fleet that is alerted, at most; it goes before ``min_recall``.
    """

    min_recall: float | None = None
    max_alert_share: float | None = None


def costs_by_battery(
    probability: np.ndarray, crossed: np.ndarray, battery: np.ndarray, missed_cost: float
) -> np.ndarray:
    """Return ``(batteries, levels)`` what each level of ``LEVELS`` would have cost.

    Args:
        probability: ``(m,)`` calibrated.
        crossed: ``(m,)`` whether it happened.
        battery: ``(m,)`` id of the battery asked about.
        missed_cost: of a missed failure, in false alarms.
    """
    codes, ids = pd.factorize(battery)
    alerted_by = np.searchsorted(LEVELS, probability, side="right")  # so many levels
    shape = (len(ids), len(LEVELS) + 1)
    right, false = np.zeros(shape), np.zeros(shape)
    np.add.at(right, (codes[crossed], alerted_by[crossed]), 1)
    np.add.at(false, (codes[~crossed], alerted_by[~crossed]), 1)
    missed = np.cumsum(right, axis=1)[:, :-1]
    false = false.sum(axis=1, keepdims=True) - np.cumsum(false, axis=1)[:, :-1]
    return missed_cost * missed + false


def cost_curve(probability: np.ndarray, crossed: np.ndarray, missed_cost: float) -> pd.DataFrame:
    """Return what each level would have cost, a row a level of ``LEVELS``.

    Columns: ``level``; ``missed`` and ``false_alarms`` per 1,000 questions; ``cost`` per 1,000
    questions, in false alarms; ``recall``.

    Args:
        probability: ``(m,)`` calibrated.
        crossed: ``(m,)`` whether it happened.
        missed_cost: of a missed failure, in false alarms.
    """
    m, crossings = max(1, len(crossed)), max(1, int(crossed.sum()))
    right, false = _alerted(probability[crossed]), _alerted(probability[~crossed])
    missed = crossed.sum() - right
    return pd.DataFrame(
        {
            "level": LEVELS,
            "missed": 1000 * missed / m,
            "false_alarms": 1000 * false / m,
            "cost": 1000 * (missed_cost * missed + false) / m,
            "recall": right / crossings,
        }
    )


def choose_level(
    costs: np.ndarray, recall: np.ndarray, shares: np.ndarray, bounds: Bounds
) -> float:
    """Return the highest level that costs no more than the cheapest one, as far as can be told.

    That is, by at most one standard error of the difference over the batteries: the cheapest level
    itself moves with chance, and of two as good ones that with fewer alerts is kinder.

    Args:
        costs: ``(batteries, levels)`` from ``costs_by_battery``.
        recall: ``(levels,)`` share of the crossings that are alerted.
        shares: ``(levels,)`` share of the fleet in alert.
        bounds: what the level must keep to. Where both cannot be kept, the fleet's share is.
    """
    few = np.ones(len(LEVELS), dtype=bool)
    if bounds.max_alert_share is not None:
        few = shares <= bounds.max_alert_share
        few[-1] |= not few.any()
    wanted = few & (recall >= (bounds.min_recall or 0.0))
    if not wanted.any():
        return float(LEVELS[few][0])
    allowed = np.flatnonzero(wanted)
    cheapest = allowed[np.argmin(costs[:, allowed].sum(axis=0))]
    more = costs[:, allowed] - costs[:, [cheapest]]
    error = more.std(axis=0) / np.sqrt(len(costs))
    return float(LEVELS[allowed[more.mean(axis=0) <= error + 1e-12][-1]])


def alert_shares(probability: np.ndarray) -> np.ndarray:
    """Return the share of the probabilities at or above each level of ``LEVELS``."""
    return _alerted(probability) / max(1, len(probability))


def _alerted(probability: np.ndarray) -> np.ndarray:
    return len(probability) - np.searchsorted(np.sort(probability), LEVELS)
