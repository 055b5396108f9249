"""The life of an alert: opened by a finding, kept up to date, closed when its subject recovers.

A subject has one alert at a time. It worsens at once, and eases or closes only after its finding
has been less for some days, so that a probability around a level does not flicker. What was closed
stays closed; a later finding opens a new alert that names the one before.
"""

import hashlib

import pandas as pd

from connected_car.pipelines.alerting.findings import severity_rank, subject_key
from connected_car.pipelines.alerting.options import LifeOptions
from connected_car.pipelines.alerting.records import ALERT_COLUMNS, is_open, with_event

_FROM_FINDING = [
    *("Last_Seen_On", "Probability", "Due_Date", "Reason", "Model_Version", "Kind"),
]
_KEPT_IF_UNKNOWN = ["Vehicle_ID", "Workshop"]


def alert_id(subject: str, subject_id: str, opened_on: pd.Timestamp) -> str:
    """Return the id of the alert that a subject opened on a day; the same for ever.

    It begins with a letter, so that no command line takes it for a number.
    """
    content = f"{subject}|{subject_id}|{opened_on.date().isoformat()}"
    return f"a{hashlib.sha256(content.encode()).hexdigest()[:15]}"


def next_alerts(before: pd.DataFrame, found: pd.DataFrame, options: LifeOptions) -> pd.DataFrame:
    """Return all alerts after a run; ``Message`` of new ones is empty.

    The same findings again change nothing. An alert whose subject was not looked at stays as it is.

    Args:
        before: the alerts so far, as in ``read_alerts``.
        found: ``alert_findings`` of one day with ``Workshop``, indexed by ``subject_key``.
        options: days to open and to close.
    """
    if found.empty:
        return before
    day = found["Seen_On"].max()
    alerts = _ease(before, found, options, day)
    alerts = _worsen(alerts, found, day)
    alerts = _refresh(alerts, found)
    return _open(alerts, found, options, day)


