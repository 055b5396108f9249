"""The charts of the risk backtest."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connected_car.pipelines.forecasting.risk.figures import ALPHA_LEFT, RiskFigures

if TYPE_CHECKING:
    from plotly import graph_objects as go

_LINE, _BAND, _PALE = "#0b6fb8", "rgba(11, 111, 184, 0.2)", "#9aa5b1"
_AMBER, _RED = "#b86e00", "#b3322b"
_LEVEL_TICKS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.9]
_STEP = 10  # days of a bin of days left
_FEWEST = 10  # predictions in a bin that is drawn


def reliability(figures: RiskFigures) -> "go.Figure":
    """Draw how often the rating was passed where a probability was given, and how many questions.

    Args:
        figures: the backtest; the hold-out is drawn.
    """
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2,
        shared_xaxes=True,
        row_heights=[0.74, 0.26],
        vertical_spacing=0.08,
        subplot_titles=[
            f"What was said, and how often the<br>rating was passed within {figures.horizon} days",
            "Questions",
        ],
    )
    exact = {"dash": "dot", "color": "#888"}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=exact, name="said = happened"), 1, 1
    )
    raw, said = figures.raw.reliability(), figures.holdout.reliability()
    if figures.learned.loss_after is not None:
        figure.add_trace(_curve(raw, "before calibration", _PALE), 1, 1)
    figure.add_trace(_curve(said, "what users see, with 95 % intervals", _LINE, bars=True), 1, 1)
    bars = go.Bar(
        x=said["forecast"], y=said["questions"], width=0.02, marker_color=_LINE, showlegend=False
    )
    figure.add_trace(bars, 2, 1)
    for row in (1, 2):
        figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", row=row, col=1)
    figure.update_xaxes(title_text="probability given", row=2, col=1)
    figure.update_yaxes(title_text="share that passed", tickformat=".0%", row=1, col=1)
    figure.update_yaxes(type="log", dtick=1, row=2, col=1)
    return _laid_out(figure, 620)


def alert_costs(figures: RiskFigures) -> "go.Figure":
    """Draw what each alert level would have cost on the questions that it was chosen on."""
    from plotly import graph_objects as go

    costs = figures.costs()
    figure = go.Figure()
    for name, values, colour in (
        ("false alarms", costs["false_alarms"], _AMBER),
        (f"missed failures, {figures.missed_cost:g} each", costs["cost"], _RED),
    ):
        base = None if name == "false alarms" else "tonexty"
        figure.add_trace(
            go.Scatter(
                x=costs["level"],
                y=values,
                fill=base or "tozeroy",
                mode="lines",
                line={"color": colour},
                name=name,
                customdata=costs[["recall", "missed"]],
                hovertemplate="alert from %{x:.1%}: %{y:.1f}, %{customdata[0]:.1%} of crossings "
                "alerted<extra></extra>",
            )
        )
    policy = figures.learned.policy
    for word, level, side in (
        ("watch", policy.watch.on, "right"),
        ("alert", policy.alert.on, "left"),
    ):
        figure.add_vline(level, line={"dash": "dash", "color": "#16202b"})
        figure.add_annotation(
            x=np.log10(level),  # of a logarithmic axis
            y=1,
            yref="paper",
            text=f" {word} from {level:.1%} ",
            xanchor=side,
            yanchor="bottom",
            showarrow=False,
        )
    figure.update_xaxes(
        title_text="alert from this probability on",
        type="log",
        tickvals=_LEVEL_TICKS,
        tickformat=".1~%",
    )
    figure.update_yaxes(title_text="cost for 1,000 questions,<br>in false alarms")
    return _laid_out(figure, 460, legend=-0.35)  # below labels that stand upright on a phone


def lead_times(figures: RiskFigures) -> "go.Figure":
    """Draw how early alerts came, and the predicted days left beside the true ones."""
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2,
        vertical_spacing=0.22,
        subplot_titles=[
            "Days from the first alert<br>to the crossing",
            f"Predicted and true days left<br>(grey: within {ALPHA_LEFT:.0%})",
        ],
    )
    lead = figures.lead.dropna()
    figure.add_trace(go.Histogram(x=lead, marker_color=_LINE, showlegend=False), 1, 1)
    left = _by_days_left(figures.cases)
    ends = np.array([0.0, float(left.index.max()) if len(left) else 1.0])
    cone = go.Scatter(
        x=np.concatenate([ends, ends[::-1]]),
        y=np.concatenate([(1 + ALPHA_LEFT) * ends, (1 - ALPHA_LEFT) * ends[::-1]]),
        fill="toself",
        mode="lines",
        fillcolor="rgba(154, 165, 177, 0.3)",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_trace(cone, 2, 1)
    days = left.index.to_numpy()
    band = go.Scatter(
        x=np.concatenate([days, days[::-1]]),
        y=np.concatenate([left[0.9], left[0.1][::-1]]),
        fill="toself",
        mode="lines",
        fillcolor=_BAND,
        line={"width": 0},
        name="middle 80 %",
        hoverinfo="skip",
    )
    figure.add_trace(band, 2, 1)
    middle = go.Scatter(x=days, y=left[0.5], line={"color": _LINE}, name="median prediction")
    figure.add_trace(middle, 2, 1)
    figure.update_xaxes(title_text="days", row=1, col=1)
    figure.update_yaxes(title_text="batteries", row=1, col=1)
    figure.update_xaxes(title_text="true days left", row=2, col=1)
    figure.update_yaxes(title_text="predicted days left", row=2, col=1)
    return _laid_out(figure, 700)


def _curve(table: pd.DataFrame, name: str, colour: str, bars: bool = False) -> "go.Scatter":
    from plotly import graph_objects as go

    shown = {
        "array": table["upper"] - table["happened"],
        "arrayminus": table["happened"] - table["lower"],
    }
    return go.Scatter(
        x=table["forecast"],
        y=table["happened"],
        mode="lines+markers",
        line={"color": colour},
        error_y=shown if bars else None,
        name=name,
    )


def _by_days_left(cases: pd.DataFrame) -> pd.DataFrame:
    """Return 10, 50 and 90 % of the predictions, by the middle of each bin of true days left."""
    bins = (cases["true_days"] // _STEP) * _STEP + _STEP / 2
    grouped = cases["expected_days"].groupby(bins)
    found = grouped.quantile(np.array([0.1, 0.5, 0.9])).unstack()
    return found[grouped.size() >= _FEWEST].reindex(columns=[0.1, 0.5, 0.9])


def _laid_out(figure: "go.Figure", height: int, legend: float = -0.14) -> "go.Figure":
    return figure.update_layout(
        height=height,
        template="plotly_white",
        legend={"orientation": "h", "yanchor": "top", "y": legend},
        margin={"l": 70, "r": 30, "t": 60, "b": 60},
    )
