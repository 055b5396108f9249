"""Between which probabilities it pays that a person reads a note."""

from dataclasses import dataclass

import numpy as np

LEVELS = np.unique(np.concatenate([np.arange(0, 0.05, 0.002), np.arange(0.05, 0.501, 0.01)]))


@dataclass(frozen=True)
class Costs:
    """What mistakes cost, in notes that a person reads.

    Attributes:
        missed: of a note judged compliant that is not.
        false_alarm: of a note judged not compliant that is.
        max_review_share: share of the notes that people can read, at most; None for no bound.
    """

    missed: float
    false_alarm: float
    max_review_share: float | None = None


@dataclass(frozen=True)
class Band:
    """A person decides from ``low`` on, up to ``high``.

    Attributes:
        low: a probability below it is judged compliant.
        high: from it on, not compliant.
        cost: of 1,000 notes, in notes that a person reads.
        review_share: share of the notes within the band.
    """

    low: float
    high: float
    cost: float
    review_share: float


def choose_band(probability: np.ndarray, violates: np.ndarray, costs: Costs) -> Band:
    """Return the band that would have cost least.

    It is never narrower than calibrated probabilities ask for, ``1 / missed`` to ``1 - 1 /
    false_alarm``: notes like these may all have been judged rightly, and others will come. Only
    ``max_review_share`` makes it narrower.

    Args:
        probability: ``(m,)`` calibrated, of not being compliant.
        violates: ``(m,)`` whether it was not.
        costs: what mistakes cost.
    """
    lows, highs = LEVELS, 1 - LEVELS[::-1]
    cost, share = cost_and_share(probability, violates, costs, lows, highs)
    fair = np.outer(lows <= max(1 / costs.missed, LEVELS[0]), highs >= 1 - 1 / costs.false_alarm)
    if costs.max_review_share is not None:
        few = share <= costs.max_review_share
        fair = fair & few if (fair & few).any() else few
    i, j = np.unravel_index(np.where(fair, cost, np.inf).argmin(), cost.shape)
    return Band(float(lows[i]), float(highs[j]), float(1000 * cost[i, j]), float(share[i, j]))


def choose_level(top: np.ndarray, right: np.ndarray, costs: Costs) -> Band:
    """Return from which probability of the likeliest class on it pays to believe it.

    Args:
        top: ``(m,)`` probability of the likeliest of many classes.
        right: ``(m,)`` whether it was the right one.
        costs: what mistakes cost; a wrong class costs as much as a false alarm.

    Returns:
        A person decides below ``high``.
    """
    order = np.argsort(top, kind="stable")
    levels = np.concatenate([[0.0], top[order] + 1e-9])  # believed: what lies above a level
    wrong = np.concatenate([[0], np.cumsum(~right[order])])
    read = np.arange(len(levels))
    cost = (costs.false_alarm * (wrong[-1] - wrong) + read) / max(len(top), 1)
    share = read / max(len(top), 1)
    most = 1.0 if costs.max_review_share is None else costs.max_review_share
    best = int(np.where(share <= most, cost, np.inf).argmin())
    return Band(0.0, float(levels[best]), float(1000 * cost[best]), float(share[best]))


def cost_and_share(
    probability: np.ndarray,
    violates: np.ndarray,
    costs: Costs,
    lows: np.ndarray,
    highs: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``(lows, highs)`` cost of a note and share to review, of each pair of levels."""
    m = max(1, len(probability))
    bad, good = np.sort(probability[violates]), np.sort(probability[~violates])
    everything = np.sort(probability)
    missed = costs.missed * np.searchsorted(bad, lows)
    false = costs.false_alarm * (len(good) - np.searchsorted(good, highs))
    read = np.searchsorted(everything, highs) - np.searchsorted(everything, lows)[:, None]
    read = np.maximum(read, 0)
    return (missed[:, None] + false + read) / m, read / m
