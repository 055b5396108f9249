"""The risk backtest: questions, policy, figures, charts and page."""

import logging
from typing import Any

import pandas as pd
from tqdm import tqdm

from connected_car.automl.champion import Decision
from connected_car.automl.folds import History
from connected_car.pipelines.forecasting.options import ForecastingOptions
from connected_car.pipelines.forecasting.risk.figures import RiskFigures
from connected_car.pipelines.forecasting.risk.fleet_history import arrange_fleet
from connected_car.risk.backtest import BacktestPlan, backtest, join_questions
from connected_car.risk.learning import LearnedPolicy, learn_policy, usable

logger = logging.getLogger(__name__)

_QUIET_SECONDS = 5.0
_SLOW_SHARE = 5  # batteries asked about for each one that a family is explained on


def backtest_risk(
    history: History,
    sampled_days: pd.DataFrame,
    decision: Decision,
    options: ForecastingOptions,
) -> pd.DataFrame:
    """Ask at past cutoffs whether each battery will pass its rating in time, and what came.

    Args:
        history: from ``build_history``.
        sampled_days: the same days, with counters and ratings.
        decision: the champion, which is fitted on the days before the first cutoff.
        options: the group ``forecasting``.

    Returns:
        The questions; see ``risk.backtest.backtest``; none where the history is too short.
    """
    unfitted = decision.recipe.make(options.seed)
    most = min(options.risk.sample_batteries, _SLOW_SHARE * unfitted.explained_batteries)
    fleet = arrange_fleet(history.sample(most, options.seed), sampled_days, options)
    plan = plan_of(options)
    cutoffs = tqdm(
        backtest(fleet, unfitted, plan, options.seed),
        total=len(plan.days_back(fleet.read.shape[1])),
        desc="risk backtest",
        unit="cutoff",
        delay=_QUIET_SECONDS,
        leave=False,
    )
    return join_questions(list(cutoffs))


def learn_risk_policy(risk_questions: pd.DataFrame, options: ForecastingOptions) -> LearnedPolicy:
    """Learn calibration and levels from the older cutoffs; see ``risk.learning``.

    Args:
        risk_questions: from ``backtest_risk``.
        options: the group ``forecasting``.
    """
    plan = plan_of(options)
    asked = plan.learned_from(usable(risk_questions, options.risk.min_crossings))
    own = plan.learned_from(risk_questions[risk_questions["rating_number"] == 0])
    learned = learn_policy(asked, own, options.horizon, options.risk)
    logger.info("%s", learned.note)
    return learned


def measure_risk(
    risk_questions: pd.DataFrame, risk_policy: LearnedPolicy, options: ForecastingOptions
) -> tuple[RiskFigures, dict[str, Any]]:
    """Measure the policy on the latest cutoffs, from which it was not learned.

    Args:
        risk_questions: from ``backtest_risk``.
        risk_policy: from ``learn_risk_policy``.
        options: the group ``forecasting``.

    Returns:
        The figures for charts and page, and ``risk_backtest`` as it is stored.
    """
    figures = RiskFigures.of(risk_questions, risk_policy, plan_of(options), options)
    logger.info("%s", figures.verdict)
    return figures, figures.as_json()


def draw_risk_charts(risk_figures: RiskFigures) -> tuple[Any, Any, Any]:
    """Draw reliability, the cost of other alert levels, and how early alerts came."""
    from connected_car.pipelines.forecasting.risk import charts

    return (
        charts.reliability(risk_figures),
        charts.alert_costs(risk_figures),
        charts.lead_times(risk_figures),
    )


def write_risk_page(
    risk_figures: RiskFigures, risk_reliability: Any, alert_costs: Any, alert_lead_times: Any
) -> str:
    """Return the backtest as one HTML page, for a service manager."""
    from connected_car.pipelines.forecasting.risk.page import risk_page

    return risk_page(risk_figures, [risk_reliability, alert_costs, alert_lead_times])


def plan_of(options: ForecastingOptions) -> BacktestPlan:
    """Return where the cutoffs lie."""
    risk = options.risk
    return BacktestPlan(
        options.horizon, risk.n_cutoffs, risk.cutoff_step, risk.n_paths, risk.virtual_ratings
    )
