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
from connected_car.automl.metrics import all_metrics
from connected_car.automl.noise import NoiseFloor, noise_floor
from connected_car.automl.recipes import Recipe
from connected_car.automl.search import search
from connected_car.automl.trials import SearchResult
from connected_car.datasets.champion import Champion
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.registry import FAMILIES
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts, forecast_on_holdout
from connected_car.pipelines.forecasting.lineage import describe_champion
from connected_car.pipelines.forecasting.options import ForecastingOptions

logger = logging.getLogger(__name__)


def build_history(daily_telemetry: pd.DataFrame, options: ForecastingOptions) -> History:
    """Arrange the daily cycles as a matrix, all batteries aligned at the fleet's last day.

    ``Daily_Cycles_Used`` is the only column that enters: trips and durations of a day are known
    only after it. Interpolated days may be learned from, but are not scored.

    Args:
        daily_telemetry: columns ``Battery_ID, Date, Daily_Cycles_Used, Is_Interpolated``.
        options: the group ``forecasting``.

    Raises:
        UserError: no battery, or too few days for folds and hold-out.
    """
    days = daily_telemetry[["Battery_ID", "Date", "Daily_Cycles_Used", "Is_Interpolated"]]
    known = days[days["Daily_Cycles_Used"].notna()]
    names = {"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    frame = known.rename(columns=names).assign(ds=pd.to_datetime(known["Date"]))
    last_day = frame["ds"].max() if len(frame) else None
    panel = Panel.from_frame(frame, last_day=last_day)
    marks = Panel.from_frame(frame.assign(y=frame["Is_Interpolated"]), last_day=last_day)
    history = History(panel, np.where(marks.y == 0, panel.y, np.nan))
    options.plan().check(history)
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
    decision = choose(result, _recipe_of(champion_before), options.replace_champion)
    # the registry forgets the present champion as soon as another one is saved
    before = describe_champion(champion_before, result)
    decision = replace(decision, verdict=f"{decision.verdict} {noise.describe()}", before=before)
    logger.info("%s", decision.verdict)
    return decision


def fit_champion(
    history: History,
    decision: Decision,
    champion_before: Champion | None,
    options: ForecastingOptions,
    data_version: int,
) -> Champion:
    """Fit the champion on all days of all batteries, unless it may not be replaced.

    Args:
        history: from ``build_history``.
        decision: the champion.
        champion_before: the registered champion, None if there is none.
        options: the group ``forecasting``.
        data_version: version of ``daily_telemetry``; the registry is told.
    """
    if champion_before is not None and not options.replace_champion:
        return champion_before
    forecaster = decision.recipe.make(options.seed).fit(history.panel)
    tags = {"family": decision.recipe.family, "verdict": decision.verdict}
    tags["data_version"] = str(data_version)
    return Champion(forecaster, tags)


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
    holdout_forecasts: HoldoutForecasts, result: SearchResult, decision: Decision
) -> dict[str, Any]:
    """Return every metric of the champion and of the mean, on the folds and on the hold-out.

    Keys: ``champion, folds, folds_mean, holdout, holdout_mean``; a metric that is not defined (R2
    of a constant) is null.
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
    return {"champion": decision.recipe.family, **{k: _plain(v) for k, v in measured.items()}}


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


def summarise_forecast(
    result: SearchResult,
    decision: Decision,
    noise: NoiseFloor,
    forecaster: Champion,
    data_version: int,
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
        "model_version": forecaster.version,
        "data_version": data_version,
    }


def _recipe_of(champion: Champion | None) -> Recipe | None:
    """Return how the present champion was made; None if its family is gone."""
    if champion is None or champion.forecaster.family not in FAMILIES:
        return None
    return Recipe(champion.forecaster.family, dict(champion.forecaster.hyperparameters))


def _plain(metrics: dict[str, float]) -> dict[str, float | None]:
    return {name: value if np.isfinite(value) else None for name, value in metrics.items()}
