"""From the daily table to the champion and what is told about it."""

import logging
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import Decision, choose
from connected_car.automl.folds import History
from connected_car.automl.leaderboard import leaderboard
from connected_car.automl.lineage import describe_champion
from connected_car.automl.metrics import all_metrics
from connected_car.automl.noise import NoiseFloor, noise_floor
from connected_car.automl.recipes import Recipe
from connected_car.automl.search import search
from connected_car.automl.trials import SearchResult
from connected_car.datasets.champion import Champion
from connected_car.forecasters.registry import FAMILIES
from connected_car.pipelines.forecasting.daily import arrange, read_days, remaining_cycles
from connected_car.pipelines.forecasting.guard import check_known
from connected_car.pipelines.forecasting.holdout import (
    HoldoutForecasts,
    forecast_on_holdout,
    slice_holdout,
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
    logger.info("%d batteries, %d days up to %s", *panel.y.shape, panel.last_day.max())
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


def measure_champion(
    holdout_forecasts: HoldoutForecasts,
    result: SearchResult,
    decision: Decision,
    battery_groups: pd.DataFrame,
    options: ForecastingOptions,
) -> dict[str, Any]:
    """Return every metric of the champion and of the mean, on the folds and on the hold-out.

    Keys: ``champion, folds, folds_mean, holdout, holdout_mean``; a metric that is not defined (R2
    of a constant) is null. ``slices``: the champion's score on the hold-out as a whole and by
    horizon, weekday, age, model and length of the history, with 95 % bootstrap intervals.

    Args:
        holdout_forecasts: from ``forecast_holdout``.
        result: the search.
        decision: the champion.
        battery_groups: from ``group_batteries``.
        options: the group ``forecasting``.
    """
    parts = holdout_forecasts
    measured = {
        "folds": decision.trial.score.metrics if decision.trial.score else {},
        "folds_mean": result.mean.score.metrics if result.mean.score else {},
        "holdout": all_metrics(parts.champion, parts.ranges),
        "holdout_mean": all_metrics(parts.mean, parts.ranges),
    }
    logger.info(
        "hold-out: %s %.4f, mean %.4f",
        decision.recipe.family,
        measured["holdout"]["nrmse"],
        measured["holdout_mean"]["nrmse"],
    )
    slices = slice_holdout(parts, battery_groups, result.metric, options.seed)
    figures = {k: _plain(v) for k, v in measured.items()}
    return {"champion": decision.recipe.family, **figures, "slices": slices}


def list_metrics(forecast_metrics: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return the metrics as MLflow takes them: name -> value and step; null ones left out."""
    groups = {k: v for k, v in forecast_metrics.items() if isinstance(v, dict)}
    return {
        f"{group}.{name}": {"value": value, "step": 0}
        for group, metrics in groups.items()
        for name, value in metrics.items()
        if value is not None
    }


def list_trials(result: SearchResult) -> SearchResult:
    """Return the trials for MLflow, where each becomes a run below this one."""
    return result


def draw_predicted_vs_true(holdout_forecasts: HoldoutForecasts) -> Any:
    """Draw the hold-out of up to six batteries, from the best to the worst forecast one."""
    from connected_car.pipelines.forecasting.charts import predicted_vs_true

    return predicted_vs_true(holdout_forecasts)


def draw_search_history(result: SearchResult) -> Any:
    """Draw each trial's score, and which hyperparameters mattered."""
    from connected_car.pipelines.forecasting.charts_search import search_history

    return search_history(result)


def draw_forecast_errors(
    holdout_forecasts: HoldoutForecasts,
    history: History,
    decision: Decision,
    options: ForecastingOptions,
) -> Any:
    """Draw the champion's residuals over time, and the coverage of its interval by days ahead.

    Args:
        holdout_forecasts: from ``forecast_holdout``.
        history: from ``build_history``.
        decision: the champion.
        options: the group ``forecasting``.
    """
    from connected_car.pipelines.forecasting.charts_errors import forecast_errors

    sample = history.sample(options.search.sample_batteries, options.seed)
    return forecast_errors(holdout_forecasts, options.plan().folds(sample), decision.trial)


def draw_forecast_fans(
    holdout_forecasts: HoldoutForecasts, sampled_days: pd.DataFrame, options: ForecastingOptions
) -> Any:
    """Draw the forecasts of six telling batteries: best, median, worst, short, lumpy, near its end.

    Args:
        holdout_forecasts: from ``forecast_holdout``.
        sampled_days: one row a battery and day.
        options: the group ``forecasting``.
    """
    from connected_car.pipelines.forecasting.charts_fans import forecast_fans

    return forecast_fans(holdout_forecasts, remaining_cycles(sampled_days, options))


def collect_charts(**charts: Any) -> dict[str, Any]:
    """Return the charts by name, so that one start of a browser makes pictures of all."""
    return charts


def summarise_forecast(
    result: SearchResult,
    decision: Decision,
    noise: NoiseFloor,
    forecaster: Champion,
    data_version: int | None,
) -> dict[str, Any]:
    """Return verdict and champion of the search, with the versions of model and data.

    Args:
        result: the search.
        decision: the champion.
        noise: from ``measure_noise``.
        forecaster: the champion as registered.
        data_version: version of ``daily_telemetry``.
    """
    return {
        "champion": decision.recipe.family,
        "primary_metric": result.metric,
        "score": decision.trial.value,
        "mean_score": result.mean.value,
        "verdict": decision.verdict,
        "exit_criterion": result.exit_criterion,
        "trials": len(result.trials),
        "seconds": round(result.seconds, 1),
        "batteries_searched": result.batteries[0],
        "batteries": result.batteries[1],
        "noise": _plain(asdict(noise)),
        "model_name": forecaster.name,
        "model_version": forecaster.version,
        "data_version": data_version,
    }


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


def _plain(metrics: dict[str, float]) -> dict[str, float | None]:
    return {name: value if np.isfinite(value) else None for name, value in metrics.items()}
