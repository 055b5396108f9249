"""What made one battery's forecast what it is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.explanation.components import Components, components
from connected_car.explanation.exchange import occluded
from connected_car.explanation.facts import battery_facts
from connected_car.explanation.groups import Group, Parts, groups_of
from connected_car.explanation.sentences import Contribution, Sentence, describe
from connected_car.forecasters.family import Family
from connected_car.forecasters.panel import Panel

_SHOWN_DAYS = 91


@dataclass(frozen=True)
class LocalExplanation:
    """One battery: its days, its forecast, and what made it.

    Attributes:
        battery: its id.
        heading: why it is shown.
        days: the last days before the forecast.
        use: cycles of these; NaN for a day without a value.
        future: days of the forecast.
        forecast: cycles of these.
        year_mean: mean of its last year, cycles a day; NaN if nothing is known.
        sentences: what made the forecast, in words.
        contributions: what each part of the history adds; parts that it lacks are left out.
        components: level, weekday profile and course of the forecast.
    """

    battery: str
    heading: str
    days: np.ndarray
    use: np.ndarray
    future: np.ndarray
    forecast: np.ndarray
    year_mean: float
    sentences: list[Sentence]
    contributions: list[Contribution]
    components: Components


def explain_batteries(
    forecaster: Family, history: Panel, headings: list[str], horizon: int
) -> list[LocalExplanation]:
    """Explain the forecast of each battery by taking away one part of its history at a time.

    Occlusion (Zeiler, Fergus 2014) through ``predict`` alone: one call a group for all batteries.

    Args:
        forecaster: a fitted one.
        history: the batteries to explain.
        headings: why each is shown.
        horizon: days ahead.
    """
    point = forecaster.predict(history, horizon)
    facts = battery_facts(history, point)
    rows = [dict(zip(facts.columns, row, strict=True)) for row in facts.to_numpy(dtype=float)]
    contributions = _contributions(forecaster, history, point)
    shown, profile = history.tail(_SHOWN_DAYS), components(history, point)
    return [
        LocalExplanation(
            battery=str(history.ids[row]),
            heading=headings[row],
            days=shown.days()[row],
            use=shown.y[row],
            future=history.future_days(horizon)[row],
            forecast=point[row],
            year_mean=float(facts["year_mean"].iloc[row]),
            sentences=describe(rows[row], contributions[row]),
            contributions=contributions[row],
            components=profile[row],
        )
        for row in range(len(history.ids))
    ]


def contribution_table(
    forecaster: Family, history: Panel, point: np.ndarray
) -> dict[Group, pd.DataFrame]:
    """Return for each group a row a battery: ``cycles, share, daily``, see ``Contribution``.

    NaN for a battery that lacks the group.
    """
    parts, total = Parts.of(history), point.sum(axis=1)
    safe = np.where(total > 0, total, np.nan)
    table = {}
    for group in groups_of(history):
        panel, rows = occluded(parts, group, forecaster.fleet.level)
        change = point - forecaster.predict(panel, point.shape[1])
        change[~rows] = np.nan
        cycles = change.sum(axis=1)
        daily = np.abs(change).sum(axis=1) / safe
        table[group] = pd.DataFrame({"cycles": cycles, "share": cycles / safe, "daily": daily})
    return table


def _contributions(
    forecaster: Family, history: Panel, point: np.ndarray
) -> list[list[Contribution]]:
    table = contribution_table(forecaster, history, point)
    found: list[list[Contribution]] = [[] for _ in history.ids]
    for group, frame in table.items():
        for row, (cycles, share, daily) in enumerate(frame.to_numpy()):
            if not np.isnan(share):
                found[row].append(Contribution(group.key, group.name, cycles, share, daily))
    return found
