"""Forecast fans of six telling batteries."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connected_car.automl.primary import battery_scores
from connected_car.pipelines.forecasting.charts import draw_battery, finish
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts

if TYPE_CHECKING:
    from plotly import graph_objects as go


def forecast_fans(holdout: HoldoutForecasts, remaining: pd.Series) -> "go.Figure":
    """Draw the best, median and worst forecast, the shortest history, the lumpiest, and the one
    nearest to its rating; a battery that plays two parts stands there once.

    Args:
        holdout: the champion's forecasts; the last window is drawn.
        remaining: cycles from counter to rating by battery id; may be empty.
    """
    from plotly.subplots import make_subplots

    parts = telling_batteries(holdout, remaining)
    ids = holdout.folds[-1].past.ids
    figure = make_subplots(
        rows=-(-len(parts) // 2),
        cols=min(2, len(parts)),
        subplot_titles=[f"{' and '.join(names)}: {ids[row]}" for row, names in parts.items()],
        vertical_spacing=0.11,
        horizontal_spacing=0.08,
    )
    for place, battery in enumerate(parts):
        draw_battery(figure, holdout, battery, place)
    return finish(figure, f"Forecasts and what came ({holdout.family})", len(parts))


def telling_batteries(holdout: HoldoutForecasts, remaining: pd.Series) -> dict[int, list[str]]:
    """Return row of the battery -> the parts it plays.

    Args:
        holdout: the champion's forecasts.
        remaining: cycles from counter to rating by battery id.
    """
    past = holdout.folds[-1].past
    errors = battery_scores("nrmse", holdout.champion[-1], holdout.ranges)
    known, y = past.known_days(), past.y
    ranked = np.argsort(errors)[: np.isfinite(errors).sum()]
    usual = np.where(known >= 28, np.nanstd(y, axis=1) / np.maximum(np.nanmean(y, axis=1), 1e-9), 0)
    left = remaining.reindex(past.ids).to_numpy(dtype=float)
    left = np.where(left > 0, left, np.inf)
    chosen = [("shortest history", int(np.argmin(np.where(known > 0, known, np.inf))))]
    chosen.append(("lumpiest", int(np.argmax(usual))))
    if np.isfinite(left).any():
        chosen.append(("nearest to its rating", int(np.argmin(left))))
    if len(ranked):
        places = {"best": ranked[0], "median": ranked[len(ranked) // 2], "worst": ranked[-1]}
        chosen = [*((name, int(row)) for name, row in places.items()), *chosen]
    parts: dict[int, list[str]] = {}
    for name, row in chosen:
        parts.setdefault(row, []).append(name)
    return parts
