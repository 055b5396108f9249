"""The tables of the stream -> a page for its operator."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.stream_report.nodes import draw_stream_report


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=draw_stream_report,
                inputs={
                    "health": "stream_health",
                    "telemetry": "streamed_telemetry",
                    "rejected": "rejected_events",
                    "risk": "streamed_battery_risk",
                },
                outputs="stream_report",
                name="draw_stream_report",
            ),
        ]
    )
