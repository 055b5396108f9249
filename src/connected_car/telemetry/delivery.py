"""The readings of some delivered files, read in this process: what a micro-batch of a stream needs.

A file gives the same rows as ``reading.read_telemetry`` gives for it, but without a Spark job,
which would cost more than a small file does.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import fs

from connected_car.telemetry.fields import field_table, json_table
from connected_car.telemetry.schema import READING
from connected_car.telemetry.sources import SourceFile
from connected_car.telemetry.typed_rows import folder_columns, typed_columns

_LINE_END = re.compile(r"\r\n|\n|\r")
MESSAGE_KEYS = pa.schema(
    [("Source_File", pa.string()), ("Source_Row", pa.int64()), ("Message_Key", pa.string())]
)
_LONGEST_KEY = 200  # characters; what is longer is no battery id


class Refused(NamedTuple):
    """A delivered file that cannot be read as a whole, and why."""

    name: str
    reason: str


class Delivery(NamedTuple):
    """What a micro-batch brings.

    Attributes:
        files: one entry a source; the number of an entry is the id in the readings' ``file``.
        readings: rows of ``schema.READING``; ``row`` is the line (or row) of a file, counted from
            1, or the offset in a partition of a topic.
        refused: files that were set aside as a whole.
        keys: schema ``MESSAGE_KEYS``, of messages that have a key.
    """

    files: list[SourceFile]
    readings: pa.Table
    refused: Sequence[Refused] = ()
    keys: pa.Table = MESSAGE_KEYS.empty_table()

    @classmethod
    def nothing(cls) -> "Delivery":
        """Return a delivery without any source."""
        return cls([], READING.empty_table())


def read_delivery(files: Sequence[SourceFile]) -> Delivery:
    """Read files; one that cannot be read is refused, and the others are read."""
    kept: list[SourceFile] = []
    tables, refused = [READING.empty_table()], []
    for file in files:
        try:
            rows = _rows(file)
        except (pa.ArrowException, OSError, EOFError) as error:
            refused.append(Refused(file.name, f"cannot be read: {_first_line(error)}"))
            continue
        tables.append(as_readings(rows, len(kept)))
        kept.append(file)
    return Delivery(kept, pa.concat_tables(tables), tuple(refused))


def as_readings(columns: dict[str, pa.Array], file: int) -> pa.Table:
    """Return some columns of ``schema.READING`` as a table of it; the others are null.

    Args:
        columns: ``row`` and more, by name.
        file: id of the file.
    """
    n_rows = len(columns["row"])
    known = {"file": pa.repeat(pa.scalar(file, pa.int32()), n_rows), **columns}
    known.setdefault("block", pa.repeat(pa.scalar(0, pa.int64()), n_rows))
    arrays = [
        known[field.name].cast(field.type) if field.name in known else pa.nulls(n_rows, field.type)
        for field in READING
    ]
    return pa.Table.from_arrays(arrays, schema=READING)


def text_keys(lines: pa.Array, file: SourceFile) -> pa.Array:
    """Return the battery id of each line of a CSV or JSON source; null where there is none."""
    layout = file.layout
    fields, good, _, _ = json_table(lines) if layout is None else field_table(lines, layout)
    keys = pc.utf8_slice_codeunits(
        pc.utf8_trim(fields["Battery_ID"].cast(pa.string()), " "), 0, _LONGEST_KEY
    )
    keys = pc.if_else(pc.equal(keys, ""), None, keys)
    place = np.full(len(lines), -1)
    place[good] = np.arange(len(good))
    return keys.take(pa.array(place, mask=place < 0))


def _rows(file: SourceFile) -> dict[str, pa.Array]:
    if file.header is None or file.n_rows == 0:
        return {"row": pa.array([], pa.int64())}
    return _typed_rows(file) if file.format == "parquet" else _text_rows(file)


def _text_rows(file: SourceFile) -> dict[str, pa.Array]:
    """Return the lines that are readings; neither header nor blank ones, but numbered with them."""
    system, path = fs.FileSystem.from_uri(file.path) if "://" in file.path else (None, file.path)
    system = system or fs.LocalFileSystem()
    with system.open_input_stream(path, compression="detect") as stream:
        text = stream.read().decode("utf-8", errors="replace").removeprefix("\ufeff")
    header = (file.header_line or "").lstrip(" ")
    numbered = [
        (number, line)
        for number, line in enumerate(_LINE_END.split(text), start=1)
        if line.strip(" ") and (not header or line.lstrip(" ") != header)
    ]
    raw = pa.array([line for _, line in numbered], pa.string())
    rows = pa.array([number for number, _ in numbered], pa.int64())
    return {"row": rows, "raw": raw, "key": text_keys(raw, file)}


def _typed_rows(file: SourceFile) -> dict[str, pa.Array]:
    table = pq.ParquetFile(file.path).read()
    for name, text in folder_columns(file.path).items():
        if name not in table.column_names:
            table = table.append_column(name, pa.repeat(text, table.num_rows))
    rows = pa.array(range(1, table.num_rows + 1), pa.int64())
    return {"row": rows, **typed_columns(table)}


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
