"""Which sources were taken in, up to which row, and what they were then."""

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.streaming_scoring.fleet import Readable
from connected_car.telemetry.delivery import Delivery
from connected_car.telemetry.stream_source import Known, StreamSource


def read_ledger(health: Readable, before: int) -> dict[str, Known]:
    """Return the ledger that the batches before one have left, by name of the source."""
    table = health.read(["Batch_ID", "Sources"], pc.field("Batch_ID") < before)
    ledger: dict[str, Known] = {}
    for entries in table.sort_by("Batch_ID")["Sources"].to_pylist():
        merge(ledger, from_rows(entries or []))
    return ledger


def merge(ledger: dict[str, Known], new: Mapping[str, Known]) -> None:
    """Add the sources of a batch; a row once taken in stays so."""
    for name, known in new.items():
        before = ledger.get(name)
        last = max(known.last_row, -1 if before is None else before.last_row)
        ledger[name] = Known(last, known.n_bytes, known.modified_ns, known.sha256)


def sources_of(delivery: Delivery, source: StreamSource) -> dict[str, Known]:
    """Return the entries of a batch: every source that was delivered, refused ones included."""
    found: dict[str, Known] = {}
    file, row = delivery.readings["file"], delivery.readings["row"]
    last = pa.table({"file": file, "row": row}).group_by("file").aggregate([("row", "max")])
    last_rows = dict(zip(last["file"].to_pylist(), last["row_max"].to_pylist(), strict=True))
    for number, one in enumerate(delivery.files):
        found[one.name] = _entry(source.fingerprint(one.name), last_rows.get(number, 0))
    for refused in delivery.refused:
        found[refused.name] = _entry(source.fingerprint(refused.name), 0)
    return found


def to_rows(entries: Mapping[str, Known]) -> list[dict[str, object]]:
    """Return entries as the column ``Sources`` of ``stream_health`` holds them."""
    return [
        {
            "Name": name,
            "Last_Row": known.last_row,
            "Bytes": known.n_bytes,
            "Modified_Ns": known.modified_ns,
            "Sha256": known.sha256,
        }
        for name, known in entries.items()
    ]


def from_rows(rows: Iterable[Mapping[str, object]]) -> dict[str, Known]:
    """Read them back."""
    return {
        str(row["Name"]): Known(row["Last_Row"], row["Bytes"], row["Modified_Ns"], row["Sha256"])  # type: ignore[arg-type]
        for row in rows
    }


def _entry(now: Known | None, last_row: int) -> Known:
    if now is None:
        return Known(last_row)
    return Known(last_row, now.n_bytes, now.modified_ns, now.sha256)
