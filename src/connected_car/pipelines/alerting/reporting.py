"""The state of the alerts in one object, for the summary, the dashboard and other programs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from connected_car.pages.words import some
from connected_car.pipelines.alerting.acknowledging import forgotten
from connected_car.pipelines.alerting.findings import INVITES_FROM, severity_rank
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.outbox import Line
from connected_car.pipelines.alerting.records import is_open
from connected_car.pipelines.alerting.storms import storm_words


def alert_report(
    alerts: pd.DataFrame,
    delivery: pd.DataFrame,
    sent: list[Line],
    *,
    sending: dict[str, Any],
    refused: list[dict[str, Any]],
    day: pd.Timestamp,
    options: AlertingOptions,
) -> dict[str, Any]:
    """Put the report together.

    Args:
        alerts: as in ``read_alerts``.
        delivery: ``alert_delivery``.
        sent: ``alert_outbox``.
        sending: ``delivery_report``.
        refused: lines of acknowledgements that could not be used.
        day: of the run.
        options: the group ``alerting``.

    Returns:
        ``as_of``; ``open`` (alert and overdue), ``watched``, ``acknowledged``, ``resolved`` as
        counts; ``severities``, ``kinds`` and ``delivery`` of what stands; ``messages`` in the
        outbox, and in ``sending`` what became of them; ``held_back`` by workshop with the expected
        number of missed failures; ``budget``; ``storm`` (what to look at, empty without one);
        ``operations``; ``forgotten`` and ``refused_acknowledgements``.
    """
    standing = alerts[is_open(alerts)]
    is_for_action = severity_rank(standing["Severity"]) >= INVITES_FROM
    acknowledged = standing["Status"] == "acknowledged"
    return {
        "as_of": None if pd.isna(day) else day.date().isoformat(),
        "open": int((is_for_action & ~acknowledged).sum()),
        "watched": int((~is_for_action & ~acknowledged).sum()),
        "acknowledged": int(acknowledged.sum()),
        "resolved": int(len(alerts) - len(standing)),
        "without_vehicle": int((delivery["Delivery"] == "no_vehicle").sum()),
        "severities": _counts(standing["Severity"]),
        "kinds": _counts(standing["Kind"]),
        "delivery": _counts(delivery["Delivery"]),
        "messages": len(sent),
        "sending": {**sending, "dead": len(sending["dead"])},
        "budget": {"per_day": options.budget.per_day, "per_week": options.budget.per_week},
        "held_back": held_back(delivery),
        "storm": storm_words(alerts),
        "operations": _operations(standing),
        "forgotten": _forgotten(alerts, day, options),
        "refused_acknowledgements": refused,
    }


def sending_words(sending: Mapping[str, Any]) -> str:
    """Return in a sentence whether the messages of the outbox have left this machine.

    Args:
        sending: of the report.
    """
    if not sending["enabled"]:
        return "No message is sent: no webhook is set"
    dead = f"; {some(sending['dead'], 'dead letter')}" if sending["dead"] else ""
    return (
        f"Of {some(sending['messages'], 'message')} {sending['delivered']:,} were delivered, "
        f"{sending['waiting']:,} wait{dead}"
    )


def held_back(delivery: pd.DataFrame) -> list[dict[str, Any]]:
    """Return by workshop how many invitations wait, and what that may cost."""
    held = delivery[delivery["Delivery"] == "held_back"]
    sums = held.groupby("Workshop").agg(
        alerts=("Alert_ID", "size"),
        expected_missed_failures=("Expected_Failures", "sum"),
        expected_cost=("Expected_Cost", "sum"),
    )
    return [
        {
            "workshop": row["Workshop"],
            "alerts": int(row["alerts"]),
            "expected_missed_failures": round(float(row["expected_missed_failures"]), 2),
            "expected_cost": round(float(row["expected_cost"]), 2),
        }
        for row in sums.reset_index().to_dict("records")
    ]


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(name): int(count) for name, count in values.value_counts().sort_index().items()}


def _operations(standing: pd.DataFrame) -> list[dict[str, str]]:
    found = standing[standing["Subject"] == "operation"].sort_values("Subject_ID")
    return [
        {"what": row["Subject_ID"], "alert_id": row["Alert_ID"], "why": row["Reason"]}
        for row in found.to_dict("records")
    ]


def _forgotten(
    alerts: pd.DataFrame, day: pd.Timestamp, options: AlertingOptions
) -> list[dict[str, str]]:
    left = forgotten(alerts, day, options.life.forgotten_after_days)
    return [
        {
            "alert_id": row["Alert_ID"],
            "subject": f"{row['Subject']} {row['Subject_ID']}",
            "severity": row["Severity"],
            "status": row["Status"],
            "owner": row["Owner"],
            "since": row["Acknowledged_On"].date().isoformat(),
            "until": row["Acknowledged_Until"].date().isoformat(),
            "reason": row["Acknowledge_Reason"],
        }
        for row in left.to_dict("records")
    ]
