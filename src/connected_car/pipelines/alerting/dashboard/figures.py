"""The numbers at the top of the dashboard, each with a sentence and the list it counts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from connected_car.pages.words import some
from connected_car.pipelines.alerting.dashboard.entries import AGES, SEVERITIES, STATES
from connected_car.pipelines.alerting.records import is_open

_OLDEST = 5


@dataclass(frozen=True)
class Figure:
    """A count of alerts.

    Attributes:
        count: how many.
        words: what they are, as the rest of a sentence that the count begins.
        link: opens the list of just these alerts.
    """

    count: int
    words: str
    link: str


def list_link(**filters: str) -> str:
    """Return the address, inside the page, of the list with some filters set."""
    return f"#list?{urlencode(filters)}"


def urgent_figures(listed: pd.DataFrame, horizon: int) -> list[Figure]:
    """Return what needs action, by kind of danger.

    Args:
        listed: from ``entries``.
        horizon: days ahead, of which the alerts speak.
    """
    kinds = {
        ("overdue", "wear"): (
            "battery has reached its rating and is due now",
            "batteries have reached their rating and are due now",
        ),
        ("alert", "wear"): (
            f"battery is likely to reach its rating within {horizon} days",
            f"batteries are likely to reach their rating within {horizon} days",
        ),
        ("alert", "compliance"): ("component breaks the rules", "components break the rules"),
    }
    made = []
    for (severity, kind), (one, many) in kinds.items():
        picked = listed["Needs_Action"] & (listed["Severity"] == severity)
        count = int((picked & (listed["Kind"] == kind)).sum())
        link = list_link(status="open", severity=severity, kind=kind)
        made.append(Figure(count, one if count == 1 else many, link))
    of_platform = int((listed["Needs_Action"] & (listed["Subject"] == "operation")).sum())
    words = "thing on the platform needs a look"
    if of_platform != 1:
        words = "things on the platform need a look"
    made.append(Figure(of_platform, words, list_link(status="open", subject="operation")))
    return made


def state_figures(listed: pd.DataFrame) -> dict[str, Figure]:
    """Return how many alerts are in each state, by its name; they add up to all alerts.

    Args:
        listed: from ``entries``.
    """
    counts = listed["State"].value_counts()
    return {
        name: Figure(int(counts.get(name, 0)), words, list_link(state=name))
        for name, words in STATES.items()
    }


def age_matrix(listed: pd.DataFrame) -> dict[str, list[Figure]]:
    """Return by severity how many alerts nobody has taken care of, one figure for each age.

    Args:
        listed: from ``entries``.
    """
    waiting = listed[listed["Status"] == "open"]
    counts = waiting.groupby(["Severity", "Age"]).size()
    return {
        severity: [
            Figure(
                int(counts.get((severity, age), 0)),
                f"{severity}, {age}",
                list_link(status="open", severity=severity, age=age),
            )
            for age in AGES
        ]
        for severity in SEVERITIES
    }


def oldest(listed: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the alerts that have needed action for longest, for a day at least, the worst first.

    Args:
        listed: from ``entries``.
    """
    waiting = listed[listed["Needs_Action"] & (listed["Age_Days"] > 0)]
    waiting = waiting.sort_values("Age_Days", ascending=False, kind="stable")
    return list(waiting.head(_OLDEST).to_dict("records"))


def headline(listed: pd.DataFrame, looked_at: int) -> str:
    """Return the state of the fleet in a sentence.

    Args:
        listed: from ``entries``.
        looked_at: how many batteries, components and parts of the platform were judged.
    """
    if not looked_at:
        return "Nothing has been looked at yet"
    waiting = int(listed["Needs_Action"].sum())
    if waiting:
        needs = "needs" if waiting == 1 else "need"
        return f"{some(waiting, 'alert')} {needs} somebody to act"
    if is_open(listed).any():
        return "Nothing needs action"
    return "All is well: no alert stands"


def lead(listed: pd.DataFrame, looked_at: int) -> str:
    """Return the sentences below the headline.

    Args:
        listed: from ``entries``.
        looked_at: as in ``headline``.
    """
    if not looked_at:
        return (
            "There are no findings about batteries or components. Run the pipelines with "
            "“kedro run”, and open this page again."
        )
    seen = some(looked_at, "battery or component was", "batteries and components were")
    standing = some(int(is_open(listed).sum()), "alert stands", "alerts stand")
    words = f"{seen} looked at, and {standing}."
    waiting = listed.loc[listed["Needs_Action"], "Age_Days"]
    if len(waiting) and waiting.max() > 0:
        words += (
            f" The oldest that nobody has taken over has waited for {some(waiting.max(), 'day')}."
        )
    return words
