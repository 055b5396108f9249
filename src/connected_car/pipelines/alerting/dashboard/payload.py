"""What the dashboard's script gets: alerts, and pages of batteries and components, as JSON."""

import json
from typing import Any

import pandas as pd
from markupsafe import Markup

from connected_car.pages.words import clean
from connected_car.pipelines.alerting.dashboard.batteries import battery_pages, plain
from connected_car.pipelines.alerting.dashboard.components import (
    component_pages,
    component_subjects,
)
from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.options import DashboardOptions
from connected_car.pipelines.alerting.vehicles import models, owners

COLUMNS = {  # of a row of the list, in order
    "id": "Alert_ID",
    "subject": "Subject",
    "key": "Subject_ID",
    "vehicle": "Vehicle_ID",
    "model": "Model",
    "kind": "Kind",
    "severity": "Severity",
    "status": "Status",
    "state": "State",
    "opened": "Opened_On",
    "days": "Age_Days",
    "age": "Age",
    "chance": "Probability",
    "due": "Due_Date",
    "reason": "Reason",
    "why": "Why",
    "workshop": "Workshop",
    "owner": "Owner",
    "until": "Acknowledged_Until",
    "resolved": "Resolved_On",
    "previous": "Previous_Alert_ID",
}
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def payload(sources: Sources, listed: pd.DataFrame, options: DashboardOptions) -> dict[str, Any]:
    """Return all that the script shows, as plain values.

    Args:
        sources: the stored tables.
        listed: from ``entries``.
        options: how many pages, and how many days of history.
    """
    vehicle_of = owners(sources.vehicles, sources.risk)
    batteries = battery_pages(sources, vehicle_of, options)
    shown = {*listed["Vehicle_ID"].dropna(), *(page["vehicle"] for page in batteries.values())}
    columns = [[plain(value) for value in listed[name]] for name in COLUMNS.values()]
    content = {
        "day": plain(sources.day),
        "horizon": sources.horizon,
        "columns": list(COLUMNS),
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "steps": _steps(sources.history),
        "texts": _texts(listed.head(options.max_pages), sources.delivery),
        "batteries": batteries,
        "components": component_pages(sources, component_subjects(listed), options.max_pages),
        "models": {car: m for car, m in models(sources.vehicles).items() if car in shown},
    }
    cleaned: dict[str, Any] = clean(content)
    return cleaned


def json_block(content: dict[str, Any]) -> Markup:
    """Return values as JSON that no text in them can end, wherever in a page it stands.

    Args:
        content: plain values.
    """
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    for sign, escaped in _ESCAPED.items():
        text = text.replace(sign, escaped)
    return Markup(text)


def _steps(history: pd.DataFrame) -> dict[str, list[list[Any]]]:
    """Return by alert ``[day, event, by, note]`` of each step."""
    steps: dict[str, list[list[Any]]] = {}
    ordered = history.sort_values(["Alert_ID", "Step"])
    columns = [ordered[name] for name in ("Alert_ID", "Day", "Event", "By", "Note")]
    for alert, *step in zip(*columns, strict=True):
        steps.setdefault(alert, []).append([plain(value) for value in step])
    return steps


def _texts(listed: pd.DataFrame, delivery: pd.DataFrame) -> dict[str, list[Any]]:
    """Return by alert the message to its driver and the text for its workshop."""
    workshop = delivery.set_index("Alert_ID")["Workshop_Text"]
    pairs = zip(listed["Alert_ID"], listed["Message"], strict=True)
    return {alert: [plain(message), plain(workshop.get(alert))] for alert, message in pairs}
