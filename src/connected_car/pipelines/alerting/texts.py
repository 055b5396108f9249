"""Puts an alert's columns into the templates of its readers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from connected_car.pipelines.alerting.messages import (
    message_language,
    part_of,
    render,
    staff_text,
)

_DATES = ["Opened_On", "Last_Seen_On", "Resolved_On", "Due_Date", "Easing_Since"]


def driver_messages(alerts: pd.DataFrame, language_of: Mapping[str, str]) -> pd.Series:
    """Return title and body of each alert's message, in its vehicle's language.

    Args:
        alerts: as in ``read_alerts``.
        language_of: by vehicle.
    """
    texts = [
        render(
            message_language(language_of.get(alert["Vehicle_ID"])),
            alert["Kind"],
            alert["Severity"],
            alert["Last_Seen_On"],
            alert["Due_Date"],
            part=part_of(alert["Subject_ID"], str(alert["Vehicle_ID"])),
        )
        for alert in plain_records(alerts)
    ]
    return pd.Series(texts, index=alerts.index, dtype=object)


def staff_texts(alerts: pd.DataFrame, delivery: pd.DataFrame) -> pd.DataFrame:
    """Return the plan with ``Workshop_Text`` and ``Analyst_Text``.

    Args:
        alerts: as in ``read_alerts``.
        delivery: from ``planning.plan``.
    """
    unused = ["Vehicle_ID", "Workshop", "History", "Message"]
    both = delivery.merge(alerts.drop(columns=unused), on="Alert_ID")
    records = plain_records(both)
    for record in records:
        record["part"] = part_of(record["Subject_ID"], str(record["Vehicle_ID"]))
    texts = {
        f"{reader.capitalize()}_Text": [staff_text(reader, record) for record in records]
        for reader in ("workshop", "analyst")
    }
    return both[list(delivery.columns)].assign(**texts)


def plain_records(alerts: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return a dictionary a row, with days as dates and None for what is missing."""
    rows = alerts.to_dict("records")
    return [
        {
            name: None
            if not isinstance(value, list) and pd.isna(value)
            else (value.date() if name in _DATES else value)
            for name, value in row.items()
        }
        for row in rows
    ]
