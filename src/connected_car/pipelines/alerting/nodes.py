"""From findings to alerts, their history, their report and the summary of the run."""

import logging
from typing import Any

import pandas as pd

from connected_car.datasets.stream_table import StreamTable
from connected_car.pages.subjects import page_name
from connected_car.pages.words import some
from connected_car.pipelines.alerting.acknowledging import acknowledge, end_acknowledgements
from connected_car.pipelines.alerting.explaining import (
    Tables,
    story_text,
    vehicle_page,
    vehicle_story,
)
from connected_car.pipelines.alerting.findings import (
    battery_findings,
    component_findings,
    run_day,
    subject_key,
)
from connected_car.pipelines.alerting.lifecycle import next_alerts
from connected_car.pipelines.alerting.operations import (
    HEALTH_COLUMNS,
    Operations,
    operation_findings,
)
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.outbox import Line, told_days
from connected_car.pipelines.alerting.records import (
    history_table,
    is_open,
    read_alerts,
    stored_alerts,
)
from connected_car.pipelines.alerting.reporting import alert_report
from connected_car.pipelines.alerting.storms import guard, invites
from connected_car.pipelines.alerting.summary import summary_text
from connected_car.pipelines.alerting.texts import driver_messages
from connected_car.pipelines.alerting.tracking import read_findings, stored_findings, track
from connected_car.pipelines.alerting.vehicles import languages, owners, workshops

logger = logging.getLogger(__name__)


def track_findings(
    *,
    battery_risk: pd.DataFrame,
    component_compliance: pd.DataFrame,
    stream_health: StreamTable,
    data_quality_report: dict[str, Any],
    forecast_summary: dict[str, Any],
    vehicles: pd.DataFrame,
    alert_findings_before: pd.DataFrame,
    options: AlertingOptions,
) -> pd.DataFrame:
    """Return ``alert_findings``: what each battery, component and operation is found to be.

    Args:
        battery_risk: one row a battery.
        component_compliance: one row an inspection; may be empty.
        stream_health: one row a batch of the stream; need not exist.
        data_quality_report: counts of readings.
        forecast_summary: champion of the last search.
        vehicles: the vehicle list; may be empty.
        alert_findings_before: the findings that the last run left.
        options: the group ``alerting``.
    """
    day = run_day(battery_risk, component_compliance)
    before = read_findings(alert_findings_before)
    if pd.isna(day):
        return stored_findings(before)
    health = stream_health.read(HEALTH_COLUMNS).to_pandas()
    known = Operations(health, data_quality_report, forecast_summary, battery_risk)
    parts = [
        battery_findings(battery_risk, owners(vehicles, battery_risk), day),
        component_findings(component_compliance, day),
        operation_findings(known, day, options.operations),
    ]
    found = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return stored_findings(track(before, found))


