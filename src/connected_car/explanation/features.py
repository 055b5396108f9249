"""What the features of a tree model add, and their names in plain words."""

import re
from dataclasses import dataclass

import numpy as np

from connected_car.forecasters.family import BASELINE, Family
from connected_car.forecasters.panel import Panel

MOST_FEATURES = 8
_CALENDAR = {"dayofweek": "day of the week", "month": "month", "day": "day of the month"}
_PATTERNS = (  # groups: lag, window or season length, windows
    (r"^lag(\d+)$", lambda lag: f"use {lag} day{'s' if lag != '1' else ''} before"),
    (r"^rolling_mean_lag1_window_size(\d+)", lambda n: f"mean of the last {n} days"),
    (r"^rolling_std_lag1_window_size(\d+)", lambda n: f"spread of the last {n} days"),
    (
        r"^seasonal_rolling_mean_lag7_season_length7_window_size(\d+)",
        lambda n: f"same weekday, mean of {n} weeks",
    ),
)


@dataclass(frozen=True)
class Feature:
    """How much one feature moves the forecasts.

    Attributes:
        name: in plain words; as the model calls it where there are none.
        share: mean absolute Shapley value / mean forecast.
    """

    name: str
    share: float


def feature_importance(forecaster: Family, history: Panel) -> list[Feature]:
    """Return the features that move the forecasts most, the first one most.

    Empty for a family that has no features. Mean absolute SHAP value (Lundberg et al. 2020).
    """
    table = forecaster.feature_contributions(history)
    if table is None or table.empty:
        return []
    forecast = float(table.sum(axis=1).mean())
    size = table.drop(columns=BASELINE).abs().mean() / (forecast if forecast > 0 else np.nan)
    ranked = size.dropna().sort_values(ascending=False, kind="stable").head(MOST_FEATURES)
    return [Feature(plain_name(str(name)), float(share)) for name, share in ranked.items()]


def plain_name(feature: str) -> str:
    """Return a feature's name in plain words, or as it is."""
    for pattern, words in _PATTERNS:
        found = re.match(pattern, feature)
        if found:
            return words(*found.groups())
    return _CALENDAR.get(feature, feature)
