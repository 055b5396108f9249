"""One row a batch on how the stream fares; what is out of bounds is put into words."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from connected_car.pipelines.streaming_scoring.counting import Counts
from connected_car.pipelines.streaming_scoring.ledger import to_rows
from connected_car.pipelines.streaming_scoring.options import StreamingOptions
from connected_car.tables import SCHEMAS
from connected_car.telemetry.stream_source import Known

_HEALTH = pa.schema([f for f in SCHEMAS["stream_health"] if f.name != "Run_ID"])
_MANY = 20  # rejected readings; a share of fewer says nothing


@dataclass
class Phases:
    """Seconds by phase of a batch."""

    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the time of a block to a phase."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = self.seconds.get(name, 0.0) + spent

    def total(self) -> float:
        """Return the seconds since the batch began."""
        return time.perf_counter() - self.began


def warnings_of(counts: Counts, waiting: float | None, options: StreamingOptions) -> list[str]:
    """Return what an operator should look at in a batch.

    Args:
        counts: of the batch.
        waiting: age of the oldest file that waits, seconds.
        options: the bounds.
    """
    found = []
    if counts.rejected > max(_MANY, options.max_rejected_share * counts.read):
        share = 100 * counts.rejected / counts.read
        found.append(f"{share:.0f} % of the readings were rejected: see rejected_events")
    if waiting is not None and waiting > options.max_lag_seconds:
        found.append(f"the oldest waiting file is {waiting:,.0f} s old: the stream is behind")
    return found


def health_row(
    batch: int,
    kind: str,
    counts: Counts,
    phases: Phases,
    *,
    started_at: datetime,
    newest_event: datetime | None,
    waiting: float | None,
    model_version: str | None,
    warnings: list[str],
    sources: Mapping[str, Known],
) -> pa.Table:
    """Return the row of ``stream_health``, but for ``Run_ID``."""
    total = phases.total()
    lag = None if newest_event is None else (started_at - newest_event).total_seconds() + total
    row: dict[str, Any] = {
        "Batch_ID": batch,
        "Kind": kind,
        "Started_At": started_at,
        "Read": counts.read,
        "Kept": counts.kept,
        "Duplicate": counts.duplicate,
        "Rejected": counts.rejected,
        "Late": counts.late,
        "Known_Before": counts.known_before,
        "Refused_Files": counts.refused_files,
        "Batteries_Scored": counts.batteries,
        **{
            f"Seconds_{name}": phases.seconds.get(name, 0.0)
            for name in ("Reading", "Judging", "Scoring", "Writing")
        },
        "Seconds_Total": total,
        "Events_Per_Second": counts.read / total,
        "Newest_Event": newest_event,
        "Event_Lag_Seconds": lag,
        "Oldest_Waiting_Seconds": waiting,
        "Model_Version": model_version,
        "Warnings": warnings,
        "Sources": to_rows(sources),
    }
    return pa.Table.from_pylist([row], schema=_HEALTH)