def update_alerts(
    *,
    alert_findings: pd.DataFrame,
    vehicles: pd.DataFrame,
    alerts_before: pd.DataFrame,
    alert_outbox_before: list[Line],
    acknowledgement_list: pd.DataFrame,
    options: AlertingOptions,
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return ``alerts`` after the present findings and what people said, and what was refused.

    Args:
        alert_findings: from ``track_findings``.
        vehicles: the vehicle list; may be empty.
        alerts_before: the alerts that the last run left.
        alert_outbox_before: the messages so far.
        acknowledgement_list: acknowledgements by line of a user's file; may be empty.
        options: the group ``alerting``.
    """
    findings, before = read_findings(alert_findings), read_alerts(alerts_before)
    day = findings["Seen_On"].max()
    alerts, refused = acknowledge(before, options.acknowledge, acknowledgement_list, day)
    if pd.notna(day):
        found = _of_the_day(findings, vehicles)
        alerts = next_alerts(end_acknowledgements(alerts, day), found, options.life)
        fleet = int((found["Subject"] != "operation").sum())
        alerts = guard(before, alerts, fleet, day, options.storm)
    untold = invites(alerts) & (alerts["Status"] == "open")
    untold &= told_days(alerts, alert_outbox_before).isna()
    texts = driver_messages(alerts[untold], languages(vehicles))
    alerts = alerts.assign(Message=alerts["Message"].mask(untold, texts))
    _log(before, alerts)
    return stored_alerts(alerts), refused


def tell_history(alerts: pd.DataFrame) -> pd.DataFrame:
    """Return ``alert_history``: who did what and when, a row for each event.

    Args:
        alerts: ``alerts``.
    """
    return history_table(alerts)


def report_alerts(
    *,
    alerts: pd.DataFrame,
    alert_findings: pd.DataFrame,
    alert_delivery: pd.DataFrame,
    alert_outbox: list[Line],
    delivery_report: dict[str, Any],
    refused_acknowledgements: list[dict[str, Any]],
    options: AlertingOptions,
) -> dict[str, Any]:
    """Return ``alert_report``: counts, what is held back, storm, what is forgotten or refused.

    Args:
        alerts: ``alerts``.
        alert_findings: of the same run.
        alert_delivery: from ``plan_delivery``.
        alert_outbox: the messages.
        delivery_report: from ``deliver_messages``.
        refused_acknowledgements: from ``update_alerts``.
        options: the group ``alerting``.
    """
    day = read_findings(alert_findings)["Seen_On"].max()
    known = read_alerts(alerts)
    return alert_report(
        known,
        alert_delivery,
        alert_outbox,
        sending=delivery_report,
        refused=refused_acknowledgements,
        day=day,
        options=options,
    )


def explain_vehicle(
    *,
    alert_findings: pd.DataFrame,
    alerts: pd.DataFrame,
    alert_history: pd.DataFrame,
    alert_delivery: pd.DataFrame,
    alert_outbox: list[Line],
    vehicles: pd.DataFrame,
    options: AlertingOptions,
) -> tuple[dict[str, str], str]:
    """Return the page of the vehicle that ``explain_vehicle`` names, by file name, and its text.

    Without a name there is no page, and the text is empty. It is printed at the end of the run.

    Args:
        alert_findings: what was found.
        alerts: ``alerts``.
        alert_history: who did what and when.
        alert_delivery: who is told, and why not.
        alert_outbox: the messages.
        vehicles: the vehicle list; may be empty.
        options: the group ``alerting``.
    """
    vehicle = options.explain_vehicle
    if vehicle is None:
        return {}, ""
    tables = Tables(alert_findings, alerts, alert_history, alert_delivery, vehicles)
    story = vehicle_story(vehicle, tables, alert_outbox, options)
    return {page_name(story["vehicle"]): vehicle_page(story)}, story_text(story)


def summarise_run(
    data_quality_report: dict[str, Any],
    forecast_summary: dict[str, Any],
    battery_risk: pd.DataFrame,
    alert_report: dict[str, Any],
    options: AlertingOptions,
    *,
    component_compliance: pd.DataFrame | None = None,
) -> str:
    """Return what a user reads at the end of a run: data, champion, risk, results, next steps.

    Args:
        data_quality_report: counts of readings and batteries.
        forecast_summary: champion and verdict of the last search.
        battery_risk: one row a battery.
        alert_report: the state of the alerts.
        options: the group ``alerting``.
        component_compliance: one row an inspection; may be empty.
    """
    return summary_text(
        data_quality_report,
        forecast_summary,
        battery_risk,
        alert_report,
        options=options,
        components=component_compliance,
    )


def _of_the_day(findings: pd.DataFrame, vehicles: pd.DataFrame) -> pd.DataFrame:
    """Return what was looked at in this run, with the workshop, by subject."""
    found = findings[findings["Seen_On"] == findings["Seen_On"].max()]
    known = workshops(vehicles, found["Vehicle_ID"]).where(found["Vehicle_ID"].notna())
    return found.assign(Workshop=known).set_index(subject_key(found))


def _log(before: pd.DataFrame, alerts: pd.DataFrame) -> None:
    now_open = is_open(alerts)
    logger.info(
        "%s standing (%d before, %d new), %d of them without a known vehicle",
        *(some(now_open.sum(), "alert"), is_open(before).sum(), len(alerts) - len(before)),
        (now_open & alerts["Vehicle_ID"].isna()).sum(),
    )
