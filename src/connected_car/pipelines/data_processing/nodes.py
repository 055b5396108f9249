"""One shuffle and one Python pass over the readings; the other nodes take their part of it."""

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from connected_car.pipelines.data_processing.counts import checked_counts, counts_by_file
from connected_car.pipelines.data_processing.packed import facts_of
from connected_car.pipelines.data_processing.report import quality_report
from connected_car.pipelines.data_processing.scan import Scan, partitions_for
from connected_car.pipelines.data_processing.summaries import summarise
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import PROCESSED, REPLAY_BLOCK

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from connected_car.telemetry.reading import RawTelemetry
else:
    DataFrame = RawTelemetry = Any  # Kedro reads annotations at run time, without importing pyspark

logger = logging.getLogger(__name__)

_BLOCKS = pa.schema(
    [
        ("File", pa.int32()),
        ("Block", pa.int64()),
        ("First_Row", pa.int64()),
        ("Lines_Before", pa.int64()),
        ("Source_File", pa.string()),
        ("Header", pa.string()),
    ]
)


def process_readings(
    telemetry: "RawTelemetry",
    rejected_before: "DataFrame",
    options: CleaningOptions,
    replay_rejected: bool,
) -> tuple["DataFrame", Scan]:
    """Clean all readings, whole batteries at a time.

    Args:
        telemetry: the delivered files and their readings.
        rejected_before: the quarantine of the run before; looked at only when it is replayed.
        options: the group ``data_processing``.
        replay_rejected: read the quarantine's lines of files not delivered now once more.

    Returns:
        Rows of ``telemetry.schema.PROCESSED``, and what is known about the scan.
    """
    from pyspark.sql import Observation
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

    files, readings = telemetry.files, telemetry.readings
    if replay_rejected and not isinstance(rejected_before, pd.DataFrame):  # there is a table
        files, readings = _with_replay(telemetry, rejected_before)
    observed = Observation()
    is_reading = F.coalesce(F.col("raw") != "", F.lit(True))
    n_readings = F.count_if(is_reading).alias("readings")
    scan = Scan(files, readings.where(is_reading), observed)
    scanned = readings.observe(observed, n_readings)
    cut = F.when(
        F.octet_length("raw") > options.max_line_length,
        F.substring("raw", 1, options.max_line_length),
    ).otherwise(F.col("raw"))
    cores = scanned.sparkSession.sparkContext.defaultParallelism
    spread = F.coalesce("key", F.col("row").cast("string"))
    by_battery = scanned.withColumn("raw", cut).repartition(partitions_for(files, cores), spread)
    layouts = {number: file.layout for number, file in enumerate(files)}

    def clean(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return clean_partition(batches, layouts, options)

    return by_battery.mapInArrow(clean, from_arrow_schema(PROCESSED)), scan


def _with_replay(
    telemetry: "RawTelemetry", rejected_before: "DataFrame"
) -> tuple[list[Any], "DataFrame"]:
    from connected_car.telemetry.replay import replay_quarantine

    replayed = replay_quarantine(rejected_before, telemetry.files)
    logger.info("replaying quarantined lines of %d files no longer there", len(replayed.files))
    readings = telemetry.readings.unionByName(replayed.readings)
    return telemetry.files + replayed.files, readings


def quarantine_readings(processed: "DataFrame", scan: Scan) -> "DataFrame":
    """Return ``rejected_telemetry``: raw text, reasons, file and line of what was not kept.

    A line that was replayed and is good now stays, as ``mended``, so that it is added again when
    it is replayed again.
    """
    from pyspark.sql import functions as F

    rejected = facts_of(processed, "rejected")
    lines_before = _lines_before(processed, scan)
    is_replay = F.col("Block") == REPLAY_BLOCK
    line = F.when(is_replay, F.col("Row")).otherwise(
        F.col("Row") - F.col("First_Row") + F.col("Lines_Before") + 1
    )
    placed = rejected.join(F.broadcast(lines_before), ["File", "Block"])
    return placed.select(
        "Raw_Text",
        "Status",
        "Reason",
        "Battery_ID",
        "Source_File",
        F.when(F.col("Header").isNotNull(), line).alias("Line_Number"),
        "Header",
    )


def _lines_before(processed: "DataFrame", scan: Scan) -> "DataFrame":
    """Return, per file and block, its first row number and the lines of the file before it."""
    facts = facts_of(processed, "source").toPandas()
    spans = facts.groupby(["File", "Block"], as_index=False).agg(
        First_Row=("First_Row", "min"), Last_Row=("Last_Row", "max")
    )
    n_lines = spans["Last_Row"] - spans["First_Row"] + 1
    before = n_lines.groupby(spans["File"]).cumsum() - n_lines
    files = [scan.files[number] for number in spans["File"]]
    known = spans.drop(columns="Last_Row").assign(
        Lines_Before=before,
        Source_File=pd.Series([file.name for file in files], dtype=str),
        Header=pd.Series([file.header_line for file in files], dtype=object),
    )
    table = pa.Table.from_pandas(known, _BLOCKS, preserve_index=False)
    return processed.sparkSession.createDataFrame(table)


def count_readings(processed: "DataFrame", rejected: "DataFrame", scan: Scan) -> dict[str, Any]:
    """Count what was read and what became of it, and make sure that nothing is lost.

    Args:
        processed: what ``process_readings`` wrote.
        rejected: the quarantine as stored.
        scan: the files, and Spark's own count of readings at the scan.

    Returns:
        ``readings`` and ``files``, each with ``read, kept, duplicate, rejected``.

    Raises:
        RuntimeError: the counts do not add up, for all or for one file.
    """
    by_file = counts_by_file(processed, rejected, scan)
    counts = checked_counts(by_file, scan)
    total, n_files = counts["readings"], len(counts["files"])
    logger.info(
        "read %s readings from %s: %s kept, %s duplicate, %s rejected",
        f"{total['read']:,}",
        "1 file" if n_files == 1 else f"{n_files:,} files",
        *[f"{total[status]:,}" for status in ("kept", "duplicate", "rejected")],
    )
    return counts


def build_daily_table(processed: "DataFrame", counts: dict[str, Any]) -> "DataFrame":
    """Return ``daily_telemetry``; only after the quarantine is written and the counts add up."""
    from connected_car.errors import UserError

    if counts["readings"]["kept"] == 0:
        raise UserError(
            "not one reading could be kept: see rejected_telemetry for the reasons; "
            "the daily table stays as it was"
        )
    return processed.where("Kind is null").drop("Kind", "Payload")


def build_quality_report(
    processed: "DataFrame", counts: dict[str, Any], scan: Scan
) -> dict[str, Any]:
    """Return ``data_quality_report``; see ``report.quality_report`` for its keys."""
    report = quality_report(summarise(processed, scan), counts)
    batteries = report["batteries"]
    logger.info(
        "%s days of %s, %s to %s; %s days interpolated, %s missing",
        f"{batteries['days']:,}",
        "1 battery" if batteries["count"] == 1 else f"{batteries['count']:,} batteries",
        batteries["first_day"],
        batteries["last_day"],
        *[f"{batteries[name]:,}" for name in ("interpolated_days", "missing_days")],
    )
    return report
