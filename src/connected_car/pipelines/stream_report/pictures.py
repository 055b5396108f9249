"""The pictures of the page: one column a batch, or a group of them where they are very many."""

import math

import numpy as np
import pandas as pd
from markupsafe import Markup

from connected_car.pages.charts import Chart
from connected_car.pipelines.stream_report.numbers import PHASES

_MOST_COLUMNS = 150
_TICKS = 5
_SUMS = ("Kept", "Duplicate", "Rejected", "Read")
_HIGHEST = ("Event_Lag_Seconds", "Oldest_Waiting_Seconds")
_STEPS = (*PHASES, "Rest")


def charts(batches: pd.DataFrame) -> dict[str, Markup | None]:
    """Return each picture; None where there is nothing to draw.

    Args:
        batches: from ``numbers.read_health``, one row at least.
    """
    shown = grouped(batches)
    waited = shown["Oldest_Waiting_Seconds"].notna().any()
    return {
        "events": _events(shown),
        "share": _rejected_share(shown) if shown["Rejected"].any() else None,
        "seconds": _seconds(shown),
        "lag": _lag(shown) if shown["Event_Lag_Seconds"].notna().any() else None,
        "waiting": _waiting(shown) if waited else None,
    }


def grouped(batches: pd.DataFrame) -> pd.DataFrame:
    """Put batches that follow each other together where there are too many for a picture.

    Returns:
        ``Batches`` (of a group), ``First`` (its first batch); sums of counts, means of seconds,
        the greatest lag.
    """
    size = math.ceil(len(batches) / _MOST_COLUMNS)
    groups = batches.groupby(np.arange(len(batches)) // size)
    seconds = [f"Seconds_{name}" for name in _STEPS]
    return pd.concat(
        [
            groups["Batch_ID"].agg(Batches="size", First="first"),
            groups[list(_SUMS)].sum(),
            groups[seconds].mean(),
            groups[list(_HIGHEST)].max(),
        ],
        axis=1,
    )


def _events(shown: pd.DataFrame) -> Markup:
    top, many = float(shown["Read"].max()), _of_groups("events", shown)
    chart = _chart("events", "Events by what became of them", shown, top, many, whole=True)
    base = np.zeros(len(shown))
    for column, style in (("Kept", "kept"), ("Duplicate", "again"), ("Rejected", "missing")):
        chart.columns(_places(shown), shown[column].to_numpy(), 0.8, style, base=base)
        base = base + shown[column].to_numpy()
    return chart.markup()


def _rejected_share(shown: pd.DataFrame) -> Markup:
    share = 100 * (shown["Rejected"] / shown["Read"].clip(lower=1)).to_numpy()
    chart = _chart("share", "Share of rejected events", shown, share.max(), "% rejected", height=80)
    chart.columns(_places(shown), share, 0.8, "missing")
    return chart.markup()


def _seconds(shown: pd.DataFrame) -> Markup:
    columns = [shown[f"Seconds_{name}"].to_numpy() for name in _STEPS]
    unit = "seconds" if shown["Batches"].max() == 1 else "seconds a batch (mean)"
    top = float(np.sum(columns, axis=0).max())
    chart = _chart("seconds", "Seconds of a batch by phase", shown, top, unit)
    base = np.zeros(len(shown))
    for name, seconds in zip(_STEPS, columns, strict=True):
        chart.columns(_places(shown), seconds, 0.8, name.lower(), base=base)
        base = base + seconds
    return chart.markup()


def _lag(shown: pd.DataFrame) -> Markup:
    hours = shown["Event_Lag_Seconds"].clip(lower=0).to_numpy() / 3_600
    top = np.nanmax(hours)
    values, unit = (hours / 24, "days") if top > 72 else (hours, "hours")
    title = "From the newest event of a batch to its end"
    chart = _chart("lag", title, shown, np.nanmax(values), unit, height=100)
    chart.line(_places(shown), values, "line")
    chart.dots(*_known(shown, values), "hollow")
    return chart.markup()


def _waiting(shown: pd.DataFrame) -> Markup:
    minutes = shown["Oldest_Waiting_Seconds"].fillna(0).to_numpy() / 60
    title = "Age of the oldest file that waited"
    chart = _chart("waiting", title, shown, minutes.max(), "minutes", height=100)
    chart.columns(_places(shown), minutes, 0.8, "filled")
    return chart.markup()


def _chart(
    name: str,
    title: str,
    shown: pd.DataFrame,
    top: float,
    unit: str,
    *,
    height: int = 150,
    whole: bool = False,
) -> Chart:
    low, high = -0.5, len(shown) - 0.5
    chart = Chart(name, title, low=low, high=high, top=top, unit=unit, height=height, whole=whole)
    step = math.ceil(len(shown) / _TICKS)
    first = shown["First"].to_numpy()
    chart.ticks([(i, f"batch {first[i]:,}") for i in range(0, len(shown), step)])
    return chart


def _places(shown: pd.DataFrame) -> np.ndarray:
    return np.arange(len(shown), dtype=float)


def _known(shown: pd.DataFrame, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return places and values of dots: only where few fit beside each other."""
    known = ~np.isnan(values) & (len(shown) <= 2 * _TICKS)
    return _places(shown)[known], values[known]


def _of_groups(words: str, shown: pd.DataFrame) -> str:
    size = int(shown["Batches"].max())
    return words if size == 1 else f"{words} of {size} batches each"
