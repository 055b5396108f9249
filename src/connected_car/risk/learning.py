"""Learn the policy from a backtest: calibration if it helps, and the levels that cost least."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.risk.backtest_options import BacktestOptions
from connected_car.risk.calibration import IDENTITY, Calibration, fit_calibration
from connected_car.risk.policy import Level, RiskPolicy
from connected_car.risk.thresholds import (
    Bounds,
    alert_shares,
    choose_level,
    costs_by_battery,
)
from connected_car.risk.verification import Answers, log_loss

_FEWEST = 50  # crossings, and as many without: fewer teach nothing
_GROUPS = 5


@dataclass(frozen=True)
class LearnedPolicy:
    """A policy and how it was found.

    Attributes:
        policy: what is stored with the model.
        note: in words, what was learned from what.
        loss_before: log loss out of fold without calibration; None if it could not be tried.
        loss_after: the same with it.
    """

    policy: RiskPolicy
    note: str
    loss_before: float | None = None
    loss_after: float | None = None


def usable(questions: pd.DataFrame, min_crossings: int) -> pd.DataFrame:
    """Return the questions about batteries' own ratings, and made-up ones if those cross rarely."""
    own = questions[questions["rating_number"] == 0]
    return own if own["crossed"].sum() >= min_crossings else questions


def answers(questions: pd.DataFrame, calibration: Calibration, n_paths: int) -> Answers:
    """Return the questions as ``Answers`` with calibrated probabilities."""
    return Answers(
        probability=calibration(questions["share"].to_numpy()),
        crossed=questions["crossed"].to_numpy(dtype=bool),
        rule_ratio=(questions["rule_use"] / questions["remaining"]).to_numpy(),
        battery=questions["unique_id"].to_numpy(),
        eps=0.5 / n_paths,
    )


def learn_policy(
    asked: pd.DataFrame, own: pd.DataFrame, horizon: int, options: BacktestOptions
) -> LearnedPolicy:
    """Learn calibration and levels.

    Args:
        asked: the questions to learn from.
        own: those about batteries' own ratings, for the fleet's share in alert.
        horizon: days that a question looks ahead.
        options: costs and bounds.
    """
    crossed = asked["crossed"].to_numpy(dtype=bool)
    crossings = int(crossed.sum())
    if min(crossings, len(crossed) - crossings) < _FEWEST:
        note = (
            f"{len(crossed):,} questions with {crossings:,} crossings are too few to learn from: "
            "the paths' shares are taken as they are, with the levels that cost least if they hold."
        )
        return LearnedPolicy(_policy(*_theoretical(options), options), note)
    apart = -(-horizon // options.cutoff_step)
    before, after = _out_of_fold(asked, apart, options.n_paths) or (None, None)
    helps = before is not None and after is not None and after < before
    calibration = _fit(asked, options.n_paths) if helps else IDENTITY
    levels = _levels(asked, own, calibration, options)
    effect = "the cutoffs are too close together to try it"
    if before is not None:
        effect = f"log loss {before:.4f} without, {after:.4f} with it, out of fold"
    kept = f"Calibration is {'used' if helps else 'left out'} ({effect})."
    note = f"Learned from {len(crossed):,} questions with {crossings:,} crossings. {kept}"
    return LearnedPolicy(_policy(*levels, options, calibration), note, before, after)


def _policy(
    watch: float, alert: float, options: BacktestOptions, calibration: Calibration = IDENTITY
) -> RiskPolicy:
    part = options.hysteresis
    return RiskPolicy(calibration, Level(watch, part * watch), Level(alert, part * alert))


def _theoretical(options: BacktestOptions) -> tuple[float, float]:
    costs = (options.missed_watch_cost, options.missed_failure_cost)
    watch, alert = (1 / (1 + cost) for cost in costs)
    return watch, alert


def _fit(asked: pd.DataFrame, n_paths: int) -> Calibration:
    share, crossed = asked["share"].to_numpy(), asked["crossed"].to_numpy(dtype=bool)
    return fit_calibration(share, crossed, 0.5 / n_paths)


def _out_of_fold(asked: pd.DataFrame, apart: int, n_paths: int) -> tuple[float, float] | None:
    """Return the log loss without and with calibration, learned from other times.

    The calibration of a cutoff is learned from those at least ``apart`` away, whose windows do not
    overlap with its own (purged cross-validation, Lopez de Prado 2018, chapter 7). None where no
    cutoff has such others.
    """
    cutoff, share = asked["cutoff"].to_numpy(), asked["share"].to_numpy()
    calibrated = np.full(len(asked), np.nan)
    for test in np.unique(cutoff):
        others = asked[np.abs(cutoff - test) >= apart]
        if 0 < others["crossed"].sum() < len(others):
            calibrated[cutoff == test] = _fit(others, n_paths)(share[cutoff == test])
    tried = ~np.isnan(calibrated)
    if not tried.any():
        return None
    crossed, eps = asked["crossed"].to_numpy(dtype=bool)[tried], 0.5 / n_paths
    return log_loss(share[tried], crossed, eps), log_loss(calibrated[tried], crossed, eps)


def _levels(
    asked: pd.DataFrame, own: pd.DataFrame, calibration: Calibration, options: BacktestOptions
) -> tuple[float, float]:
    told = answers(asked, calibration, options.n_paths)
    recalls = alert_shares(told.probability[told.crossed])
    shares = alert_shares(calibration(own["share"].to_numpy()))

    def level(missed_cost: float, bounds: Bounds) -> float:
        costs = costs_by_battery(told.probability, told.crossed, told.battery, missed_cost)
        return choose_level(costs, recalls, shares, bounds)

    alert = level(options.missed_failure_cost, Bounds(options.min_recall, options.max_alert_share))
    return min(level(options.missed_watch_cost, Bounds()), alert), alert
