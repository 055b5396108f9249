"""Findings -> alerts, their history, messages, delivery, summary."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.alerting.dashboard.nodes import draw_dashboard
from connected_car.pipelines.alerting.nodes import (
    explain_vehicle,
    report_alerts,
    summarise_run,
    tell_history,
    track_findings,
    update_alerts,
)
from connected_car.pipelines.alerting.nodes_messages import (
    deliver_messages,
    fill_outbox,
    plan_delivery,
)


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=track_findings,
                inputs={
                    "battery_risk": "battery_risk",
                    "component_compliance": "component_compliance@pandas",
                    "stream_health": "stream_health",
                    "data_quality_report": "data_quality_report",
                    "forecast_summary": "forecast_summary",
                    "vehicles": "vehicles",
                    "alert_findings_before": "alert_findings_before",
                    "options": "params:alerting",
                },
                outputs="alert_findings",
                name="track_findings",
            ),
            Node(
                func=update_alerts,
                inputs={
                    "alert_findings": "alert_findings",
                    "vehicles": "vehicles",
                    "alerts_before": "alerts_before",
                    "alert_outbox_before": "alert_outbox_before",
                    "acknowledgement_list": "acknowledgement_list",
                    "options": "params:alerting",
                },
                outputs=["alerts", "refused_acknowledgements"],
                name="update_alerts",
            ),
            Node(
                func=tell_history,
                inputs="alerts",
                outputs="alert_history",
                name="tell_history",
            ),
            Node(
                func=plan_delivery,
                inputs=["alerts", "alert_findings", "alert_outbox_before", "params:alerting"],
                outputs="alert_delivery",
                name="plan_delivery",
            ),
            Node(
                func=fill_outbox,
                inputs=[
                    "alerts",
                    "alert_delivery",
                    "vehicles",
                    "alert_outbox_before",
                    "params:alerting",
                ],
                outputs="alert_outbox",
                name="fill_outbox",
            ),
            Node(
                func=deliver_messages,
                inputs=[
                    "alert_outbox",
                    "alerts",
                    "alert_receipts",
                    "webhook_secret",
                    "params:alerting",
                ],
                outputs="delivery_report",
                name="deliver_messages",
            ),
            Node(
                func=report_alerts,
                inputs={
                    "alerts": "alerts",
                    "alert_findings": "alert_findings",
                    "alert_delivery": "alert_delivery",
                    "alert_outbox": "alert_outbox",
                    "delivery_report": "delivery_report",
                    "refused_acknowledgements": "refused_acknowledgements",
                    "options": "params:alerting",
                },
                outputs="alert_report",
                name="report_alerts",
            ),
            Node(
                func=draw_dashboard,
                inputs={
                    "alerts": "alerts",
                    "alert_findings": "alert_findings",
                    "alert_history": "alert_history",
                    "alert_delivery": "alert_delivery",
                    "alert_report": "alert_report",
                    "battery_risk": "battery_risk",
                    "battery_forecasts": "battery_forecasts",
                    "daily_telemetry": "daily_telemetry@files",
                    "component_compliance": "component_compliance@pandas",
                    "vehicles": "vehicles",
                    "data_quality_report": "data_quality_report",
                    "forecast_summary": "forecast_summary",
                    "risk_backtest": "risk_backtest",
                    "stream_health": "stream_health",
                    "options": "params:alerting",
                },
                outputs="alert_dashboard",
                name="draw_dashboard",
            ),
            Node(
                func=explain_vehicle,
                inputs={
                    "alert_findings": "alert_findings",
                    "alerts": "alerts",
                    "alert_history": "alert_history",
                    "alert_delivery": "alert_delivery",
                    "alert_outbox": "alert_outbox",
                    "vehicles": "vehicles",
                    "options": "params:alerting",
                },
                outputs=["vehicle_pages", "vehicle_answer"],
                name="explain_vehicle",
            ),
            Node(
                func=summarise_run,
                inputs={
                    "data_quality_report": "data_quality_report",
                    "forecast_summary": "forecast_summary",
                    "battery_risk": "battery_risk",
                    "alert_report": "alert_report",
                    "options": "params:alerting",
                    "component_compliance": "component_compliance@pandas",
                },
                outputs="run_summary",
                name="summarise_run",
            ),
        ]
    )
