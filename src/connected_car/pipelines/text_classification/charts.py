"""The charts of the text pipeline."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.pipelines.text_classification.learned_words import LearnedWords
from connected_car.pipelines.text_classification.learning import positive
from connected_car.pipelines.text_classification.splits import REPORTED, Splits
from connected_car.risk.calibration import Calibration
from connected_car.risk.verification import reliability_curve

if TYPE_CHECKING:
    from plotly import graph_objects as go

_BLUE, _PALE, _AMBER = "#0b6fb8", "#9aa5b1", "#b86e00"
_PARTS = {"random": "at random", "unseen_templates": "unseen wordings"}


def behaviour_chart(suite: dict[str, Any]) -> "go.Figure":
    """Draw what becomes of the notes of each way of writing, and of each change."""
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    kinds = [
        *((row["variation"].replace("_", " "), row) for row in suite["minimum"]),
        *((f"unchanged by {row['change']}", row) for row in suite["invariance"]),
        *((f"moved by {row['change']}", row) for row in suite["direction"]),
    ]
    rows = [(name, row) for name, row in kinds if row["notes"]][::-1]
    names = [f"{name} ({row['notes']})" for name, row in rows]
    titles = ["Right, of the notes decided", "Left to a person"]
    figure = make_subplots(cols=2, shared_yaxes=True, subplot_titles=titles)
    passed = [row.get("right_of_decided", row["pass_rate"]) for _, row in rows]
    colours = [_BLUE if p is None or p >= 0.95 else _AMBER for p in passed]
    reviewed = [row.get("to_review", row.get("review_share")) for _, row in rows]
    found = [row.get("review_found") for _, row in rows]
    for column, values, colour in ((1, passed, colours), (2, reviewed, _PALE)):
        bars = go.Bar(x=values, y=names, orientation="h", marker_color=colour, showlegend=False)
        figure.add_trace(bars, 1, column)
    dots = go.Scatter(
        x=found,
        y=names,
        mode="markers",
        marker={"color": _AMBER, "symbol": "diamond", "size": 9},
        name="of the notes that only a person can judge",
    )
    figure.add_trace(dots, 1, 2)
    figure.add_vline(0.95, line={"dash": "dot", "color": "#888"}, row=1, col=1)
    figure.update_xaxes(range=[0, 1.03], tickformat=".0%")
    figure.update_yaxes(range=[-0.7, len(rows) - 0.3])
    return _laid_out(figure, "The behaviour suite", 120 + 24 * max(8, len(rows)))


def reliability_chart(
    splits: Splits, probabilities: np.ndarray, calibration: Calibration
) -> "go.Figure":
    """Draw how often a note was not compliant where a probability was given.

    Args:
        splits: the notes; those of the reported parts are drawn.
        probabilities: ``(n, k)`` of ``splits.scored()``.
        calibration: of the champion.
    """
    from plotly import graph_objects as go

    figure = go.Figure()
    exact = {"dash": "dot", "color": "#888"}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=exact, name="said = happened")
    )
    if probabilities.shape[1] == 2:
        rows = splits.scored()
        own = np.isin(splits.part[rows], REPORTED)
        second = sorted(set(splits.labels))[1]
        happened = splits.labels[rows][own] == second
        raw = positive(probabilities)[own]
        for name, values, colour in (
            ("as learned", raw, _PALE),
            ("calibrated, with 95 % intervals; larger: more notes", calibration(raw), _BLUE),
        ):
            curve = reliability_curve(values, happened)
            figure.add_trace(_curve(curve, name, colour, bars=colour == _BLUE))
    figure.update_xaxes(title_text="probability given", tickformat=".0%")
    figure.update_yaxes(title_text="share with that label", tickformat=".0%")
    return _laid_out(figure, "Can the percentages be trusted?", 520)


def parts_chart(metrics: dict[str, Any], leaderboard: pd.DataFrame) -> "go.Figure":
    """Draw the accuracy of each family on each part: what a random split hides."""
    from plotly import graph_objects as go

    figure = go.Figure()
    best = leaderboard[leaderboard["State"] == "complete"].drop_duplicates("Family")
    for part in metrics["parts"]:
        column = "_".join(word.title() for word in f"{part}_accuracy".split("_"))
        if column in best:
            name, more = _PARTS.get(part, part.replace("_", " ")), {"size": 11}
            dots = go.Scatter(
                name=name, x=best["Family"], y=best[column], mode="markers", marker=more
            )
            figure.add_trace(dots)
    figure.update_yaxes(tickformat=".0%", title_text="notes judged rightly")
    return _laid_out(figure, "The same models on notes at random and on unseen ones", 460)


def explanation_chart(explained: LearnedWords) -> "go.Figure":
    """Draw the learned curve over the years, and the words that move the probability most."""
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    titles = ["Notes that are fine otherwise, by year", "What a word adds (log odds)"]
    figure = make_subplots(cols=2, subplot_titles=titles, horizontal_spacing=0.16)
    years, words = explained.years, explained.words.sort_values("effect")
    line = go.Scatter(x=years["year"], y=years["probability"], line_color=_BLUE, showlegend=False)
    figure.add_trace(line, 1, 1)
    limit = {"dash": "dot", "color": "#888"}
    figure.add_vline(FIRST_COMPLIANT_YEAR - 0.5, line=limit, row=1, col=1)
    colours = np.where(words["effect"] > 0, _AMBER, _BLUE)
    bars = go.Bar(
        x=words["effect"],
        y=words["word"],
        orientation="h",
        marker_color=colours,
        showlegend=False,
    )
    figure.add_trace(bars, 1, 2)
    figure.update_yaxes(
        title_text=f"probability of {explained.target}",
        range=[-0.02, 1.02],
        tickformat=".0%",
        row=1,
        col=1,
    )
    figure.update_yaxes(type="category", row=1, col=2)
    return _laid_out(figure, "What the champion has learned", 620)


def _curve(table: pd.DataFrame, name: str, colour: str, bars: bool) -> "go.Scatter":
    from plotly import graph_objects as go

    ends = {
        "array": table["upper"] - table["happened"],
        "arrayminus": table["happened"] - table["lower"],
    }
    return go.Scatter(
        x=table["forecast"],
        y=table["happened"],
        mode="markers",  # bins of a few notes jump: a line would show what is not there
        marker={"color": colour, "size": 6 + 3 * np.log10(table["questions"])},
        customdata=table["questions"],
        hovertemplate="said %{x:.1%}, came %{y:.1%} of %{customdata:,} notes",
        error_y=ends if bars else None,
        name=name,
    )


def _laid_out(figure: "go.Figure", title: str, height: int) -> "go.Figure":
    return figure.update_layout(
        title=title,
        height=height,
        template="plotly_white",
        legend={"orientation": "h", "yanchor": "top", "y": -55 / height},
        margin={"l": 70, "r": 30, "t": 80, "b": 60},
    )
