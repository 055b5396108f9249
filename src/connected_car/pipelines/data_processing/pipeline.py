"""Readings as delivered -> quarantine, daily table, report on their quality."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.data_processing.nodes import (
    build_daily_table,
    build_quality_report,
    count_readings,
    process_readings,
    quarantine_readings,
)
from connected_car.pipelines.data_processing.page import draw_quality_page
from connected_car.pipelines.data_processing.quality_series import select_quality_series


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=process_readings,
                inputs=[
                    "telemetry",
                    "rejected_telemetry_before",
                    "params:data_processing",
                    "params:replay_rejected",
                ],
                outputs=["processed_telemetry", "telemetry_scan"],
                name="process_readings",
            ),
            Node(
                func=quarantine_readings,
                inputs=["processed_telemetry", "telemetry_scan"],
                outputs="rejected_telemetry",
                name="quarantine_readings",
            ),
            Node(
                func=count_readings,
                inputs=["processed_telemetry", "rejected_telemetry", "telemetry_scan"],
                outputs="reading_counts",
                name="count_readings",
            ),
            Node(
                func=build_daily_table,
                inputs=["processed_telemetry", "reading_counts"],
                outputs="daily_telemetry@files",
                name="build_daily_table",
            ),
            Node(
                func=build_quality_report,
                inputs=["processed_telemetry", "reading_counts", "telemetry_scan"],
                outputs="data_quality_report",
                name="build_quality_report",
            ),
            Node(
                func=select_quality_series,
                inputs=["processed_telemetry", "daily_telemetry@spark"],
                outputs="quality_series",
                name="select_quality_series",
            ),
            Node(
                func=draw_quality_page,
                inputs=["data_quality_report", "quality_series", "daily_telemetry@version"],
                outputs="data_quality_page",
                name="draw_quality_page",
            ),
        ]
    )
