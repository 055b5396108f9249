"""Daily telemetry, vehicles and champion -> forecasts and risk; inspections -> compliance."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.batch_scoring.components.nodes import (
    check_inspections,
    judge_inspections,
    judge_vehicles,
    list_for_review,
    quarantine_inspections,
    read_inspections,
)
from connected_car.pipelines.batch_scoring.nodes import (
    check_batteries,
    explain_battery,
    recall_last_run,
    score_fleet,
    select_forecasts,
    store_risk,
)


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=recall_last_run,
                inputs="battery_risk_before",
                outputs="last_run",
                name="recall_last_run",
            ),
            Node(
                func=score_fleet,
                inputs={
                    "daily": "daily_telemetry@files",
                    "vehicles": "vehicles",
                    "last_run": "last_run",
                    "champion": "forecaster",
                    "data_version": "daily_telemetry@version",
                    "options": "params:batch_scoring",
                },
                outputs="scored_batteries",
                name="score_fleet",
            ),
            Node(
                func=select_forecasts,
                inputs="scored_batteries",
                outputs="battery_forecasts",
                name="select_forecasts",
            ),
            Node(
                func=check_batteries,
                inputs=[
                    "scored_batteries",
                    "daily_telemetry@files",
                    "vehicles",
                    "params:batch_scoring",
                ],
                outputs="checked_batteries",
                name="check_batteries",
            ),
            Node(
                func=store_risk,
                inputs=["checked_batteries", "last_run"],
                outputs=["risk_changes", "battery_risk"],
                name="store_risk",
            ),
            Node(
                func=explain_battery,
                inputs=[
                    "daily_telemetry@files",
                    "battery_risk",
                    "forecaster",
                    "params:batch_scoring",
                ],
                outputs="battery_pages",
                name="explain_battery",
            ),
            *_components(),
        ]
    )


def _components() -> list[Node]:
    return [
        Node(
            func=read_inspections,
            inputs=["component_inspections", "params:component_scoring"],
            outputs="inspections",
            name="read_inspections",
        ),
        Node(
            func=quarantine_inspections,
            inputs="inspections",
            outputs="rejected_inspections",
            name="quarantine_inspections",
        ),
        Node(
            func=judge_inspections,
            inputs=["inspections", "text_classifier"],
            outputs="component_compliance@pandas",
            name="judge_inspections",
        ),
        Node(
            func=judge_vehicles,
            inputs="component_compliance@spark",
            outputs="vehicle_compliance",
            name="judge_vehicles",
        ),
        Node(
            func=check_inspections,
            inputs=[
                "inspections",
                "rejected_inspections",
                "component_compliance@spark",
                "text_classifier",
            ],
            outputs="inspections_report",
            name="check_inspections",
        ),
        Node(
            func=list_for_review,
            inputs=[
                "component_compliance@spark",
                "review_queue_filled",
                "reviewed_notes",
                "params:component_scoring",
            ],
            outputs="review_queue",
            name="list_for_review",
        ),
    ]
