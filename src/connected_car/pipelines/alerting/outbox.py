"""The outbox: a line for each message to a head unit, kept for ever, written once."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from connected_car.pipelines.alerting.lifecycle import SEVERITY_RANK
from connected_car.pipelines.alerting.messages import message_language

Line = dict[str, Any]


def new_lines(
    alerts: pd.DataFrame, sent: list[Line], languages: Mapping[str, str], booking_url: str
) -> list[Line]:
    """Return the lines that are missing for the open alerts.

    An alert is told once to its vehicle, and once more when it has become worse; an alert without a
    vehicle has no head unit to go to.

    Args:
        alerts: ``alerts``.
        sent: the lines so far.
        languages: language of each vehicle.
        booking_url: with ``{alert_id}``.
    """
    told = {  # the last line of an alert is its worst
        (line["alert_id"], line["vehicle_id"]): SEVERITY_RANK[line["severity"]] for line in sent
    }
    waiting = alerts[(alerts["Status"] == "open") & alerts["Vehicle_ID"].notna()]
    return [
        _line(alert, message_language(languages.get(alert["Vehicle_ID"])), booking_url)
        for alert in waiting.sort_values(["Last_Seen_On", "Alert_ID"]).to_dict("records")
        if SEVERITY_RANK[alert["Severity"]] > told.get((alert["Alert_ID"], alert["Vehicle_ID"]), 0)
    ]


def _line(alert: Mapping[Any, Any], language: str, booking_url: str) -> Line:
    title, body = alert["Message"].split("\n", 1)
    return {
        "alert_id": alert["Alert_ID"],
        "vehicle_id": alert["Vehicle_ID"],
        "severity": alert["Severity"],
        "language": language,
        "title": title,
        "body": body,
        "action_url": booking_url.replace("{alert_id}", alert["Alert_ID"]),
        "sent_at": f"{pd.Timestamp(alert['Last_Seen_On']).date().isoformat()}T00:00:00Z",
    }
