"""Readings of any mix of files as one Spark frame with the columns of ``schema.READING``.

CSV is scanned as lines, because Spark's CSV reader takes one header for all files, matches columns
by position, and loses the raw text and line numbers. Only the battery's key is taken out here,
for the shuffle; all other fields are parsed in Arrow batches afterwards.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa

from connected_car.spark import spark_session
from connected_car.telemetry.files import find_source_files
from connected_car.telemetry.schema import NUMBER_COLUMNS, READING
from connected_car.telemetry.sources import SourceFile, layout_of
from connected_car.telemetry.typed_rows import PLAIN_DATE, PLAIN_NUMBER

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_KNOWN = pa.schema(
    [
        ("path", pa.string()),
        ("file", pa.int32()),
        ("header_line", pa.string()),
        ("key_field", pa.int32()),
    ]
)
_LONGEST_KEY = 200  # characters; what is longer is no battery id
_SCHEME = r"^[A-Za-z0-9+.-]+:/*"


@dataclass(frozen=True)
class RawTelemetry:
    """The delivered files, and their readings.

    Attributes:
        files: sorted by path; the number of a file in this list is its id.
        readings: columns of ``schema.READING``, header and blank lines included.
    """

    files: list[SourceFile]
    readings: "DataFrame"


def read_telemetry(path: str) -> RawTelemetry:
    """Read a file or a folder lazily: only headers are looked at now.

    Raises:
        UserError: as ``find_source_files``.
    """
    files = find_source_files(path)
    groups: dict[object, list[int]] = {}
    for number, file in enumerate(files):
        if file.header is not None and not (file.format == "parquet" and file.n_rows == 0):
            key = "csv" if file.format == "csv" else (_base(file.path), file.header, file.types)
            groups.setdefault(key, []).append(number)
    frames = [
        _lines(files, members) if key == "csv" else _rows(files, members)
        for key, members in groups.items()
    ]
    return RawTelemetry(files, reduce(lambda left, right: left.unionByName(right), frames))


def _lines(files: Sequence[SourceFile], members: Sequence[int]) -> "DataFrame":
    """Scan text files as lines."""
    from pyspark.sql import functions as F

    spark = spark_session()
    scan = spark.read.text([_escaped(files[number].path) for number in members])
    columns = (F.make_valid_utf8("value").alias("raw"), *_place())
    numbered = _with_file(scan.select(*columns), files, members, scan.inputFiles())
    is_no_reading = (F.trim("raw") == "") | (F.ltrim("raw") == F.ltrim("header_line"))
    return as_readings(
        numbered.withColumns(
            {"key": battery_key(files), "raw": F.when(is_no_reading, "").otherwise(F.col("raw"))}
        )
    )


def battery_key(files: Sequence[SourceFile]) -> "Column":
    """Return the battery id of the line in ``raw``; ``key_field`` is its field number."""
    from pyspark.sql import functions as F

    width = max((len(file.header) for file in files if file.header), default=1)
    schema = ", ".join(f"c{number} string" for number in range(width))
    options = {"escape": '"', "ignoreLeadingWhiteSpace": "true", "ignoreTrailingWhiteSpace": "true"}
    parsed = F.from_csv(F.col("raw"), schema, options)
    fields = F.array(*[parsed[f"c{number}"] for number in range(width)])
    plain = F.get(F.split("raw", ","), F.col("key_field"))
    key = F.when(F.contains("raw", F.lit('"')), F.get(fields, F.col("key_field"))).otherwise(plain)
    return F.nullif(F.substring(F.trim(key), 1, _LONGEST_KEY), F.lit(""))


def _rows(files: Sequence[SourceFile], members: Sequence[int]) -> "DataFrame":
    """Scan Parquet files of one schema as typed rows."""
    from pyspark.sql import functions as F

    spark = spark_session()
    paths = [files[number].path for number in members]
    reader = spark.read.option("basePath", _base(paths[0]))
    scan = reader.parquet(*[_escaped(path) for path in paths])
    types = {field.name: field.dataType.simpleString() for field in scan.schema}
    types |= _nanoseconds(files[members[0]])
    columns = {name: _typed_column(name, types[name]) for name in ("Date", *NUMBER_COLUMNS)}
    failed = F.lit(False)
    for name, column in columns.items():
        failed = failed | (F.col(name).isNotNull() & column.isNull())
    names = ["Battery_ID", *columns]
    as_text = F.to_json(F.struct(*[F.col(name).cast("string").alias(name) for name in names]))
    frame = scan.select(
        *[column.alias(name) for name, column in columns.items()],
        _battery_text(types["Battery_ID"]).alias("key"),
        F.when(failed, F.make_valid_utf8(as_text)).alias("raw"),
        *_place(),
    )
    return as_readings(_with_file(frame, files, members, scan.inputFiles()))


def _nanoseconds(file: SourceFile) -> dict[str, str]:
    """Return the columns in nanoseconds, which Spark reads as whole numbers."""
    kinds = zip(file.header or (), file.types, strict=False)
    return {name: "nanoseconds" for name, kind in kinds if kind.startswith("timestamp[ns")}


def _typed_column(name: str, kind: str) -> "Column":
    """Return a column as timestamp or double, null where its text is not plainly one."""
    from pyspark.sql import functions as F

    column, target = F.col(name), "timestamp" if name == "Date" else "double"
    if name == "Date" and kind in {"timestamp", "timestamp_ntz", "date"}:
        return column.cast("timestamp")
    if name == "Date" and kind == "nanoseconds":
        return F.timestamp_micros(F.expr("Date div 1000"))
    if name != "Date" and re.match(r"(tiny|small|big)?int|float|double|decimal", kind):
        return column.cast("double")
    if kind != "string":
        return F.lit(None).cast(target)
    pattern = PLAIN_DATE if name == "Date" else PLAIN_NUMBER
    return F.when(column.rlike(pattern), column.try_cast(target))


def _battery_text(kind: str) -> "Column":
    """Return battery ids as text; whole numbers without a fraction."""
    from pyspark.sql import functions as F

    column = F.col("Battery_ID")
    text = column.cast("string")
    if kind in {"float", "double"} or kind.startswith("decimal"):
        whole = column.try_cast("bigint")
        text = F.when(whole.cast("double") == column, whole.cast("string")).otherwise(text)
    return F.nullif(F.trim(F.make_valid_utf8(text)), F.lit(""))


def _place() -> list["Column"]:
    """Return where a row stands; numbered right at the scan, before anything is dropped."""
    from pyspark.sql import functions as F

    return [
        F.col("_metadata.file_path").alias("path"),
        F.col("_metadata.file_block_start").alias("block"),
        F.monotonically_increasing_id().alias("row"),
    ]


def _with_file(
    frame: "DataFrame", files: Sequence[SourceFile], members: Sequence[int], uris: Sequence[str]
) -> "DataFrame":
    """Add the file's id, header line and the field number of the battery's id."""
    from pyspark.sql import functions as F

    ids = {_bare(files[number].path): number for number in members}
    rows = []
    for uri in uris:
        number = ids[_bare(unquote(uri))]
        header = files[number].header or ()
        field = layout_of(header).position("Battery_ID")
        for path in {uri, re.sub("^file:/+", "file:/", uri)}:  # Spark writes it both ways
            rows.append((path, number, files[number].header_line, field))
    columns = [
        pa.array(column, field.type)
        for column, field in zip(zip(*rows, strict=True), _KNOWN, strict=True)
    ]
    known = spark_session().createDataFrame(pa.table(columns, _KNOWN))
    return frame.join(F.broadcast(known), "path", "left")


def as_readings(frame: "DataFrame") -> "DataFrame":
    """Return the columns of ``schema.READING``; absent ones are null."""
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

    present = set(frame.columns)
    return frame.select(
        *[
            (F.col(field.name) if field.name in present else F.lit(None))
            .cast(field.dataType)
            .alias(field.name)
            for field in from_arrow_schema(READING)
        ]
    )


def _bare(path: str) -> str:
    return re.sub(_SCHEME, "", path).lstrip("/")


def _escaped(path: str) -> str:
    """Keep Spark from taking a name for a pattern."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _base(path: str) -> str:
    """Return the folder above the first ``name=value`` folder of a path."""
    parts = path.split("/")[:-1]
    first = next((number for number, part in enumerate(parts) if "=" in part), len(parts))
    return "/".join(parts[:first])
