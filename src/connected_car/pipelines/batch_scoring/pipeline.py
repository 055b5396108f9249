"""Daily telemetry and champion -> forecasts and risk."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.batch_scoring.nodes import score_fleet, select_forecasts, select_risk


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=score_fleet,
                inputs=[
                    "daily_telemetry@spark",
                    "forecaster",
                    "daily_telemetry@version",
                    "params:batch_scoring",
                ],
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
                func=select_risk,
                inputs=["scored_batteries", "daily_telemetry@spark", "params:batch_scoring"],
                outputs="battery_risk",
                name="select_risk",
            ),
        ]
    )
