"""Tables as a stream leaves them."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from connected_car.datasets.stream_table import StreamTable
from connected_car.tables import SCHEMAS

START = datetime(2026, 7, 1, 6, tzinfo=UTC)
NAMES = {
    "health": "stream_health",
    "telemetry": "streamed_telemetry",
    "rejected": "rejected_events",
    "risk": "streamed_battery_risk",
}


def health_row(batch: int, kept: int, rejected: int = 0, warnings: tuple[str, ...] = ()) -> dict:
    """Return a row of ``stream_health``; one second a phase and half a second beside them."""
    began = START + timedelta(minutes=10 * batch)
    return {
        "Batch_ID": batch,
        "Kind": "events",
        "Started_At": began,
        "Read": kept + 1 + rejected,
        "Kept": kept,
        "Duplicate": 1,
        "Rejected": rejected,
        "Late": 0,
        "Known_Before": 0,
        "Refused_Files": 0,
        "Batteries_Scored": kept,
        **{f"Seconds_{name}": 1.0 for name in ("Reading", "Judging", "Scoring", "Writing")},
        "Seconds_Total": 4.5,
        "Events_Per_Second": (kept + 1 + rejected) / 4.5,
        "Newest_Event": began - timedelta(hours=2),
        "Event_Lag_Seconds": 7_204.5,
        "Oldest_Waiting_Seconds": None if batch % 2 else 90.0,
        "Model_Version": "3",
        "Warnings": list(warnings),
        "Sources": [],
    }


@pytest.fixture
def tables(tmp_path):
    """Return the four tables of a stream by argument, each still without rows."""
    return {arg: StreamTable(str(tmp_path / name), name) for arg, name in NAMES.items()}


@pytest.fixture
def fill():
    """Append rows to a table; columns that are not given are null."""

    def fill(table: StreamTable, name: str, batch: int, rows: list[dict]) -> None:
        schema = pa.schema([field for field in SCHEMAS[name] if field.name != "Run_ID"])
        table.append(batch, pa.Table.from_pylist(rows, schema=schema))

    return fill


@pytest.fixture
def row():
    """The function that makes a health row."""
    return health_row
