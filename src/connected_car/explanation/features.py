"""What the features of a tree model add."""

from dataclasses import dataclass

import numpy as np

from connected_car.forecasters.family import BASELINE, Family
from connected_car.forecasters.panel import Panel

MOST_FEATURES = 8


@dataclass(frozen=True)
class Feature:
    """How much one feature moves the forecasts.

    Attributes:
        name: in plain words, as the family gives it.
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
    return [Feature(str(name), float(share)) for name, share in ranked.items()]
