"""The predicted-vs-true chart."""

from typing import TYPE_CHECKING

import numpy as np

from connected_car.automl.primary import battery_scores
from connected_car.pipelines.forecasting.holdout import HoldoutForecasts

if TYPE_CHECKING:
    from plotly import graph_objects as go

BATTERIES = 6
_DAYS_BEFORE = 30
_TRUE, _FORECAST, _BAND = "#1b1b1b", "#0b6fb8", "rgba(11, 111, 184, 0.2)"


def predicted_vs_true(holdout: HoldoutForecasts) -> "go.Figure":
    """Draw truth, forecast and 80 % band of up to six batteries, from best to worst forecast.

    The batteries stand at even ranks of the error; the days before the hold-out stand in front.
    """
    from plotly.subplots import make_subplots

    rows, titles = pick_batteries(holdout)
    figure = make_subplots(
        rows=-(-len(rows) // 2),
        cols=min(2, len(rows)),
        subplot_titles=titles,
        vertical_spacing=0.11,
        horizontal_spacing=0.08,
    )
    for place, battery in enumerate(rows):
        draw_battery(figure, holdout, battery, place)
    title = f"Predicted and true cycles a day on the hold-out ({holdout.family})"
    return finish(figure, title, len(rows))


def finish(figure: "go.Figure", title: str, pictures: int) -> "go.Figure":
    """Set what the charts of several batteries share.

    Args:
        figure: two pictures a row.
        title: of the whole.
        pictures: how many there are.
    """
    figure.update_yaxes(rangemode="tozero", title_text="cycles a day", title_font_size=11)
    return figure.update_layout(
        title=title,
        template="plotly_white",
        height=160 + 260 * -(-pictures // 2),
        legend={"orientation": "h", "y": -0.08},
        margin={"t": 100, "r": 30},
    )


def pick_batteries(holdout: HoldoutForecasts) -> tuple[list[int], list[str]]:
    """Return rows of up to six batteries at even ranks of their error, and their titles."""
    errors = battery_scores("nrmse", holdout.champion[-1], holdout.ranges)
    ranked = np.argsort(errors)[: np.isfinite(errors).sum()]
    if not len(ranked):
        ranked = np.arange(min(1, len(errors)))
    places = np.linspace(0, len(ranked) - 1, min(BATTERIES, len(ranked))).round().astype(int)
    rows = [int(r) for r in ranked[places]]
    titles = [f"battery {holdout.folds[-1].past.ids[r]}: NRMSE {errors[r]:.3f}" for r in rows]
    if len(rows) > 1:
        titles[0] += " (best)"
        titles[-1] += " (worst)"
    return rows, titles


def draw_battery(figure: "go.Figure", holdout: HoldoutForecasts, battery: int, place: int) -> None:
    """Draw truth, forecast and 80 % band of one battery into a figure with two pictures a row.

    Args:
        figure: to draw into.
        holdout: the champion's forecasts; the last window is drawn.
        battery: its row.
        place: number of the picture, from 0.
    """
    from plotly import graph_objects as go

    past, forecasts = holdout.folds[-1].past, holdout.champion[-1]
    horizon = forecasts.truth.shape[1]
    before = past.tail(_DAYS_BEFORE)
    ahead = past.future_days(horizon)[battery]
    low, _, high = forecasts.quantiles[:, battery]
    days = np.concatenate([before.days()[battery], ahead])
    truth = np.concatenate([before.y[battery], forecasts.truth[battery]])
    band = {
        "x": np.concatenate([ahead, ahead[::-1]]),
        "y": np.concatenate([high, low[::-1]]),
        "fill": "toself",
        "fillcolor": _BAND,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    lines = [
        ("80 % band", band),
        ("true", {"x": days, "y": truth, "line": {"color": _TRUE, "width": 1.3}}),
        ("predicted", {"x": ahead, "y": forecasts.point[battery], "line": {"color": _FORECAST}}),
    ]
    for name, style in lines:
        trace = go.Scatter(
            name=name, mode="lines", legendgroup=name, showlegend=place == 0, **style
        )
        figure.add_trace(trace, row=place // 2 + 1, col=place % 2 + 1)
