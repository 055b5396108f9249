"""A landing folder, streams on it, and the batch to compare with."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from deltalake import DeltaTable

import quick_stream
from connected_car.tables import TELEMETRY_COLUMNS
from dying_streams import DyingStreams

_CHANGING = (  # what differs from run to run of the same events
    *("Run_ID", "Scored_At", "Data_Age_Seconds", "Rejected_At", "Started_At", "Events_Per_Second"),
    *("Event_Lag_Seconds", "Oldest_Waiting_Seconds", "Warnings", "Sources"),
)


@pytest.fixture
def run(tmp_path):
    """Run the stream of ``tmp_path``; see ``quick_stream.run_stream``."""
    return lambda **options: quick_stream.run_stream(tmp_path, **options)


@pytest.fixture(scope="session")
def run_and_die():
    """Run a stream in a process of its own that kills itself at a point; returns its exit code."""
    with DyingStreams() as streams:
        yield streams.run


@pytest.fixture(scope="session")
def deliver():
    """Write lines as a file of the landing folder, as a careful supplier does."""

    def deliver(folder: Path, name: str, lines: list[str], header: str | None = None) -> None:
        path = folder / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        hidden = path.with_name(f".{name}")
        hidden.write_text("\n".join([header or ",".join(TELEMETRY_COLUMNS), *lines, ""]))
        hidden.rename(path)

    return deliver


@pytest.fixture(scope="session")
def readings():
    """Make good lines of batteries, as a list of (battery, time, line)."""

    def readings(n_batteries=4, n_days=40, seed=1, hours=24) -> list[tuple[str, str, str]]:
        rng = np.random.default_rng(seed)
        found = []
        for number in range(n_batteries):
            times = pd.date_range(
                "2026-01-01 07:00", periods=n_days * 24 // hours, freq=f"{hours}h"
            )
            cycles = np.round(rng.gamma(4, 0.04, len(times)), 6)
            counter = np.round(150 + cycles.cumsum(), 6)
            for time, used, count in zip(times, cycles, counter, strict=True):
                age = (time - times[0]).days + 100
                numbers = f"{age},2,{used * 400:.4f},{used:.6f},{count:.6f},{158 + number}"
                found.append((f"B{number}", str(time), f"B{number},{time},{numbers}"))
        return found

    return readings


@pytest.fixture(scope="session")
def stored():
    """Read a table of a stream, without what differs from run to run, sorted."""

    def stored(folder: Path, name: str) -> pd.DataFrame:
        if not DeltaTable.is_deltatable(str(folder / name)):
            return pd.DataFrame()
        frame = DeltaTable(str(folder / name)).to_pyarrow_table().to_pandas()
        kept = [c for c in frame if c not in _CHANGING and not c.startswith("Seconds_")]
        return frame[kept].sort_values(kept, ignore_index=True)

    return stored


@pytest.fixture(scope="session")
def same_tables(stored):
    """Assert that two streams have left the same rows in all tables."""

    def same(left: Path, right: Path) -> None:
        for name in quick_stream.TABLES:
            pd.testing.assert_frame_equal(stored(left, name), stored(right, name), obj=name)

    return same


class _Later:
    """Stands for ``datetime`` in a year to come."""

    now = staticmethod(lambda zone: datetime(2130, 6, 1, tzinfo=zone))
    fromisoformat = staticmethod(datetime.fromisoformat)


@pytest.fixture
def century_passes(monkeypatch):
    """Let the next batches begin in another century, when other dates can be true."""
    place = "connected_car.pipelines.streaming_scoring.plan.datetime"
    return lambda: monkeypatch.setattr(place, _Later)
