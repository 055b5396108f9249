"""The model card filled from what a run knows."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from connected_car.automl.folds import Fold, History
from connected_car.automl.lineage import (
    NOT_RECORDED,
    ChampionHistory,
)
from connected_car.explanation import card_words
from connected_car.explanation.card import ModelCard, make_card
from connected_car.explanation.card_settings import hyperparameters, reproduction
from connected_car.explanation.features import Feature
from connected_car.explanation.importance import GlobalExplanation
from connected_car.explanation.local import LocalExplanation
from connected_car.explanation.misses import Miss
from connected_car.forecasters.levels import SHORT_DAYS
from connected_car.forecasters.registry import family_class
from connected_car.pipelines.forecasting.options import ForecastingOptions

_LIBRARIES = ("connected_car", "lightgbm", "mlforecast", "numpy", "statsforecast", "torch")


@dataclass(frozen=True)
class ChampionExplanation:
    """What is told about a champion's forecasts.

    Attributes:
        overall: what it looks at.
        features: what moves it; empty for a family without features.
        batteries: a few of them, close up.
        misses: its worst ones on the hold-out.
        mean_use: mean use on the hold-out, cycles a day.
        known_columns: what it knows in advance.
    """

    overall: GlobalExplanation
    features: list[Feature]
    batteries: list[LocalExplanation]
    misses: list[Miss]
    mean_use: float
    known_columns: tuple[str, ...]


def fill_card(
    history: History,
    metrics: dict[str, Any],
    explained: ChampionExplanation,
    champion: ChampionHistory,
    options: ForecastingOptions,
) -> ModelCard:
    """Return the card; raises ``UserError`` for an empty field."""
    family, horizon = champion.recipe.family, options.horizon
    misses = [miss.describe() for miss in explained.misses]
    holdout, mean = metrics["holdout"], metrics["holdout_mean"]
    return make_card(
        title=f"Battery forecaster, version {champion.model_version}: {family}",
        summary=card_words.summary(horizon, holdout, mean, explained.mean_use),
        intended_use=[line.format(horizon=horizon) for line in card_words.INTENDED_USE],
        out_of_scope=[line.format(horizon=horizon) for line in card_words.OUT_OF_SCOPE],
        family=family,
        family_in_words=(family_class(family).__doc__ or "").partition("\n")[0],
        hyperparameters=hyperparameters(champion),
        rests_on=card_words.rests_on(explained.overall),
        data=_data(history, champion.data_version),
        windows=_windows(history, options),
        windows_note=_windows_note(options),
        verdict=champion.verdict,
        metrics=_metrics(metrics),
        slices=_slices(metrics),
        misses=misses or ["None: every scored day was forecast exactly."],
        limits=_limits(history, holdout, explained.known_columns, options.horizon),
        leak_overrides=history.leak_overrides or ["none"],
        changes_note=champion.note,
        changes=champion.changes,
        command=_command(champion, options),
        reproduction=reproduction(champion, _settings(options), _LIBRARIES),
        glossary=[{"word": k, "meaning": v} for k, v in card_words.GLOSSARY.items()],
    )


def _data(history: History, data_version: str) -> dict[str, Any]:
    known = ~np.isnan(history.panel.y)
    days = history.panel.days()[known]
    return {
        "table": "daily_telemetry",
        "version": data_version,
        "batteries": len(history.panel.ids),
        "days": int(known.sum()),
        "first_day": days.min().item(),
        "last_day": days.max().item(),
        "filled_share": _filled_share(history),
    }


def _filled_share(history: History) -> float:
    known = ~np.isnan(history.panel.y)
    return float(1 - (known & ~np.isnan(history.observed)).sum() / known.sum())


def _windows(history: History, options: ForecastingOptions) -> list[dict[str, Any]]:
    plan = options.plan()
    listed = [("hold-out", fold) for fold in plan.holdout(history)]
    listed += [(f"fold {k}", fold) for k, fold in enumerate(plan.folds(history), start=1)]
    return [_window(role, fold, options.horizon) for role, fold in listed]


def _window(role: str, fold: Fold, horizon: int) -> dict[str, Any]:
    days = fold.past.select(slice(0, 1)).future_days(horizon)[0]
    return {"role": role, "first_day": days[0].item(), "last_day": days[-1].item()}


def _windows_note(options: ForecastingOptions) -> str:
    if options.holdout_windows:
        return (
            "The folds decided who is champion. The hold-out lies before them, took no part in "
            "that, and was forecast once, by a model learned from the days before it."
        )
    return (
        "There is no hold-out (holdout_windows is 0): what is said of it was measured on the folds."
    )


def _metrics(metrics: dict[str, Any]) -> list[dict[str, Any]]:
    groups = ("folds", "folds_mean", "holdout", "holdout_mean")
    return [
        {"name": name, "meaning": meaning, **{group: metrics[group][key] for group in groups}}
        for key, (name, meaning) in card_words.METRICS.items()
        if all(metrics[group].get(key) is not None for group in groups)
    ]


def _slices(metrics: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("slice", "value", "batteries", "score", "lower", "upper", "coverage_80_sum")
    return [{k: row[k] for k in names} for row in metrics["slices"] if row["score"] is not None]


def _limits(
    history: History, holdout: dict[str, float | None], known: tuple[str, ...], horizon: int
) -> tuple[str, ...]:
    return card_words.limits(
        horizon=horizon,
        batteries=len(history.panel.ids),
        short=int((history.panel.known_days() < SHORT_DAYS).sum()),
        filled=_filled_share(history),
        coverage=holdout.get("coverage_80_sum"),
        known=known,
    )


def _command(champion: ChampionHistory, options: ForecastingOptions) -> str:
    given = {
        "model_name": champion.model_name,
        "data_version": champion.data_version,
        "forecasting.seed": options.seed,
        "forecasting.search.preset": options.search.preset,
        "forecasting.known_in_advance": "+".join(options.known_in_advance),
        "forecasting.accept_leaks": "+".join(options.accept_leaks),
    }
    left_out = ("", NOT_RECORDED)
    params = ",".join(f"{name}={value}" for name, value in given.items() if value not in left_out)
    return f"kedro run --pipelines forecasting --params {params}"


def _settings(options: ForecastingOptions) -> dict[str, Any]:
    return {**options.model_dump(exclude={"presets", "search"}), **options.search.model_dump()}
