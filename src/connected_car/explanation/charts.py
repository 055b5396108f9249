"""The figure that explains a forecaster: what it looks at, and a few batteries close up."""

import textwrap
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from connected_car.explanation.features import Feature
from connected_car.explanation.groups import LEVEL
from connected_car.explanation.importance import GlobalExplanation
from connected_car.explanation.local import LocalExplanation
from connected_car.explanation.sentences import percent
from connected_car.explanation.sheet import AMBER, BLUE, INK, SOFT, WIDTH, Sheet

if TYPE_CHECKING:
    from plotly import graph_objects as go

_LEFT, _RIGHT = 30, WIDTH - 40
_NAMES = 215  # room for the names beside bars
_CHARACTERS = 145  # of a line of words
_LINE = 18  # pixels
_HEAD, _BARS, _DAYS, _GAP = 130, 190, 170, 70


def explanation_figure(
    explained: GlobalExplanation, features: list[Feature], batteries: list[LocalExplanation]
) -> "go.Figure":
    """Draw the importance of each part of the history, and the forecasts of a few batteries.

    Args:
        explained: of the whole fleet.
        features: of a tree model; empty for others.
        batteries: a row of pictures each.
    """
    words = [_wrapped(battery) for battery in batteries]
    blocks = [60 + _LINE * len(lines) + _DAYS + _GAP for lines in words]
    sheet = Sheet(_HEAD + _BARS + _GAP + sum(blocks))
    sheet.text(f"<b>What the forecasts rest on: {escape(explained.family)}</b>", _LEFT, 14, 20)
    sheet.text("<br>".join(_lead(explained)), _LEFT, 46, 13, SOFT)
    _draw_importance(sheet, explained, 560 if features else _RIGHT)
    if features:
        _draw_features(sheet, features)
    top = _HEAD + _BARS + _GAP
    for battery, lines, block in zip(batteries, words, blocks, strict=True):
        sheet.text(f"<b>{battery.heading}</b>  {escape(battery.battery)}", _LEFT, top, 15)
        sheet.text("<br>".join(lines), _LEFT, top + 26, 13, SOFT)
        pictures = top + 60 + _LINE * len(lines)
        _draw_days(sheet, battery, pictures)
        _draw_contributions(sheet, battery, pictures)
        top += block
    return sheet.figure


def _lead(explained: GlobalExplanation) -> list[str]:
    """Return the words below the title; the level stands here, since its bar dwarfs the others."""
    level = next((i for i in explained.importances if i.group == LEVEL), None)
    one = explained.batteries == 1
    measured = "one battery" if one else f"{explained.batteries:,} batteries"
    others = f"Measured on {measured} of the hold-out, whose days the model had not seen."
    if level is None:
        first = "A level cannot be exchanged here: that takes two batteries."
        return [first, others]
    rise = percent(max(0.0, level.share))
    change = "be the same" if rise == "0 %" else f"be {rise} higher"
    return [
        f"With another battery’s level instead of its own, the error would {change}.",
        others,
    ]


def _wrapped(battery: LocalExplanation) -> list[str]:
    text = " ".join(sentence.text for sentence in battery.sentences)
    return textwrap.wrap(text, _CHARACTERS)


