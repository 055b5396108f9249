"""From the champion to its explanation and its card."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import Decision
from connected_car.automl.folds import History
from connected_car.automl.lineage import ChampionHistory, Registered, compare_champions
from connected_car.automl.primary import nrmse
from connected_car.automl.trials import SearchResult
from connected_car.datasets.champion import Champion
from connected_car.explanation.card_page import card_html, card_markdown
from connected_car.explanation.features import feature_importance
from connected_car.explanation.importance import global_importance
from connected_car.explanation.local import explain_batteries
from connected_car.explanation.misses import worst_misses
from connected_car.explanation.selection import select_batteries
from connected_car.forecasters.panel import sample_rows
from connected_car.pipelines.forecasting.card import (
    ChampionExplanation,
    fill_card,
)
from connected_car.pipelines.forecasting.daily import remaining_cycles
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts
from connected_car.pipelines.forecasting.options import ForecastingOptions


def explain_champion(
    history: History,
    holdout_forecasts: HoldoutForecasts,
    forecaster: Champion,
    sampled_days: pd.DataFrame,
    options: ForecastingOptions,
) -> tuple[ChampionExplanation, dict[str, Any]]:
    """Explain what the champion looks at, and its forecasts of a few batteries.

    What it looks at is measured on the hold-out, by the model that had not learned from it; the
    batteries are explained by the registered champion, from all their days.

    Args:
        history: from ``build_history``.
        holdout_forecasts: from ``forecast_holdout``.
        forecaster: the champion as registered.
        sampled_days: one row a battery and day.
        options: the group ``forecasting``.

    Returns:
        The explanation, and what it says in words and numbers as ``forecast_explanation_words``.
    """
    parts, fold = holdout_forecasts, holdout_forecasts.folds[-1]
    model = parts.forecaster
    rows = sample_rows(len(fold.past.ids), model.explained_batteries, options.seed)
    seen, ranges = fold.past.select(rows), parts.ranges
    overall = global_importance(model, seen, fold.truth[rows], ranges[rows], seed=options.seed)
    errors = nrmse(fold.truth, parts.champion[-1].point, ranges)
    left = remaining_cycles(sampled_days, options).reindex(history.panel.ids).to_numpy(float)
    chosen = select_batteries(history.panel, errors, left)
    shown = history.panel.select(np.array([row for row, _ in chosen], dtype=int))
    headings = [heading for _, heading in chosen]
    windows = zip(parts.folds, parts.champion, strict=True)
    explanation = ChampionExplanation(
        overall=overall,
        features=feature_importance(model, seen),
        batteries=explain_batteries(forecaster.forecaster, shown, headings, options.horizon),
        misses=worst_misses(((f.past, f.truth, c.point) for f, c in windows), ranges),
        mean_use=float(np.nanmean(np.concatenate([f.truth.ravel() for f in parts.folds]))),
        known_columns=forecaster.forecaster.known_columns,
    )
    return explanation, _words(explanation)


def draw_explanation(champion_explanation: ChampionExplanation) -> Any:
    """Draw what the champion looks at, and what made the forecasts of a few batteries."""
    from connected_car.explanation.charts import explanation_figure

    parts = champion_explanation
    return explanation_figure(parts.overall, parts.features, parts.batteries)


def trace_champion(
    result: SearchResult,
    decision: Decision,
    forecaster: Champion,
    data_version: int | None,
) -> ChampionHistory:
    """Tell what changed since the last champion.

    Args:
        result: the search.
        decision: the champion.
        forecaster: the champion as registered.
        data_version: version of ``daily_telemetry``.
    """
    registered = Registered(forecaster.name, forecaster.version)
    return compare_champions(result, decision, registered, data_version)


def write_model_card(
    history: History,
    forecast_metrics: dict[str, Any],
    champion_explanation: ChampionExplanation,
    champion_history: ChampionHistory,
    options: ForecastingOptions,
) -> tuple[str, str]:
    """Write the model card, as HTML and as Markdown.

    Args:
        history: from ``build_history``.
        forecast_metrics: from ``measure_champion``.
        champion_explanation: from ``explain_champion``.
        champion_history: from ``trace_champion``.
        options: the group ``forecasting``.

    Raises:
        UserError: a field of the card is empty.
    """
    card = fill_card(history, forecast_metrics, champion_explanation, champion_history, options)
    return card_html(card), card_markdown(card)


def _words(explanation: ChampionExplanation) -> dict[str, Any]:
    overall = explanation.overall
    parts = [{"part": i.group.name, **asdict(i)} for i in overall.importances]
    batteries = [
        {
            "battery": battery.battery,
            "shown_as": battery.heading,
            "sentences": [asdict(sentence) for sentence in battery.sentences],
            "parts": [asdict(contribution) for contribution in battery.contributions],
            "weekdays_of_forecast": battery.components.weekdays.tolist(),
            "weekdays_of_use": battery.components.own_weekdays.tolist(),
            "course_by_week": battery.components.course.tolist(),
        }
        for battery in explanation.batteries
    ]
    words = {
        "family": overall.family,
        "batteries_measured": overall.batteries,
        "nrmse": overall.error,
        "importance": [{k: v for k, v in part.items() if k != "group"} for part in parts],
        "not_measured": overall.left_out,
        "features": [asdict(feature) for feature in explanation.features],
        "batteries": batteries,
    }
    return _without_nan(words)


def _without_nan(value: Any) -> Any:
    """Return the value with None for each number that is not finite."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
