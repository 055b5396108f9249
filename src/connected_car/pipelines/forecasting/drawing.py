"""From search and hold-out to the charts."""

from typing import Any

import pandas as pd

from connected_car.automl.champion import Decision
from connected_car.automl.folds import History
from connected_car.automl.trials import SearchResult
from connected_car.pipelines.forecasting.daily import remaining_cycles
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts
from connected_car.pipelines.forecasting.options import ForecastingOptions


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
