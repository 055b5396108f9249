"""The outbox: a line for each message to a head unit, kept for ever, written once."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from connected_car.errors import UserError
from connected_car.pipelines.alerting.findings import SEVERITY_RANK
from connected_car.pipelines.alerting.messages import message_language
from connected_car.stored_files import first_fault

Line = dict[str, Any]


class _Told(BaseModel):
    """What each line must tell; the others of its keys are words for the driver."""

    alert_id: str
    vehicle_id: str
    severity: Literal["watch", "alert", "overdue"]
    sent_at: str = Field(pattern=r"^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T")
    round: int = 0


def message_key(alert: str, vehicle: str, severity: str, told_round: int) -> str:
    """Return the idempotency key of a message; the same for ever."""
    content = f"{alert}|{vehicle}|{severity}|{told_round}"
    return f"m{hashlib.sha256(content.encode()).hexdigest()[:31]}"


def line_key(line: Line) -> str:
    """Return the key of a line; those of older versions of the project have none of their own."""
    if "key" in line:
        return str(line["key"])
    return message_key(line["alert_id"], line["vehicle_id"], line["severity"], 0)


def check_lines(lines: list[Line]) -> None:
    """Raise ``UserError`` for a line of the outbox that does not say who was told what."""
    try:
        TypeAdapter(list[_Told]).validate_python(lines, strict=True)
    except ValidationError as error:
        number = int(error.errors(include_url=False)[0]["loc"][0]) + 1
        raise UserError(
            f"alert_outbox, line {number} is damaged ({first_fault(error)}): mend or delete it"
        ) from error


def told_days(alerts: pd.DataFrame, sent: list[Line]) -> pd.Series:
    """Return by row the day on which an alert's vehicle was told what it has to know; NaT: not yet.

    An alert is told once to its vehicle, once more when it has become worse, and anew after an
    acknowledgement has ended.

    Args:
        alerts: as in ``read_alerts``.
        sent: the lines so far.

    Raises:
        UserError: one of them is damaged.
    """
    check_lines(sent)
    told: dict[tuple[str, str, int], tuple[int, str]] = {}
    for line in sent:  # the last line of an alert is its worst
        key = (line["alert_id"], line["vehicle_id"], int(line.get("round", 0)))
        told[key] = (SEVERITY_RANK[line["severity"]], line["sent_at"][:10])
    days = [
        day if SEVERITY_RANK.get(severity, 0) <= rank else None
        for severity, (rank, day) in zip(
            alerts["Severity"],
            (
                told.get(key, (0, ""))
                for key in zip(
                    alerts["Alert_ID"], alerts["Vehicle_ID"], alerts["Round"], strict=True
                )
            ),
            strict=True,
        )
    ]
    return pd.to_datetime(pd.Series(days, index=alerts.index, dtype=object))


def new_lines(
    alerts: pd.DataFrame,
    delivery: pd.DataFrame,
    sent: list[Line],
    languages: Mapping[str, str],
    booking_url: str,
) -> list[Line]:
    """Return the lines that are missing for what is decided to be told.

    Args:
        alerts: as in ``read_alerts``.
        delivery: ``alert_delivery``.
        sent: the lines so far.
        languages: language of each vehicle.
        booking_url: with ``{alert_id}``.
    """
    decided = delivery[delivery["Delivery"] == "told"].set_index("Alert_ID")
    told_on = alerts["Alert_ID"].map(pd.to_datetime(decided["Told_On"]))
    missing = told_on.notna() & told_days(alerts, sent).isna()
    waiting = alerts[missing].assign(Told_On=told_on[missing])
    return [
        _line(alert, message_language(languages.get(alert["Vehicle_ID"])), booking_url)
        for alert in waiting.sort_values(["Last_Seen_On", "Alert_ID"]).to_dict("records")
    ]


def _line(alert: Mapping[Any, Any], language: str, booking_url: str) -> Line:
    title, body = alert["Message"].split("\n", 1)
    of_alert = (alert["Alert_ID"], alert["Vehicle_ID"], alert["Severity"], int(alert["Round"]))
    return {
        "key": message_key(*of_alert),
        "alert_id": alert["Alert_ID"],
        "vehicle_id": alert["Vehicle_ID"],
        "kind": alert["Kind"],
        "severity": alert["Severity"],
        "round": int(alert["Round"]),
        "workshop": alert["Workshop"],
        "language": language,
        "title": title,
        "body": body,
        "action_url": booking_url.replace("{alert_id}", alert["Alert_ID"]),
        "sent_at": f"{alert['Told_On'].date().isoformat()}T00:00:00Z",
    }
