"""The life of an alert: opened by a finding, kept up to date, closed when the battery recovers.

An alert is about one battery and has one life: what was closed stays closed, and a later finding is
a new alert. Only ``alert`` and ``overdue`` raise one: a watched battery is the analyst's business,
its owner is not to be troubled yet.
"""

import hashlib
import logging

import pandas as pd
import pyarrow as pa

from connected_car.tables import SCHEMAS

logger = logging.getLogger(__name__)

SEVERITY_RANK = {"alert": 1, "overdue": 2}
_SCHEMA = pa.schema([field for field in SCHEMAS["alerts"] if field.name != "Run_ID"])
_DATES = ["Opened_On", "Last_Seen_On", "Resolved_On", "Due_Date"]
_FROM_FINDING = ["Severity", "Last_Seen_On", "Probability", "Due_Date", "Reason", "Model_Version"]


def alert_id(battery: str, opened_on: pd.Timestamp) -> str:
    """Return the id of the alert that a battery opened on a day; the same for ever."""
    content = f"battery|{battery}|{opened_on.date().isoformat()}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def findings(risk: pd.DataFrame, vehicle_of: pd.Series) -> pd.DataFrame:
    """Return what the run found, by battery, in the words of ``alerts``; ``Severity`` may be none.

    Args:
        risk: ``battery_risk``.
        vehicle_of: ``Vehicle_ID`` by ``Battery_ID``.
    """
    found = pd.DataFrame(
        {
            "Severity": risk["Risk"].where(risk["Risk"].isin(list(SEVERITY_RANK))),
            "Last_Seen_On": pd.to_datetime(risk["As_Of_Date"]),
            "Probability": risk["Failure_Probability"],
            "Due_Date": pd.to_datetime(risk["Expected_Replacement_Date"]),
            "Reason": risk["Reason"],
            "Model_Version": risk["Model_Version"],
            "Vehicle_ID": risk["Battery_ID"].map(vehicle_of).astype(object),
        }
    )
    return found.set_axis(pd.Index(risk["Battery_ID"], name="Subject_ID"))


def next_alerts(before: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return all alerts after a run; ``Message`` of new ones is empty.

    The same findings again change nothing. A finding from before a battery's latest alert is a look
    into the past and is left aside; an alert whose battery was not scored stays as it is.

    Args:
        before: the alerts so far, dates as in ``read_alerts``.
        found: from ``findings``.
    """
    current = _not_from_the_past(before, found)
    raised = current[current["Severity"].notna()]
    calm = current[current["Severity"].isna()]
    return _refresh(_open(_close(before, calm), raised), raised)


def read_alerts(stored: pd.DataFrame) -> pd.DataFrame:
    """Return stored alerts with dates that can be computed with."""
    dates = {name: pd.to_datetime(stored[name]) for name in _DATES}
    return stored.assign(**dates)[_SCHEMA.names]


def stored_alerts(alerts: pd.DataFrame) -> pd.DataFrame:
    """Return alerts in the form in which the table gives them back, in a fixed order."""
    ordered = alerts.sort_values(["Opened_On", "Subject_ID"], ignore_index=True)
    return pa.Table.from_pandas(ordered[_SCHEMA.names], _SCHEMA, preserve_index=False).to_pandas()


def is_open(alerts: pd.DataFrame) -> pd.Series:
    """Return which alerts still stand."""
    return alerts["Status"] != "resolved"


def _not_from_the_past(before: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    latest = before[["Last_Seen_On", "Resolved_On"]].max(axis=1)
    known_until = latest.groupby(before["Subject_ID"]).max().reindex(found.index)
    past = found["Last_Seen_On"] < known_until
    if past.any():
        logger.info("%d batteries were scored as of a day before their latest alert", past.sum())
    return found[~past]


def _close(alerts: pd.DataFrame, calm: pd.DataFrame) -> pd.DataFrame:
    ended = is_open(alerts) & alerts["Subject_ID"].isin(calm.index)
    day = alerts["Subject_ID"].map(calm["Last_Seen_On"])
    return alerts.assign(
        Status=alerts["Status"].mask(ended, "resolved"),
        Resolved_On=alerts["Resolved_On"].mask(ended, day),
    )


def _open(alerts: pd.DataFrame, raised: pd.DataFrame) -> pd.DataFrame:
    """Add an alert for each finding without one; one that was closed on that very day goes on."""
    first = raised[~raised.index.isin(alerts.loc[is_open(alerts), "Subject_ID"])]
    days = first["Last_Seen_On"]
    ids = [alert_id(str(battery), day) for battery, day in days.items()]
    again = alerts["Alert_ID"].isin(ids)
    alerts = alerts.assign(
        Status=alerts["Status"].mask(again, "open"),
        Resolved_On=alerts["Resolved_On"].where(~again),
    )
    new = first.reset_index().assign(
        Alert_ID=ids, Subject="battery", Status="open", Opened_On=days.to_numpy()
    )
    new = new[~new["Alert_ID"].isin(alerts["Alert_ID"])]
    if new.empty:
        return alerts
    return pd.concat([alerts, new.reindex(columns=_SCHEMA.names)], ignore_index=True)


def _refresh(alerts: pd.DataFrame, raised: pd.DataFrame) -> pd.DataFrame:
    """Bring the open alerts of the batteries found up to date; a vehicle once known is kept."""
    seen = is_open(alerts) & alerts["Subject_ID"].isin(raised.index)
    latest = raised.reindex(alerts["Subject_ID"]).set_axis(alerts.index)
    fresh = {name: alerts[name].mask(seen, latest[name]) for name in _FROM_FINDING}
    vehicle = alerts["Vehicle_ID"].mask(seen & latest["Vehicle_ID"].notna(), latest["Vehicle_ID"])
    return alerts.assign(Vehicle_ID=vehicle, **fresh)
