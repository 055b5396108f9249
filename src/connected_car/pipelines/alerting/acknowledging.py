"""Acknowledgements: a person takes care of an alert, and until a day nothing is sent about it."""

import logging
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import pandas as pd

from connected_car.errors import UserError
from connected_car.pipelines.alerting.findings import severity_rank
from connected_car.pipelines.alerting.options import Acknowledgement
from connected_car.pipelines.alerting.records import is_open, with_event

logger = logging.getLogger(__name__)

LIST_COLUMNS = ("Alert_ID", "Owner", "Reason", "Until")
_FIELDS = {
    "Owner": "owner",
    "Acknowledge_Reason": "reason",
    "Acknowledged_Until": "until",
}


def acknowledge(
    alerts: pd.DataFrame, one: Acknowledgement, many: pd.DataFrame, day: pd.Timestamp
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the alerts after what people said of them, and the lines that could not be used.

    Said again, it changes nothing. Said otherwise, the later word counts.

    Args:
        alerts: as in ``read_alerts``.
        one: from the command line.
        many: columns ``LIST_COLUMNS`` as text, indexed by line; may be empty.
        day: of the run.

    Raises:
        UserError: the one of the command line cannot be used.
    """
    usable, refused = _usable(alerts, many, day)
    if one.alert_id is not None:
        given = {"owner": one.owner, "reason": one.reason, "until": pd.Timestamp(str(one.until))}
        wrong = _complaint(alerts, one.alert_id, given, day)
        if wrong:
            raise UserError(f"acknowledge={one.alert_id[:80]}: {wrong}")
        usable[one.alert_id] = given
    for alert, given in usable.items():
        alerts = _apply(alerts, alert, given, day)
    if refused:
        logger.warning("%d lines of acknowledgements could not be used: alert_report", len(refused))
    return alerts, refused


def end_acknowledgements(alerts: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Arm the alerts again whose acknowledgement is over; each may be told anew."""
    over = (alerts["Status"] == "acknowledged") & (alerts["Acknowledged_Until"] < day)
    notes = (
        "until "
        + alerts["Acknowledged_Until"].dt.date.astype(str)
        + ", by "
        + alerts["Owner"].astype(str)
    )
    alerts = alerts.assign(
        Status=alerts["Status"].mask(over, "open"), Round=alerts["Round"] + over.astype("int64")
    )
    return with_event(alerts, over, "armed again", day, notes)


def forgotten(alerts: pd.DataFrame, day: pd.Timestamp, after_days: int) -> pd.DataFrame:
    """Return the alerts that were acknowledged and that nobody seems to care for.

    Those are the ones that have been acknowledged for longer than ``after_days``, and those that
    stand open after an acknowledgement has ended; the most severe and oldest first.
    """
    long = (alerts["Status"] == "acknowledged") & (
        (day - alerts["Acknowledged_On"]).dt.days > after_days
    )
    ended = (alerts["Status"] == "open") & alerts["Acknowledged_Until"].notna()
    left = alerts[long | ended]
    order = pd.DataFrame(
        {"rank": -severity_rank(left["Severity"]), "on": left["Acknowledged_On"]}, index=left.index
    ).sort_values(["rank", "on"])
    return left.loc[order.index]


def _usable(
    alerts: pd.DataFrame, many: pd.DataFrame, day: pd.Timestamp
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return the last word about each alert, and the lines that cannot be used."""
    usable, refused = {}, []
    for line, row in zip(many.index, many.to_dict("records"), strict=True):
        alert = str(row["Alert_ID"]).strip()
        until = pd.to_datetime(row["Until"], format="%Y-%m-%d", errors="coerce")
        given = {"owner": row["Owner"], "reason": row["Reason"], "until": until}
        wrong = _complaint(alerts, alert, given, day)
        if wrong:
            refused.append({"line": int(line), "alert_id": alert[:80], "why": wrong})
        else:
            usable[alert] = given
    return usable, refused


def _complaint(
    alerts: pd.DataFrame, alert: str, given: Mapping[str, Any], day: pd.Timestamp
) -> str | None:
    known = alerts.loc[alerts["Alert_ID"] == alert]
    if known.empty:
        near = get_close_matches(alert, list(alerts["Alert_ID"]), n=3, cutoff=0.6)
        hint = f"near ones: {', '.join(near)}" if near else "the table alerts has them all"
        return f"there is no such alert; {hint}"
    if not is_open(known).iloc[0]:
        on = known["Resolved_On"].iloc[0].date()
        return f"it was resolved on {on}, so there is nothing to acknowledge"
    missing = [name for name, value in given.items() if pd.isna(value) or not str(value).strip()]
    if missing:
        return f"{', '.join(missing)} is missing or cannot be read (a day is like 2026-01-31)"
    if given["until"] < day:
        return f"until={given['until'].date()} is before the day of the data, {day.date()}"
    return None


def _apply(
    alerts: pd.DataFrame, alert: str, given: Mapping[str, Any], day: pd.Timestamp
) -> pd.DataFrame:
    row = alerts["Alert_ID"] == alert
    said = {column: given[name] for column, name in _FIELDS.items()}
    same = alerts["Status"] == "acknowledged"
    for column, value in said.items():
        same &= alerts[column] == value
    new = row & ~same
    fresh = {column: alerts[column].mask(new, value) for column, value in said.items()}
    fresh["Status"] = alerts["Status"].mask(new, "acknowledged")
    fresh["Acknowledged_On"] = alerts["Acknowledged_On"].mask(new, day)
    note = f"until {given['until'].date()}: {given['reason']}"
    return with_event(
        alerts.assign(**fresh), new, "acknowledged", day, note, by=str(given["owner"])
    )
