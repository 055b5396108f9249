"""From risk to alerts, messages and the summary of the run."""

import logging
from typing import Any

import pandas as pd

from connected_car.pipelines.alerting.lifecycle import (
    SEVERITY_RANK,
    findings,
    is_open,
    next_alerts,
    read_alerts,
    stored_alerts,
)
from connected_car.pipelines.alerting.messages import message_language, render
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.outbox import Line, new_lines
from connected_car.pipelines.alerting.summary import summary_text
from connected_car.pipelines.alerting.vehicles import languages, owners

logger = logging.getLogger(__name__)


def update_alerts(
    battery_risk: pd.DataFrame, vehicles: pd.DataFrame, alerts_before: pd.DataFrame
) -> pd.DataFrame:
    """Return ``alerts``: opened, brought up to date or closed by the present risk.

    Args:
        battery_risk: one row a battery.
        vehicles: the vehicle list; may be empty.
        alerts_before: the alerts that the last run left.
    """
    before = read_alerts(alerts_before)
    alerts = next_alerts(before, findings(battery_risk, owners(vehicles, battery_risk)))
    told = _worth_telling(before, alerts)
    messages = _messages(alerts[told], languages(vehicles))
    alerts = alerts.assign(Message=alerts["Message"].mask(told, messages))
    _log(before, alerts)
    return stored_alerts(alerts)


def fill_outbox(
    alerts: pd.DataFrame, vehicles: pd.DataFrame, sent: list[Line], options: AlertingOptions
) -> list[Line]:
    """Return ``alert_outbox``: every line so far, and one for each message not yet there.

    Args:
        alerts: ``alerts``.
        vehicles: the vehicle list; may be empty.
        sent: the lines so far.
        options: the group ``alerting``.
    """
    added = new_lines(alerts, sent, languages(vehicles), options.booking_url)
    logger.info("%d messages added to the outbox, %d in all", len(added), len(sent) + len(added))
    return [*sent, *added]


def summarise_run(
    data_quality_report: dict[str, Any],
    forecast_summary: dict[str, Any],
    battery_risk: pd.DataFrame,
    alerts: pd.DataFrame,
    options: AlertingOptions,
) -> str:
    """Return what a user reads at the end of a run: data, champion, risk, results, next steps.

    Args:
        data_quality_report: counts of readings and batteries.
        forecast_summary: champion and verdict of the last search.
        battery_risk: one row a battery.
        alerts: all alerts.
        options: the group ``alerting``.
    """
    return summary_text(data_quality_report, forecast_summary, battery_risk, alerts, options)


def _worth_telling(before: pd.DataFrame, alerts: pd.DataFrame) -> pd.Series:
    """Which open alerts are new, worse than they were, or with another vehicle."""
    old = before.set_index("Alert_ID").reindex(alerts["Alert_ID"]).set_axis(alerts.index)
    rank, old_rank = (frame["Severity"].map(SEVERITY_RANK) for frame in (alerts, old))
    moved = alerts["Vehicle_ID"].notna() & (alerts["Vehicle_ID"] != old["Vehicle_ID"])
    return is_open(alerts) & (old_rank.isna() | (rank > old_rank) | moved)


def _messages(alerts: pd.DataFrame, language_of: dict[str, str]) -> pd.Series:
    texts = [
        render(
            message_language(language_of.get(alert["Vehicle_ID"])),
            alert["Severity"],
            alert["Last_Seen_On"].date(),
            None if pd.isna(alert["Due_Date"]) else alert["Due_Date"].date(),
        )
        for alert in alerts.to_dict("records")
    ]
    return pd.Series(texts, index=alerts.index, dtype=object)


def _log(before: pd.DataFrame, alerts: pd.DataFrame) -> None:
    was_open, now_open = is_open(before).sum(), is_open(alerts)
    opened = len(alerts) - len(before)
    logger.info(
        "%d alerts open (%d before, %d new), %d of them without a known vehicle",
        *(now_open.sum(), was_open, opened, (now_open & alerts["Vehicle_ID"].isna()).sum()),
    )
