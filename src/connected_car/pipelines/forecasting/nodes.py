"""From the daily table to the champion."""

import logging
from dataclasses import replace
from pathlib import Path

import pandas as pd

from connected_car.automl.champion import Decision, choose
from connected_car.automl.folds import History
from connected_car.automl.leaderboard import leaderboard
from connected_car.automl.lineage import describe_champion
from connected_car.automl.noise import NoiseFloor, noise_floor
from connected_car.automl.recipes import Recipe
from connected_car.automl.search import search
from connected_car.automl.trials import SearchResult
from connected_car.datasets.champion import Champion
from connected_car.forecasters.registry import FAMILIES
from connected_car.pages.words import some
from connected_car.pipelines.forecasting.daily import arrange, read_days
from connected_car.pipelines.forecasting.guard import check_known
from connected_car.pipelines.forecasting.holdout import (
    HoldoutForecasts,
    forecast_on_holdout,
)
from connected_car.pipelines.forecasting.options import ForecastingOptions
from connected_car.risk.learning import LearnedPolicy

logger = logging.getLogger(__name__)


def build_history(sampled_days: pd.DataFrame, options: ForecastingOptions) -> History:
    """Arrange the daily cycles as a matrix, all batteries aligned at the fleet's last day.

    Beside the target only the columns known in advance enter, after the leak guard has let them
    pass: trips and durations of a day are known only after it. Interpolated days may be learned
    from, but are not scored.

    Args:
        sampled_days: one row a battery and day; see ``daily.read_days``.
        options: the group ``forecasting``.

    Raises:
        UserError: unusable columns, a leak, no battery, or too few days for folds and hold-out.
    """
    days = read_days(sampled_days, options)
    history = arrange(days, options.known_in_advance, options.horizon)
    options.plan().check(history)
    history = replace(history, leak_overrides=check_known(days, options))
    panel = history.panel
    found = some(len(panel.y), "battery", "batteries")
    logger.info("%s, %s up to %s", found, some(panel.y.shape[1], "day"), panel.last_day.max())
    return history


def search_forecasters(
    history: History,
    champion_before: Champion | None,
    folder: Path,
    options: ForecastingOptions,
) -> SearchResult:
    """Score families and hyperparameters on the last folds, the present champion's too.

    Args:
        history: from ``build_history``.
        champion_before: the registered champion, None if there is none.
        folder: where the search keeps what it found, so that it can go on after a kill.
        options: the group ``forecasting``.
    """
    present = _recipe_of(champion_before)
    result = search(
        history, options.plan(), options.search, seed=options.seed, folder=folder, present=present
    )
    logger.info("search ended by %s", result.exit_criterion)
    return result


def tabulate_leaderboard(result: SearchResult) -> pd.DataFrame:
    """Return all trials as a table, the best first; see ``automl.leaderboard``."""
    return leaderboard(result)


def measure_noise(
    history: History, result: SearchResult, options: ForecastingOptions
) -> NoiseFloor:
    """Measure what pure noise of the data's spread would score, and how often as well as the best.

    Args:
        history: from ``build_history``.
        result: the search.
        options: the group ``forecasting``.
    """
    best = result.best().score
    assert best is not None
    return noise_floor(history, options.plan(), best.metrics["nrmse"], options.seed)


def choose_champion(
    result: SearchResult,
    champion_before: Champion | None,
    noise: NoiseFloor,
    options: ForecastingOptions,
) -> Decision:
    """Choose the champion; see ``automl.champion.choose`` for the rule."""
    decision = choose(result, options.replace_champion)
    # the registry forgets the present champion as soon as another one is saved
    before = _describe(champion_before, result)
    decision = replace(decision, verdict=f"{decision.verdict} {noise.describe()}", before=before)
    logger.info("%s", decision.verdict)
    return decision


def fit_champion(
    *,
    history: History,
    decision: Decision,
    champion_before: Champion | None,
    risk_policy: LearnedPolicy,
    options: ForecastingOptions,
    data_version: int | None,
) -> Champion:
    """Fit the champion on all days of the history, unless it may not be replaced.

    Args:
        history: from ``build_history``.
        decision: the champion.
        champion_before: the registered champion, None if there is none.
        risk_policy: how its probabilities are judged; it is stored with the champion.
        options: the group ``forecasting``.
        data_version: version of ``daily_telemetry``; the registry is told.
    """
    if champion_before is not None and not options.replace_champion:
        return champion_before
    forecaster = decision.recipe.make(options.seed).fit(history.panel)
    tags = {"family": decision.recipe.family, "verdict": decision.verdict}
    tags["data_version"] = str(data_version)
    tags["score"] = f"{options.search.primary_metric} {decision.trial.value:.4f}"
    return Champion(forecaster, tags, policy=risk_policy.policy)


def forecast_holdout(
    history: History, decision: Decision, options: ForecastingOptions
) -> HoldoutForecasts:
    """Forecast the windows that the search never saw, by the champion and by the mean.

    Args:
        history: from ``build_history``.
        decision: the champion, chosen without these windows.
        options: the group ``forecasting``.
    """
    return forecast_on_holdout(history, options.plan(), decision.recipe, options.seed)


def list_trials(result: SearchResult) -> SearchResult:
    """Return the trials for MLflow, where each becomes a run below this one."""
    return result


def _recipe_of(champion: Champion | None) -> Recipe | None:
    """Return how the present champion was made; None if its family is gone."""
    if champion is None or champion.forecaster.family not in FAMILIES:
        return None
    return Recipe(champion.forecaster.family, dict(champion.forecaster.hyperparameters))


def _describe(champion: Champion | None, result: SearchResult) -> dict[str, str]:
    """Return what is told of the present champion; empty if there is none."""
    if champion is None:
        return {}
    recipe = Recipe(champion.forecaster.family, dict(champion.forecaster.hyperparameters))
    return describe_champion(recipe, champion.tags, champion.version, result)
