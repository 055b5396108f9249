"""The page of one battery."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from connected_car.pages import page_template
from connected_car.pages.charts import Chart, day_ticks
from connected_car.pages.words import clean, percent
from connected_car.pipelines.batch_scoring.explaining import Replay

_TEMPLATE = Path(__file__).parent / "battery_page.html.j2"
_SHOWN_DAYS = 90


def battery_page(
    row: pd.Series, rule: str, history: pd.DataFrame, replayed: Replay | None, horizon: int
) -> str:
    """Return the page as one HTML file; every text in it is escaped.

    Args:
        row: the battery's row of ``battery_risk``.
        rule: from ``deciding_rule``.
        history: its days; may be empty.
        replayed: its last days; None for a battery that was never read.
        horizon: days ahead, of which the risk speaks.
    """
    values = {
        str(k): None if pd.isna(v) else v.date() if isinstance(v, pd.Timestamp) else v
        for k, v in row.items()
    }
    charts = {} if replayed is None else _charts(row, history, replayed)
    return page_template(_TEMPLATE).render(
        row=clean(values),
        rule=rule,
        replay=replayed,
        charts=charts,
        turns=_turns(replayed),
        horizon=horizon,
    )


def _turns(replayed: Replay | None) -> list[tuple[date, str, float]]:
    """Return day, class and probability where the class or its silence changed, first of all."""
    if replayed is None:
        return []
    named = replayed.risk + np.where(replayed.silent, " (silent)", "").astype(object)
    new = np.append(True, named[1:] != named[:-1])
    days = [day.item() for day in replayed.days[new]]
    return list(zip(days, named[new], replayed.probability[new], strict=True))


def _charts(row: pd.Series, history: pd.DataFrame, replayed: Replay) -> dict[str, Markup]:
    ordered = history.assign(Date=pd.to_datetime(history["Date"])).sort_values("Date")
    charts = {"use": _use(ordered, replayed), "chance": _chance(replayed)}
    if not pd.isna(row["Battery_Rated_Cycles"] - row["Lifetime_Cycles_Used"]):
        charts["left"] = _left(ordered, replayed)
    return charts


def _left(history: pd.DataFrame, replayed: Replay) -> Markup:
    """Draw the cycles that are left to the rating, and how the forecast uses them up."""
    shown, ahead = history.tail(_SHOWN_DAYS), replayed.ahead
    left = (shown["Battery_Rated_Cycles"] - shown["Lifetime_Cycles_Used"]).to_numpy(float)
    x, later = _numbers(shown["Date"]), _numbers(ahead["Date"])
    low, mean, high = (
        np.maximum(left[-1] - ahead[name].to_numpy(), 0.0) for name in ("Upper", "Mean", "Lower")
    )
    chart = _chart(
        "left", "Cycles left to the rating", (x[0], later[-1]), np.nanmax(left), "cycles"
    )
    chart.between(later, low, high, "area")
    chart.line(later, mean, "line dashed")
    chart.line(x, np.maximum(left, 0.0), "line")
    chart.event(x[-1], "last known day")
    return chart.markup()


def _use(history: pd.DataFrame, replayed: Replay) -> Markup:
    """Draw the cycles a day, those filled in as rings, and the forecast with its range."""
    shown, ahead = history.tail(_SHOWN_DAYS), replayed.forecast
    x, later = _numbers(shown["Date"]), _numbers(ahead["Date"])
    y = shown["Daily_Cycles_Used"].to_numpy(float)
    top = np.nanmax([*y, *ahead["Upper_80"], 1e-6])
    ends = (x[0], later[-1])
    chart = _chart("use", "Cycles a day and their forecast", ends, top, "cycles a day")
    low, high = ahead["Lower_80"].to_numpy(), ahead["Upper_80"].to_numpy()
    chart.between(later, low, high, "area")
    chart.line(later, ahead["Forecast_Cycles"].to_numpy(), "line dashed")
    chart.line(x, y, "line")
    filled = shown["Is_Interpolated"].to_numpy(bool) & ~np.isnan(y)
    chart.dots(x[filled], y[filled], "hollow")
    chart.event(x[-1], "last known day")
    return chart.markup()


def _chance(replayed: Replay) -> Markup:
    """Draw the probability of each day against the levels."""
    x, y = _numbers(replayed.days), 100 * replayed.probability
    top = min(100.0, max(np.nanmax([*y, 0.0]), 140 * replayed.alert.on))
    chart = _chart(
        "chance", "Probability on each of the last days", (x[0], x[-1]), top, "% probability"
    )
    for level, name in ((replayed.watch, "watch"), (replayed.alert, "alert")):
        if 100 * level.on <= top:
            chart.level(100 * level.on, f"{name} from {percent(level.on)} on")
    chart.line(x, y, "line")
    for name in np.unique(replayed.risk.astype(str)):
        is_it = (replayed.risk == name) & ~np.isnan(y)
        chart.dots(x[is_it], y[is_it], f"dot-{name}")
    return chart.markup()


def _chart(name: str, title: str, ends: tuple[float, float], top: float, unit: str) -> Chart:
    low, end = ends[0], max(ends[1], ends[0] + 1)
    chart = Chart(name, title, low=low, high=end, top=float(top), unit=unit, height=210)
    chart.ticks(day_ticks(date.fromordinal(int(low)), date.fromordinal(int(end))))
    return chart


def _numbers(days: pd.Series | np.ndarray) -> np.ndarray:
    """Return day numbers as ``date.toordinal`` counts them."""
    since_1970 = np.asarray(days).astype("datetime64[D]").astype(int)
    return since_1970 + date(1970, 1, 1).toordinal()
