"""The alerts as the dashboard lists and counts them: one row each, in one state each."""

import pandas as pd

from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.findings import INVITES_FROM, severity_rank
from connected_car.pipelines.alerting.records import is_open
from connected_car.pipelines.alerting.vehicles import models

STATES = {  # of an alert, each with what it means
    "told": "the driver’s invitation is written, and nobody has taken it over yet",
    "held back": "the driver is not told yet, because of a budget or an alert storm",
    "not told": "nobody is told: no car is known, it is easing, or it is for operators",
    "acknowledged": "somebody takes care of it",
    "silent": "the battery sends no readings, so nothing can be said of it",
    "watched": "worth a look by an analyst, not yet by a driver",
    "resolved": "it is over",
}
AGES = {"today": (0, 0), "1 to 7 days": (1, 7), "8 to 30 days": (8, 30), "longer": (31, 10**6)}
SEVERITIES = ("overdue", "alert", "watch")
_HELD = ("held_back", "storm")


def entries(sources: Sources) -> pd.DataFrame:
    """Return the alerts, the most urgent first, joined with what is known of car and delivery.

    Returns:
        The columns of ``alerts``, and ``State`` (a key of ``STATES``), ``Age_Days`` (since it was
        opened; of a resolved one, until it was), ``Age`` (a key of ``AGES``), ``Model``, ``Why``
        (of the delivery), ``Needs_Action`` (stands, is alert or overdue, nobody takes care).
    """
    alerts = sources.alerts
    plan = sources.delivery.set_index("Alert_ID").reindex(alerts["Alert_ID"]).set_axis(alerts.index)
    end = alerts["Resolved_On"].fillna(sources.day)
    days = (end - alerts["Opened_On"]).dt.days.clip(lower=0).astype(int)
    rank = severity_rank(alerts["Severity"])
    listed = alerts.assign(
        State=states(alerts, plan["Delivery"]),
        Age_Days=days,
        Age=days.map(age_name),
        Model=alerts["Vehicle_ID"].map(models(sources.vehicles)).astype(object),
        Why=plan["Why"],
        Needs_Action=(alerts["Status"] == "open") & (rank >= INVITES_FROM),
    )
    order = {"stands": is_open(alerts), "rank": rank, "chance": alerts["Probability"].fillna(-1.0)}
    keys = [*order, "Opened_On", "Alert_ID"]
    ordered = listed.assign(**order).sort_values(keys, ascending=[False, False, False, True, True])
    return ordered.drop(columns=list(order)).reset_index(drop=True)


def states(alerts: pd.DataFrame, delivery: pd.Series) -> pd.Series:
    """Return the state of each alert, a key of ``STATES``.

    Args:
        alerts: as in ``read_alerts``.
        delivery: ``Delivery`` of each, missing where none is planned.
    """
    state = pd.Series("not told", index=alerts.index, dtype=object)
    state[delivery == "told"] = "told"
    state[delivery.isin(_HELD)] = "held back"
    state[alerts["Severity"] == "watch"] = "watched"
    state[alerts["Kind"] == "silence"] = "silent"
    state[alerts["Status"] == "acknowledged"] = "acknowledged"
    state[alerts["Status"] == "resolved"] = "resolved"
    return state


def age_name(days: int) -> str:
    """Return the key of ``AGES`` for so many days."""
    return next(name for name, (low, high) in AGES.items() if low <= days <= high)
