"""The node of the dashboard."""

from typing import Any

import pandas as pd

from connected_car.datasets.stream_table import StreamTable
from connected_car.datasets.table_files import TableFiles
from connected_car.pipelines.alerting.dashboard.facts import STREAM_COLUMNS
from connected_car.pipelines.alerting.dashboard.page import dashboard_page
from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.records import read_alerts
from connected_car.pipelines.alerting.tracking import read_findings


def draw_dashboard(
    *,
    alerts: pd.DataFrame,
    alert_findings: pd.DataFrame,
    alert_history: pd.DataFrame,
    alert_delivery: pd.DataFrame,
    alert_report: dict[str, Any],
    battery_risk: pd.DataFrame,
    battery_forecasts: pd.DataFrame,
    daily_telemetry: TableFiles,
    component_compliance: pd.DataFrame,
    vehicles: pd.DataFrame,
    data_quality_report: dict[str, Any],
    forecast_summary: dict[str, Any],
    risk_backtest: dict[str, Any],
    stream_health: StreamTable,
    options: AlertingOptions,
) -> str:
    """Return ``alert_dashboard``: one HTML file for analysts and managers.

    Args:
        alerts: ``alerts``.
        alert_findings: of the same run.
        alert_history: who did what and when.
        alert_delivery: who is told, and why not.
        alert_report: from ``report_alerts``.
        battery_risk: one row a battery.
        battery_forecasts: one row a battery and future day.
        daily_telemetry: the days of all batteries.
        component_compliance: one row an inspection; may be empty.
        vehicles: the vehicle list; may be empty.
        data_quality_report: counts of readings.
        forecast_summary: champion of the last search.
        risk_backtest: what alerts were worth on past days.
        stream_health: one row a batch of the stream; need not exist.
        options: the group ``alerting``.
    """
    sources = Sources(
        alerts=read_alerts(alerts),
        findings=read_findings(alert_findings),
        history=alert_history,
        delivery=alert_delivery,
        report=alert_report,
        risk=battery_risk,
        forecasts=battery_forecasts,
        days=daily_telemetry,
        components=component_compliance,
        vehicles=vehicles,
        quality=data_quality_report,
        model=forecast_summary,
        backtest=risk_backtest,
        stream=stream_health.read(STREAM_COLUMNS).to_pandas(),
        horizon=options.horizon,
    )
    return dashboard_page(sources, options.dashboard)
