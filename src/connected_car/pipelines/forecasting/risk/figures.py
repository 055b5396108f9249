"""What the backtest found, as numbers that charts, page and JSON share."""

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from connected_car.pages.words import percent
from connected_car.pipelines.forecasting.options import ForecastingOptions
from connected_car.risk.backtest import BacktestPlan
from connected_car.risk.learning import LearnedPolicy, answers, usable
from connected_car.risk.prognostics import (
    alpha_lambda,
    lead_times,
    prognoses,
    prognostic_horizons,
)
from connected_car.risk.thresholds import cost_curve
from connected_car.risk.verification import Answers

ALPHA_LEFT = 0.2  # a prediction is right within so much of the days left
ALPHA_LIFE = 0.1  # and, for the prognostic horizon, of the life since the first prediction
_SPREAD = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class RiskFigures:
    """The backtest in numbers.

    Attributes:
        learned: the policy.
        asked: how often what was asked.
        raw: the hold-out with probabilities as the paths gave them.
        holdout: the same, calibrated.
        older: the questions that the policy was learned from, calibrated.
        horizon: days that a question looks ahead.
        missed_cost: of a missed failure, in false alarms.
        cases: predictions for batteries that crossed; see ``risk.prognostics``.
        lead: days from the first alert to the crossing of each case; NaN without an alert.
        right_from: prognostic horizon of each case, days.
        seed: of the bootstrap.
    """

    learned: LearnedPolicy
    asked: dict[str, Any]
    raw: Answers
    holdout: Answers
    older: Answers
    horizon: int
    missed_cost: float
    cases: pd.DataFrame
    lead: pd.Series
    right_from: pd.Series
    seed: int

    @classmethod
    def of(
        cls,
        questions: pd.DataFrame,
        learned: LearnedPolicy,
        plan: BacktestPlan,
        options: ForecastingOptions,
    ) -> Self:
        """Measure the policy on all questions."""
        calibration, n_paths = learned.policy.calibration, options.risk.n_paths
        used = usable(questions, options.risk.min_crossings)
        latest = plan.holdout(used)
        cases = prognoses(used)
        chance = pd.Series(calibration(cases["share"].to_numpy()), cases.index)
        return cls(
            learned=learned,
            asked=_asked(questions, used, latest),
            raw=answers(latest, type(calibration)(), n_paths),
            holdout=answers(latest, calibration, n_paths),
            older=answers(plan.learned_from(used), calibration, n_paths),
            horizon=options.horizon,
            missed_cost=options.risk.missed_failure_cost,
            cases=cases,
            lead=lead_times(cases, chance, learned.policy.alert.on, options.horizon),
            right_from=prognostic_horizons(cases, ALPHA_LIFE),
            seed=options.seed,
        )

    @property
    def verdict(self) -> str:
        """Return in a sentence what alerts are worth."""
        found = self.holdout.alerts(self.learned.policy.alert.on)
        if found["recall"] is None or found["precision"] is None:
            return "The past has too few crossings to say what alerts are worth."
        beside = found["rule_precision_at_equal_recall"]
        rule = "" if beside is None else f" ({percent(beside)} by the 28-day rule at equal recall)"
        return (
            f"{percent(found['recall'])} of the batteries that passed their rating within "
            f"{self.horizon} days were alerted, and {percent(found['precision'])} of the alerts "
            f"were right{rule}, on days from which the levels were not learned."
        )

    def costs(self) -> pd.DataFrame:
        """Return what other alert levels would have cost on the questions learned from."""
        return cost_curve(self.older.probability, self.older.crossed, self.missed_cost)

    def stages(self) -> pd.DataFrame:
        """Return the alpha-lambda accuracy by stage of the life."""
        return alpha_lambda(self.cases, ALPHA_LEFT)

    def as_json(self) -> dict[str, Any]:
        """Return everything that is stored; what is not defined is null."""
        level = self.learned.policy.alert.on
        return {
            "verdict": self.verdict,
            "questions": self.asked,
            "policy": asdict(self.learned.policy),
            "policy_note": self.learned.note,
            "hold_out": {**self.holdout.scores(), **self.holdout.alerts(level)},
            "hold_out_intervals": self.holdout.intervals(level, self.seed),
            "hold_out_uncalibrated": self.raw.scores(),
            "learned_from": {**self.older.scores(), **self.older.alerts(level)},
            "reliability": _rows(self.holdout.reliability()),
            "lead_time_days": _spread(self.lead.dropna()),
            "never_alerted": _share(self.lead.isna()),
            "alpha_lambda": _rows(self.stages()),
            "prognostic_horizon_days": _spread(self.right_from),
        }


def _asked(questions: pd.DataFrame, used: pd.DataFrame, latest: pd.DataFrame) -> dict[str, Any]:
    own = questions[questions["rating_number"] == 0]
    days = questions["as_of"]
    return {
        "about_own_ratings": len(own),
        "own_crossings": int(own["crossed"].sum()),
        "made_up_ratings": bool((used["rating_number"] > 0).any()),
        "asked": len(used),
        "crossings": int(used["crossed"].sum()),
        "hold_out": len(latest),
        "hold_out_crossings": int(latest["crossed"].sum()),
        "batteries": int(used["unique_id"].nunique()),
        "cutoffs": int(questions["cutoff"].nunique()),
        "from": str(days.min().date()) if len(days) else None,
        "to": str(days.max().date()) if len(days) else None,
    }


def _rows(table: pd.DataFrame) -> list[Any]:
    return table.round(6).to_dict("records")


def _spread(values: pd.Series) -> dict[str, Any]:
    if not len(values):
        return {"cases": 0, "p10": None, "median": None, "p90": None}
    low, middle, high = (float(q) for q in np.quantile(values, _SPREAD))
    return {"cases": len(values), "p10": low, "median": middle, "p90": high}


def _share(marks: pd.Series) -> float | None:
    return float(marks.mean()) if len(marks) else None
