"""Alerts as they are stored, and each one's history, which lies with it.

The history is part of the alert's row, so that a kill can never part what an alert is from how it
came about; the table ``alert_history`` is made from it.
"""

import json

import pandas as pd
import pyarrow as pa

from connected_car.tables import SCHEMAS

SYSTEM = "system"
_SCHEMA = pa.schema([field for field in SCHEMAS["alerts"] if field.name != "Run_ID"])
_HISTORY = pa.schema([field for field in SCHEMAS["alert_history"] if field.name != "Run_ID"])
_DATES = [field.name for field in _SCHEMA if pa.types.is_date(field.type)]
_OF_OLDER_TABLES: dict[str, str | int] = {"Kind": "wear", "Round": 0, "History": "[]"}
ALERT_COLUMNS = list(_SCHEMA.names)


def read_alerts(stored: pd.DataFrame) -> pd.DataFrame:
    """Return stored alerts with dates that can be computed with.

    Columns that an older version of the project did not have are filled.
    """
    alerts = stored.reindex(columns=ALERT_COLUMNS)
    filled = {name: alerts[name].fillna(value) for name, value in _OF_OLDER_TABLES.items()}
    dates = {name: pd.to_datetime(alerts[name]) for name in _DATES}
    alerts = alerts.assign(**filled, **dates)
    return alerts.assign(Round=alerts["Round"].astype("int64"))


def stored_alerts(alerts: pd.DataFrame) -> pd.DataFrame:
    """Return alerts in the form in which the table gives them back, in a fixed order."""
    ordered = alerts.sort_values(["Opened_On", "Subject", "Subject_ID"], ignore_index=True)
    return pa.Table.from_pandas(ordered[ALERT_COLUMNS], _SCHEMA, preserve_index=False).to_pandas()


def is_open(alerts: pd.DataFrame) -> pd.Series:
    """Return which alerts still stand, acknowledged ones among them."""
    return alerts["Status"] != "resolved"


def with_event(
    alerts: pd.DataFrame,
    rows: pd.Series,
    event: str,
    day: pd.Timestamp,
    notes: pd.Series | str = "",
    *,
    by: str = SYSTEM,
) -> pd.DataFrame:
    """Return the alerts with an event added to the history of some.

    Args:
        alerts: as in ``read_alerts``.
        rows: which ones.
        event: in a word.
        day: on which it happened.
        notes: what there is to say, one for all or by row.
        by: who did it.
    """
    if not rows.any():
        return alerts
    note_of = notes if isinstance(notes, pd.Series) else pd.Series(notes, index=alerts.index)
    entry = {"day": day.date().isoformat(), "event": event, "by": by}
    history = alerts["History"].copy()
    for row in alerts.index[rows]:
        entries = [*json.loads(history[row]), {**entry, "note": str(note_of[row])}]
        history[row] = json.dumps(entries, ensure_ascii=False)
    return alerts.assign(History=history)


def history_table(alerts: pd.DataFrame) -> pd.DataFrame:
    """Return ``alert_history``: a row for each event of each alert.

    Args:
        alerts: ``alerts``.
    """
    rows = [
        {
            "Alert_ID": alert,
            "Step": step,
            "Day": entry["day"],
            "Event": entry["event"],
            "By": entry["by"],
            "Note": entry["note"],
        }
        for alert, text in zip(alerts["Alert_ID"], alerts["History"], strict=True)
        for step, entry in enumerate(json.loads(text or "[]"), start=1)
    ]
    table = pd.DataFrame(rows, columns=_HISTORY.names)
    table = table.assign(Day=pd.to_datetime(table["Day"]))
    return pa.Table.from_pandas(table, _HISTORY, preserve_index=False).to_pandas()
