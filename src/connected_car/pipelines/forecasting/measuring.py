"""From search and hold-out to the numbers of the champion."""

import logging
from dataclasses import asdict
from typing import Any

import pandas as pd

from connected_car.automl.champion import Decision
from connected_car.automl.metrics import all_metrics
from connected_car.automl.noise import NoiseFloor
from connected_car.automl.trials import SearchResult
from connected_car.datasets.champion import Champion
from connected_car.pipelines.forecasting.finite import without_nan
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts, slice_holdout
from connected_car.pipelines.forecasting.options import ForecastingOptions

logger = logging.getLogger(__name__)


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
        "hold-out: champion %s %.4f, the mean alone %.4f",
        decision.recipe.family,
        measured["holdout"]["nrmse"],
        measured["holdout_mean"]["nrmse"],
    )
    slices = slice_holdout(parts, battery_groups, result.metric, options.seed)
    figures = without_nan(measured)
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
        **decision.summary(result, baseline="mean_score"),
        "batteries_searched": result.batteries[0],
        "batteries": result.batteries[1],
        "noise": without_nan(asdict(noise)),
        "model_name": forecaster.name,
        "model_version": forecaster.version,
        "data_version": data_version,
    }