def _draw_importance(sheet: Sheet, explained: GlobalExplanation, right: float) -> None:
    from plotly import graph_objects as go

    shown = [i for i in explained.importances if i.group != LEVEL]
    scale = 100 / explained.error if explained.error > 0 else 100.0
    rises = np.array([i.rise for i in shown]) * scale
    low, high = (
        np.array([i.rise if end is None else end for i, end in zip(shown, ends, strict=True)])
        for ends in ([i.lower for i in shown], [i.upper for i in shown])
    )
    unsure = any(i.lower is not None for i in shown)
    line = "line: 95 % interval" if unsure else "too few batteries for an interval"
    sheet.text(f"<b>Rise of the error without it, %</b> ({line})", _LEFT, 104, 13)
    picture = sheet.picture(_LEFT + _NAMES, right, _HEAD, _BARS)
    picture.add(
        go.Bar(
            x=rises,
            y=[i.group.name for i in shown],
            orientation="h",
            marker_color=BLUE,
            error_x={
                "visible": unsure,
                "array": high * scale - rises,
                "arrayminus": rises - low * scale,
                "color": INK,
                "thickness": 1.2,
                "width": 4,
            },
            hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
        )
    )
    most = max(1.0, float(np.max(high * scale, initial=0)))
    least = min(0.0, float(np.min(low * scale, initial=0)))
    picture.axes(
        {"ticksuffix": " %", "range": [1.08 * least, 1.08 * most], "nticks": 6},
        {"autorange": "reversed", "ticks": "outside", "tickcolor": "white"},
    )


def _draw_features(sheet: Sheet, features: list[Feature]) -> None:
    from plotly import graph_objects as go

    left = 840
    sheet.text("<b>What moves a forecast, % of it</b> (mean SHAP value)", left - 225, 104, 13)
    picture = sheet.picture(left, _RIGHT, _HEAD, _BARS)
    picture.add(
        go.Bar(
            x=[100 * feature.share for feature in features],
            y=[feature.name for feature in features],
            orientation="h",
            marker_color=BLUE,
            hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
        )
    )
    picture.axes(
        {"ticksuffix": " %", "rangemode": "tozero", "nticks": 5},
        {"autorange": "reversed", "ticks": "outside", "tickcolor": "white"},
    )


def _draw_days(sheet: Sheet, battery: LocalExplanation, top: float) -> None:
    from plotly import graph_objects as go

    sheet.text(
        "<b>Cycles a day</b>: black used, blue forecast, dots its mean of the last year",
        _LEFT,
        top - 26,
        12,
    )
    picture = sheet.picture(_LEFT + 40, 640, top, _DAYS)
    picture.add(
        go.Scatter(x=battery.days, y=battery.use, mode="lines", line={"color": INK, "width": 1.2})
    )
    picture.add(
        go.Scatter(
            x=battery.future, y=battery.forecast, mode="lines", line={"color": BLUE, "width": 2}
        )
    )
    if np.isfinite(battery.year_mean):
        ends = (
            [battery.days[0], battery.future[-1]] if len(battery.days) else battery.future[[0, -1]]
        )
        mean = {"color": SOFT, "width": 1.2, "dash": "dot"}
        picture.add(go.Scatter(x=ends, y=[battery.year_mean] * 2, mode="lines", line=mean))
    picture.axes(
        {"tickformat": "%-d %b", "nticks": 7, "ticklabelstandoff": 7},
        {"rangemode": "tozero", "nticks": 5},
    )


def _draw_contributions(sheet: Sheet, battery: LocalExplanation, top: float) -> None:
    from plotly import graph_objects as go

    left, shown = 680 + _NAMES, battery.contributions
    if not shown:
        sheet.text("Too few days are known to take parts of them away.", 690, top, 13, SOFT)
        return
    sheet.text("<b>How far each part moves it, % a day</b> (amber: down)", 690, top - 26, 12)
    picture = sheet.picture(left, _RIGHT, top, _DAYS)
    picture.add(
        go.Bar(
            x=[100 * c.daily for c in shown],
            y=[c.name for c in shown],
            orientation="h",
            marker_color=[AMBER if c.cycles < 0 else BLUE for c in shown],
            customdata=[100 * c.share for c in shown],
            hovertemplate="%{y}: %{x:.1f} % a day, %{customdata:.1f} % of the sum<extra></extra>",
        )
    )
    most = max(1.0, *(105 * c.daily for c in shown))
    picture.axes(
        {"ticksuffix": " %", "range": [0, most], "nticks": 5},
        {"autorange": "reversed", "ticks": "outside", "tickcolor": "white"},
    )