def _standing(alerts: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return which alerts stand and were looked at, and the rank of what was found (0: nothing)."""
    keys = subject_key(alerts)
    rank = severity_rank(found["Severity"]).reindex(keys).fillna(0).set_axis(alerts.index)
    return is_open(alerts) & keys.isin(found.index), rank.astype(int)


def _ease(
    alerts: pd.DataFrame, found: pd.DataFrame, options: LifeOptions, day: pd.Timestamp
) -> pd.DataFrame:
    """Take down, or close, what has been found less severe for long enough."""
    standing, rank = _standing(alerts, found)
    less = standing & (rank < severity_rank(alerts["Severity"]))
    since = alerts["Easing_Since"].fillna(day)
    due = less & ((day - since).dt.days >= options.close_after_days)
    closed, eased = due & (rank == 0), due & (rank > 0)
    new = found["Severity"].reindex(subject_key(alerts)).set_axis(alerts.index)
    notes = "from " + alerts["Severity"].astype(str) + " to " + new.astype(str)
    easing = alerts["Easing_Since"].mask(standing, since.where(less & ~due))
    alerts = alerts.assign(
        Severity=alerts["Severity"].mask(eased, new),
        Status=alerts["Status"].mask(closed, "resolved"),
        Resolved_On=alerts["Resolved_On"].mask(closed, day),
        Easing_Since=easing,
    )
    alerts = with_event(alerts, eased, "eased", day, notes)
    return with_event(alerts, closed, "resolved", day, "nothing is found any more")


def _worsen(alerts: pd.DataFrame, found: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    standing, rank = _standing(alerts, found)
    worse = standing & (rank > severity_rank(alerts["Severity"]))
    new = found["Severity"].reindex(subject_key(alerts)).set_axis(alerts.index)
    notes = "from " + alerts["Severity"].astype(str) + " to " + new.astype(str)
    alerts = alerts.assign(Severity=alerts["Severity"].mask(worse, new))
    return with_event(alerts, worse, "worsened", day, notes)


def _refresh(alerts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Bring the alerts that are still found up to date; what is once known of a car is kept."""
    standing, rank = _standing(alerts, found)
    seen = standing & (rank > 0)
    day = found["Seen_On"].max()
    latest = found.assign(Last_Seen_On=found["Seen_On"]).reindex(subject_key(alerts))
    latest = latest.set_axis(alerts.index)
    known = {n: seen & latest[n].notna() for n in _KEPT_IF_UNKNOWN}
    moved = known["Vehicle_ID"] & alerts["Vehicle_ID"].notna()
    moved &= alerts["Vehicle_ID"] != latest["Vehicle_ID"]
    notes = "to vehicle " + latest["Vehicle_ID"].astype(str)
    fresh = {n: alerts[n].mask(seen, latest[n]) for n in _FROM_FINDING}
    fresh |= {n: alerts[n].mask(known[n], latest[n]) for n in _KEPT_IF_UNKNOWN}
    return with_event(alerts.assign(**fresh), moved, "moved", day, notes)


def _open(
    alerts: pd.DataFrame, found: pd.DataFrame, options: LifeOptions, day: pd.Timestamp
) -> pd.DataFrame:
    """Add an alert for each finding without one; one that was closed on its first day goes on."""
    first = _without_alert(alerts, found, options, day)
    ids = [
        alert_id(str(subject), str(name), day)
        for subject, name in zip(first["Subject"], first["Subject_ID"], strict=True)
    ]
    new = first.assign(
        Alert_ID=ids, Status="open", Opened_On=day, Last_Seen_On=day, Round=0, History="[]"
    )
    alerts = _go_on(alerts, new, day)
    new = new[~new["Alert_ID"].isin(alerts["Alert_ID"])]
    if new.empty:
        return alerts
    before = _latest_of_subject(alerts).reindex(new.index)
    new = new.assign(Previous_Alert_ID=before).reindex(columns=ALERT_COLUMNS)
    new = new.reset_index(drop=True)
    again = new["Previous_Alert_ID"].notna()
    notes = new["Severity"].astype(str)
    new = with_event(new, ~again, "opened", day, notes)
    links = notes + ", after " + new["Previous_Alert_ID"].astype(str)
    new = with_event(new, again, "opened again", day, links)
    new = new.astype({name: dtype for name, dtype in alerts.dtypes.items() if name in new})
    return pd.concat([alerts, new], ignore_index=True) if len(alerts) else new


def _without_alert(
    alerts: pd.DataFrame, found: pd.DataFrame, options: LifeOptions, day: pd.Timestamp
) -> pd.DataFrame:
    raised = found[found["Severity"].notna()]
    age = (day - raised["Raised_Since"]).dt.days
    ripe = (age >= options.open_after_days) | (raised["Severity"] == "overdue")
    standing = subject_key(alerts)[is_open(alerts)]
    return raised[ripe & ~raised.index.isin(standing)]


def _go_on(alerts: pd.DataFrame, new: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    again = alerts["Alert_ID"].isin(new["Alert_ID"]) & ~is_open(alerts)
    fresh = new.set_index("Alert_ID").reindex(alerts["Alert_ID"]).set_axis(alerts.index)
    values = {n: alerts[n].mask(again, fresh[n]) for n in [*_FROM_FINDING, "Severity"]}
    alerts = alerts.assign(
        **values,
        Status=alerts["Status"].mask(again, "open"),
        Resolved_On=alerts["Resolved_On"].where(~again),
    )
    return with_event(alerts, again, "opened again", day, alerts["Severity"].astype(str))


def _latest_of_subject(alerts: pd.DataFrame) -> pd.Series:
    order = alerts.assign(key=subject_key(alerts)).sort_values(["Opened_On", "Resolved_On"])
    return order.drop_duplicates("key", keep="last").set_index("key")["Alert_ID"]
