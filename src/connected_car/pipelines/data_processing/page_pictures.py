"""The pictures of the quality page that show the whole fleet."""

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from connected_car.pages.charts import Chart, day_ticks

_MOST_POINTS = 1000
_LEAST_PERCENT = (100, 99, 95, 90, 75, 50, 0)


def readings_per_day(days: pd.DataFrame) -> Markup:
    """Draw how many readings were kept for each day.

    Args:
        days: ``Date, Readings``.
    """
    x, y, width = _thinned(days, "Readings")
    unit = _unit("readings a day", width)
    chart = _chart_over_days("readings", "Readings kept for each day", days, y.max(), unit)
    chart.area(x, y, "area")
    chart.line(x, y, "line")
    return chart.markup()


def filled_per_day(days: pd.DataFrame) -> Markup:
    """Draw for how many batteries each day is filled in.

    Args:
        days: ``Date, Filled``.
    """
    x, y, width = _thinned(days, "Filled")
    unit = _unit("batteries filled in", width)
    title = "Batteries whose day was filled in, for each day"
    chart = _chart_over_days("filled", title, days, y.max(), unit)
    chart.columns(x, y, width, "filled")
    return chart.markup()


def gap_lengths(gaps: list[dict[str, Any]]) -> Markup:
    """Draw how many gaps have which length.

    Args:
        gaps: the report's ``gaps``.
    """
    labels = list(dict.fromkeys(gap["days"] for gap in gaps))
    filled, left = (
        np.array(
            [sum(g["count"] for g in gaps if g["days"] == d and g["filled"] is f) for d in labels]
        )
        for f in (True, False)
    )
    x = np.arange(len(labels))
    chart = Chart(
        "gaps",
        "Number of gaps by their length in days",
        low=-0.5,
        high=len(labels) - 0.5,
        top=float((filled + left).max()),
        unit="gaps",
        height=140,
        whole=True,
    )
    chart.columns(x, filled, 0.7, "filled")
    chart.columns(x, left, 0.7, "missing", base=filled)
    chart.ticks([(i, label) for i, label in enumerate(labels)])
    return chart.markup()


def cadence_changes(by_month: dict[str, int]) -> Markup:
    """Draw in which months the cadence of how many batteries changed.

    Args:
        by_month: the report's ``cadence.changes_by_month``.
    """
    firsts = [date.fromisoformat(f"{month}-01") for month in sorted(by_month)]
    x = np.array([first.toordinal() + 15 for first in firsts])
    y = np.array([by_month[month] for month in sorted(by_month)], dtype=float)
    chart = Chart(
        "changes",
        "Batteries whose cadence changed, by month",
        low=x[0] - 16,
        high=x[-1] + 16,
        top=y.max(),
        unit="batteries that change",
        height=90,
        whole=True,
    )
    chart.columns(x, y, 24, "line-fill")
    chart.ticks(day_ticks(firsts[0], date.fromordinal(int(x[-1]))))
    return chart.markup()


def coverage_classes(coverage: pd.DataFrame) -> list[tuple[str, int]]:
    """Return how many batteries have a reading on which share of their days.

    Args:
        coverage: ``Percent, Batteries``.
    """
    classes, above = [], 101
    for least in _LEAST_PERCENT:
        inside = coverage["Percent"].between(least, above - 1)
        words = "every day" if least == 100 else f"{least} to {above} % of days"
        words = "under 50 % of days" if least == 0 else words
        classes.append((words, int(coverage.loc[inside, "Batteries"].sum())))
        above = least
    return classes


def _chart_over_days(name: str, title: str, days: pd.DataFrame, top: float, unit: str) -> Chart:
    first, last = days["Date"].iloc[0], days["Date"].iloc[-1]
    low, high = first.toordinal() - 0.5, last.toordinal() + 0.5
    height = 150 if name == "readings" else 80
    chart = Chart(name, title, low=low, high=high, top=top, unit=unit, height=height, whole=True)
    chart.ticks(day_ticks(first, last))
    return chart


def _unit(words: str, width: int) -> str:
    return words if width == 1 else f"{words} (mean of {width} days)"


def _thinned(days: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Return day numbers, values and the days of each: means where the days are very many."""
    number = np.array([day.toordinal() for day in days["Date"]])
    values = np.zeros(number[-1] - number[0] + 1)
    values[number - number[0]] = days[column]
    width = math.ceil(len(values) / _MOST_POINTS)
    whole = len(values) // width * width
    means = values[:whole].reshape(-1, width).mean(axis=1)
    return number[0] + np.arange(len(means)) * width + (width - 1) / 2, means, width
