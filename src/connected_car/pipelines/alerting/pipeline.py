"""Risk and vehicles -> alerts, messages, summary."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.alerting.nodes import fill_outbox, summarise_run, update_alerts


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=update_alerts,
                inputs=["battery_risk", "vehicles", "alerts_before"],
                outputs="alerts",
                name="update_alerts",
            ),
            Node(
                func=fill_outbox,
                inputs=["alerts", "vehicles", "alert_outbox_before", "params:alerting"],
                outputs="alert_outbox",
                name="fill_outbox",
            ),
            Node(
                func=summarise_run,
                inputs=[
                    "data_quality_report",
                    "forecast_summary",
                    "battery_risk",
                    "alerts",
                    "params:alerting",
                ],
                outputs="run_summary",
                name="summarise_run",
            ),
        ]
    )
