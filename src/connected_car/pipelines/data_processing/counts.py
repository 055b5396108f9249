"""Read = kept + duplicate + rejected, for all readings and for each file."""

from typing import TYPE_CHECKING, Any

from connected_car.pipelines.data_processing.packed import facts_of
from connected_car.pipelines.data_processing.scan import Scan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_STATUSES = ("kept", "duplicate", "rejected")


def counts_by_file(
    processed: "DataFrame", rejected: "DataFrame", scan: Scan
) -> dict[str, dict[str, int]]:
    """Return ``read`` and ``kept`` from the pass, and ``duplicate, rejected`` from the quarantine.

    Files without any reading are there too, with zeros.
    """
    from pyspark.sql import functions as F

    counts = {file.name: {"read": 0, **dict.fromkeys(_STATUSES, 0)} for file in scan.files}
    sources = facts_of(processed, "source").groupBy("File")
    for row in sources.agg(F.sum("Read").alias("read"), F.sum("Kept").alias("kept")).collect():
        entry = counts[scan.files[row["File"]].name]
        entry["read"] += row["read"]
        entry["kept"] += row["kept"]
    for row in rejected.groupBy("Source_File", "Status").count().collect():
        if row["Status"] in _STATUSES:
            counts[row["Source_File"]][row["Status"]] += row["count"]
    return counts


def checked_counts(by_file: dict[str, dict[str, int]], scan: Scan) -> dict[str, Any]:
    """Return the counts with their total.

    Args:
        by_file: counts by file name.
        scan: tells how many readings Spark met.

    Raises:
        RuntimeError: a reading is lost or counted twice.
    """
    for name, counts in by_file.items():
        _check(name, counts, counts["read"])
    total = {
        status: sum(counts[status] for counts in by_file.values())
        for status in ("read", *_STATUSES)
    }
    _check("all files", total, scan.n_readings(total["read"]))
    files = [{"file": name, **counts} for name, counts in by_file.items()]
    return {"readings": total, "files": files}


def _check(name: str, counts: dict[str, int], read: int) -> None:
    parts = sum(counts[status] for status in _STATUSES)
    if parts != read:
        raise RuntimeError(
            f"{name}: {read} readings were read, but {counts['kept']} kept + "
            f"{counts['duplicate']} duplicate + {counts['rejected']} rejected = {parts}"
        )
