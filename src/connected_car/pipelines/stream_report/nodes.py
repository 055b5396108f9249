"""Draw the page."""

from pathlib import Path

from connected_car.datasets.stream_table import StreamTable
from connected_car.pages import page_template
from connected_car.pipelines.stream_report import pictures
from connected_car.pipelines.stream_report.numbers import (
    figures,
    latest_warnings,
    read_health,
    reasons,
    sizes,
)

_TEMPLATE = Path(__file__).with_name("stream_page.html.j2")


def draw_stream_report(
    *, health: StreamTable, telemetry: StreamTable, rejected: StreamTable, risk: StreamTable
) -> str:
    """Draw how the stream fares, for whoever answers for it.

    Args:
        health: ``stream_health``; a table that does not exist yet is one without rows.
        telemetry: ``streamed_telemetry``.
        rejected: ``rejected_events``.
        risk: ``streamed_battery_risk``.

    Returns:
        HTML without script; the texts of strangers in it are escaped.
    """
    batches = read_health(health)
    tables = (telemetry, risk, rejected, health)
    some = len(batches) > 0
    return page_template(_TEMPLATE).render(
        figures=figures(batches) if some else None,
        warnings=latest_warnings(batches),
        reasons=reasons(rejected),
        sizes=[sizes(table) for table in tables],
        charts=pictures.charts(batches) if some else {},
    )
