"""The small pictures of the quality page: one battery each, with what is telling about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from connected_car.pages.charts import Chart, day_ticks
from connected_car.pages.words import cycles, day, percent, some
from connected_car.pipelines.data_processing.page_words import cadence

_WINDOW_DAYS = 120
_MARGIN_DAYS = 60
_ALONE = "The only battery"
_HEADINGS = {
    "fewest_days": "Fewest days with a reading",
    "longest_gap": "Longest gap",
    "cadence": "Cadence that changes",
    "counter": "Counter that cannot be right",
    "charging_log": "Charging log",
    "lately_filled": "Filled in of late",
    "best": "The best one, to compare",
}


@dataclass(frozen=True)
class BatteryPicture:
    """A battery in words and as SVG.

    Attributes:
        battery_id: as delivered.
        heading: why it is shown.
        words: one or two sentences.
        chart: the days that tell most.
        life: ``(left, width, CSS class)`` of gaps, and of the days in the chart, within all its
            days, percent.
        days: its first and last day in words.
    """

    battery_id: str
    heading: str
    words: str
    chart: Markup
    life: list[tuple[float, float, str]]
    days: tuple[str, str]


def draw_batteries(batteries: list[dict[str, Any]], series: pd.DataFrame) -> list[BatteryPicture]:
    """Draw each battery in the 120 days that tell most.

    Args:
        batteries: facts as in ``QualitySeries``.
        series: ``Battery_ID, Date, Daily_Cycles_Used, Is_Interpolated``, ordered.
    """
    by_battery = dict(tuple(series.groupby("Battery_ID", sort=False)))
    return [
        BatteryPicture(
            battery_id=facts["Battery_ID"],
            heading=_HEADINGS[facts["Story"]] if len(batteries) > 1 else _ALONE,
            words=_words(facts),
            chart=_draw(place, facts, by_battery.get(facts["Battery_ID"], series[:0])),
            life=_life(facts),
            days=(day(facts["First_Day"]), day(facts["Last_Day"])),
        )
        for place, facts in enumerate(batteries)
    ]


def window(facts: dict[str, Any]) -> tuple[date, date]:
    """Return the first and last day to show: 120 days, or more around a longer gap."""
    first, last, length = facts["First_Day"], facts["Last_Day"], _WINDOW_DAYS
    story = facts["Story"]
    if story == "longest_gap":
        gap = _longest_gap(facts)
        length = max(length, gap["Days"] + _MARGIN_DAYS)
        middle = gap["First_Day"] + timedelta(days=gap["Days"] // 2)
    elif story == "fewest_days":
        middle = _emptiest(facts, length)
    elif story == "cadence":
        middle = facts["Cadence"][1]["First_Day"]
    elif story == "counter":
        middle = facts["Counter_Findings"][0]["Day"]
    else:
        middle = last
    start = min(middle - timedelta(days=length // 2), last - timedelta(days=length - 1))
    start = max(start, first)
    return start, min(start + timedelta(days=length - 1), last)


def _longest_gap(facts: dict[str, Any]) -> dict[str, Any]:
    return max(facts["Gaps"], key=lambda gap: gap["Days"])


def _emptiest(facts: dict[str, Any], length: int) -> date:
    """Return the middle of the days in which the most have no reading."""
    first = facts["First_Day"].toordinal()
    empty = np.zeros(facts["Last_Day"].toordinal() - first + 1)
    for gap in facts["Gaps"]:
        start = gap["First_Day"].toordinal() - first
        empty[start : start + gap["Days"]] = 1
    inside = np.convolve(empty, np.ones(length), mode="valid") if len(empty) > length else empty[:1]
    best = np.flatnonzero(inside == inside.max())
    return date.fromordinal(first + int(best[len(best) // 2]) + length // 2)


def _draw(place: int, facts: dict[str, Any], days: pd.DataFrame) -> Markup:
    first, last = window(facts)
    shown = days[(days["Date"] >= first) & (days["Date"] <= last)]
    x, cycles = _on_all_days(shown["Date"], shown["Daily_Cycles_Used"].to_numpy(), first, last)
    _, filled = _on_all_days(shown["Date"], shown["Is_Interpolated"].to_numpy(), first, last)
    filled = filled == 1
    chart = Chart(
        f"battery-{place}",
        f"Cycles a day of one battery, {day(first)} to {day(last)}",
        low=first.toordinal() - 0.5,
        high=last.toordinal() + 0.5,
        top=np.nanmax(cycles, initial=0),
        unit="cycles a day",
        height=130,
    )
    for start, end, style, words in _bands(facts):
        chart.band(start, end, style, words)
    chart.line(x, cycles, "line thin")
    chart.line(x, np.where(filled, np.nan, cycles), "line")
    chart.dots(x[filled], cycles[filled], "hollow")
    for x_event, words in _events(facts):
        chart.event(x_event, words)
    chart.ticks(day_ticks(first, last))
    return chart.markup()


def _life(facts: dict[str, Any]) -> list[tuple[float, float, str]]:
    low = facts["First_Day"].toordinal() - 0.5
    span = facts["Last_Day"].toordinal() + 0.5 - low
    first, last = (day.toordinal() for day in window(facts))
    parts = [(start, end, style) for start, end, style, _ in _bands(facts)]
    parts.append((first - 0.5, last + 0.5, "window"))
    return [(100 * (a - low) / span, 100 * (b - a) / span, style) for a, b, style in parts]


def _on_all_days(
    dates: Iterable[date], values: np.ndarray, first: date, last: date
) -> tuple[np.ndarray, np.ndarray]:
    x = np.arange(first.toordinal(), last.toordinal() + 1)
    y = np.full(len(x), np.nan)
    y[np.array([d.toordinal() for d in dates], dtype=int) - x[0]] = values
    return x, y


def _bands(facts: dict[str, Any]) -> list[tuple[float, float, str, str]]:
    """Return first and last place, style and words of each gap; a charging log has none."""
    if facts["Gap_Policy"] == "zero":
        return []
    bands = []
    for gap in facts["Gaps"]:
        start = gap["First_Day"].toordinal() - 0.5
        style, done = ("gap", "filled in") if gap["Filled"] else ("gap missing", "left out")
        words = f"{some(gap['Days'], 'day')} without a reading from {day(gap['First_Day'])}, {done}"
        bands.append((start, start + gap["Days"], style, words))
    return bands


def _events(facts: dict[str, Any]) -> list[tuple[float, str]]:
    periods = [
        (period["First_Day"].toordinal() - 0.5, f"now {cadence(period['Hours'])}")
        for period in facts["Cadence"][1:]
    ]
    fell = {True: "counter falls", False: "counter jumps"}
    findings = [
        (finding["Day"].toordinal(), fell[finding["Kind"] == "reset"])
        for finding in facts["Counter_Findings"]
    ]
    return periods + findings


def _words(facts: dict[str, Any]) -> str:
    """Return one or two sentences on the battery."""
    tell = {"longest_gap": _gap_words, "cadence": _cadence_words, "counter": _counter_words}
    if facts["Story"] in tell:
        return tell[facts["Story"]](facts)
    if facts["Story"] == "lately_filled":
        share = percent(facts["Interpolated_Share_28d"])
        return f"{share} of its last 28 days are filled in: take its forecast with care."
    n_days = (facts["Last_Day"] - facts["First_Day"]).days + 1
    if facts["Observed_Days"] == n_days:
        return f"A reading on each of its {some(n_days, 'day')}."
    read = f"Readings on {facts['Observed_Days']:,} of its {some(n_days, 'day')}"
    if facts["Story"] == "charging_log":
        return f"{read}; a day without one counts as a day without use."
    return f"{read} ({percent(facts['Observed_Days'], n_days)})."


def _gap_words(facts: dict[str, Any]) -> str:
    gap = _longest_gap(facts)
    done = "filled in" if gap["Filled"] else "too long to fill in, so these days are left out"
    return f"No reading for {some(gap['Days'], 'day')} from {day(gap['First_Day'])}; {done}."


def _cadence_words(facts: dict[str, Any]) -> str:
    before, after = facts["Cadence"][:2]
    since, more = day(after["First_Day"]), len(facts["Cadence"]) - 2
    also = f", and {some(more, 'later change')}" if more else ""
    return f"Read {cadence(before['Hours'])}, and {cadence(after['Hours'])} from {since}{also}."


def _counter_words(facts: dict[str, Any]) -> str:
    found = facts["Counter_Findings"][0]
    did = "fell" if found["Kind"] == "reset" else "jumped"
    values = f"from {cycles(found['From'])} to {cycles(found['To'])} cycles"
    return f"Its counter {did} {values} on {day(found['Day'])}; the daily table leaves that out."
