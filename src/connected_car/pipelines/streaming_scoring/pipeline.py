"""Events -> stored readings, rejected events, risk and health, batch by batch."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.streaming_scoring.nodes import score_stream


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=score_stream,
                inputs={
                    "events": "telemetry_events",
                    "telemetry": "streamed_telemetry",
                    "rejected": "rejected_events",
                    "risk": "streamed_battery_risk",
                    "health": "stream_health",
                    "champion": "champion_watch",
                    "state": "stream_state",
                    "options": "params:streaming_scoring",
                    "cleaning": "params:data_processing",
                    "scoring": "params:batch_scoring",
                    "replay_rejected": "params:replay_rejected",
                },
                outputs="stream_summary",
                name="score_stream",
            ),
        ]
    )
