"""How the champion errs: residuals over time, and coverage by days ahead."""

from typing import TYPE_CHECKING

import numpy as np

from connected_car.automl.folds import Fold
from connected_car.automl.trials import TrialResult
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts

if TYPE_CHECKING:
    from plotly import graph_objects as go

_LINE, _BAND = "#0b6fb8", "rgba(11, 111, 184, 0.2)"


def forecast_errors(
    holdout: HoldoutForecasts, folds: list[Fold], trial: TrialResult
) -> "go.Figure":
    """Draw the residuals of each day of hold-out and folds, and the 80 % interval's coverage.

    Args:
        holdout: the champion's forecasts of the hold-out.
        folds: those that the trials were scored on.
        trial: the champion's trial.
    """
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2,
        subplot_titles=[
            "True minus predicted, day by day: middle and middle 80 % of the batteries",
            "Share of days inside the 80 % interval, by days ahead (hold-out)",
        ],
        vertical_spacing=0.16,
    )
    days, residuals = _residuals(holdout, folds, trial)
    low, middle, high = np.nanquantile(residuals, (0.1, 0.5, 0.9), axis=1)
    band = go.Scatter(
        x=np.concatenate([days, days[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        fill="toself",
        fillcolor=_BAND,
        line={"width": 0},
        name="middle 80 %",
        hoverinfo="skip",
    )
    figure.add_trace(band, row=1, col=1)
    line = {"color": _LINE}
    figure.add_trace(go.Scatter(x=days, y=middle, name="median", line=line), row=1, col=1)
    figure.add_hline(0, line={"color": "#888", "width": 1}, row=1, col=1)
    ahead, share = coverage_by_day(holdout)
    figure.add_trace(
        go.Scatter(x=ahead, y=share, line=line, mode="lines+markers", showlegend=False),
        row=2,
        col=1,
    )
    figure.add_hline(0.8, line={"dash": "dot", "color": "#888"}, row=2, col=1)
    figure.update_yaxes(title_text="cycles a day", row=1, col=1)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", row=2, col=1)
    figure.update_xaxes(
        title_text="days ahead", range=[0.5, ahead.max(initial=1) + 0.5], row=2, col=1
    )
    figure.update_layout(
        title=f"The champion's errors ({holdout.family})",
        template="plotly_white",
        height=640,
        legend={"orientation": "h", "y": -0.12},
        margin={"t": 100, "r": 30},
    )
    return figure


def _residuals(
    holdout: HoldoutForecasts, folds: list[Fold], trial: TrialResult
) -> tuple[np.ndarray, np.ndarray]:
    """Return days and ``(days, batteries)`` residuals; NaN where not scored."""
    assert trial.score
    parts = [
        (f, forecasts.point) for f, forecasts in zip(holdout.folds, holdout.champion, strict=True)
    ]
    if holdout.folds[0].past.last_day[0] != folds[0].past.last_day[0]:
        parts += list(zip(folds, trial.score.point, strict=True))
    width = max(len(fold.truth) for fold, _ in parts)
    days, rows = [], []
    for fold, point in parts:
        days.append(fold.past.future_days(fold.truth.shape[1])[0])
        residual = np.full((fold.truth.shape[1], width), np.nan)
        residual[:, : len(fold.truth)] = (fold.truth - point).T
        rows.append(residual)
    every, residuals = np.concatenate(days), np.concatenate(rows)
    used = ~np.isnan(residuals).all(axis=1)
    order = np.argsort(every[used], kind="stable")
    return every[used][order], residuals[used][order]


def coverage_by_day(holdout: HoldoutForecasts) -> tuple[np.ndarray, np.ndarray]:
    """Return days ahead and the share of scored days inside the 80 % interval.

    Args:
        holdout: the champion's forecasts.
    """
    inside = np.concatenate(
        [(f.truth >= f.quantiles[0]) & (f.truth <= f.quantiles[-1]) for f in holdout.champion]
    )
    scored = np.concatenate([f.scored for f in holdout.champion])
    count = scored.sum(axis=0)
    known = count > 0
    return np.flatnonzero(known) + 1, (inside & scored).sum(axis=0)[known] / count[known]
