"""Lines of the quarantine, to be read again by the present rules."""

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING

from connected_car.spark import spark_session
from connected_car.telemetry.reading import RawTelemetry, as_readings, battery_key
from connected_car.telemetry.schema import REPLAY_BLOCK
from connected_car.telemetry.sources import SourceFile, layout_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def replay_quarantine(rejected: "DataFrame", delivered: Sequence[SourceFile]) -> RawTelemetry:
    """Return the stored lines of files that are not among the delivered ones.

    Lines of delivered files are left out, because these files are read anew as a whole.

    Args:
        rejected: the stored ``rejected_telemetry``.
        delivered: the files that are delivered now; the ids of the replayed ones follow theirs.

    Returns:
        One source per file and header, and the lines, numbered as in their file.
    """
    from pyspark.sql import functions as F

    names = {file.name for file in delivered}
    known = rejected.select("Source_File", "Header").distinct().toArrow().to_pylist()
    sources = [
        stored_source(row["Source_File"], row["Header"])
        for row in sorted(known, key=lambda row: (row["Source_File"], row["Header"] or ""))
        if row["Source_File"] not in names
    ]
    lines = _with_source(rejected, sources, first_id=len(delivered))
    json_key = F.get_json_object("raw", "$.Battery_ID")
    keys = F.when(F.col("Header").isNull(), json_key).otherwise(battery_key(sources))
    return RawTelemetry(sources, as_readings(lines.withColumn("key", keys)))


def stored_source(name: str, header_line: str | None) -> SourceFile:
    """Return the source of quarantined lines; without a header line they are JSON."""
    if header_line is None:
        return SourceFile(name, "parquet", None, name, is_replay=True)
    header = tuple(field.strip() for field in next(csv.reader([header_line])))
    return SourceFile(name, "csv", header, name, header_line, is_replay=True)


def _with_source(
    rejected: "DataFrame", sources: Sequence[SourceFile], first_id: int
) -> "DataFrame":
    from pyspark.sql import functions as F

    rows = [
        (
            source.name,
            source.header_line,
            first_id + number,
            layout_of(source.header).position("Battery_ID") if source.header else 0,
        )
        for number, source in enumerate(sources)
    ]
    schema = "Source_File string, Known_Header string, file int, key_field int"
    known = F.broadcast(spark_session().createDataFrame(rows, schema))
    same_header = rejected["Header"].eqNullSafe(known["Known_Header"])
    same_file = rejected["Source_File"] == known["Source_File"]
    return rejected.join(known, same_file & same_header).select(
        F.col("Raw_Text").alias("raw"),
        "Header",
        "file",
        "key_field",
        F.lit(REPLAY_BLOCK).alias("block"),
        F.coalesce("Line_Number", F.monotonically_increasing_id()).alias("row"),
    )
