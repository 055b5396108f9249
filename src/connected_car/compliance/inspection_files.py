"""Files of inspections: the notes to be judged, and what is none with the reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

import pyarrow as pa

from connected_car.compliance.csv_blocks import Content, blocks, line_place, most_bytes, to_line_end
from connected_car.compliance.delivered import (
    PARQUET,
    UTF16,
    NoTableError,
    NoteFile,
    Table,
    in_utf8,
    open_table,
    shown,
    text_faults,
)
from connected_car.compliance.inspection_columns import INSPECTION_COLUMNS, day_of, read_columns
from connected_car.compliance.records import Record

READ = pa.schema(
    [
        ("Inspection_ID", pa.string()),
        ("Vehicle_ID", pa.string()),
        ("Component", pa.string()),
        ("Inspected_On", pa.date32()),
        ("information", pa.string()),
        ("Raw_Text", pa.string()),  # of a record that is no inspection
        ("Reason", pa.string()),  # why it is none
        ("Header", pa.string()),  # of the file of such a record
        ("Line_Number", pa.int64()),
        ("Source_File", pa.string()),
    ]
)
_ROWS_AT_ONCE = 20_000
_HEADER = 10_000  # bytes
_NAMED = INSPECTION_COLUMNS[:3]
_EMPTY = (None,) * len(INSPECTION_COLUMNS)
Row = tuple[Any, ...]  # the columns of READ but for the last


@dataclass(frozen=True)
class Part:
    """Records of a CSV file that follow on each other.

    Attributes:
        header: names of the file's columns.
        head: the line that names them.
        start, end: the bytes of the records.
        line: number of the first one's line.
    """

    header: list[str]
    head: str
    start: int
    end: int
    line: int


def read_inspections(file: NoteFile, longest: int) -> Iterator[pa.RecordBatch]:
    """Yield a row with the schema ``READ`` for each record of a CSV or Parquet file.

    A CSV is in UTF-8, or in UTF-16 with its mark. A file that is no table gives one row. A note may
    be empty: then a person judges it.

    Args:
        file: name and content.
        longest: characters of the longest note that is judged.
    """
    content = in_utf8(file.content)
    try:
        if content.startswith(PARQUET):
            table = open_table(file, INSPECTION_COLUMNS, longest)
            yield from _batches(_rows(table.records, table, longest), file.name)
            return
        whole = all_records(content, longest)
    except NoTableError as error:
        yield _batch([(*_EMPTY, error.raw, error.reason, None, None)], file.name)
        return
    yield from read_part(NoteFile(file.name, content[whole.start :]), whole, longest)


def all_records(content: Content, longest: int) -> Part:
    """Return all records of a CSV file in UTF-8; raises ``NoTableError`` if it is no table."""
    try:
        return _behind_header(content, _HEADER, longest)
    except NoTableError:  # but for a header of many lines
        return _behind_header(content, most_bytes(longest), longest)


def cut(content: Content, size: int, longest: int) -> list[Part]:
    """Return the records of a CSV file in parts of some size that can be read by themselves.

    Args:
        content: of the file.
        size: bytes of a part, about.
        longest: characters of the longest note that is judged.

    Returns:
        The parts; none of a file that cannot be cut: a Parquet file, UTF-16, or no table.
    """
    if content[:4] == PARQUET or content[:2] in UTF16:
        return []
    try:
        whole = all_records(content, longest)
    except NoTableError:
        return []
    parts = [whole]
    for block in blocks(content, whole.start, whole.line, longest):
        last, half = parts[-1], (block.end - block.start) // 2
        if size <= block.end + half - last.start and block.end < whole.end:
            parts[-1] = replace(last, end=block.end)
            parts.append(replace(whole, start=block.end, line=block.next_line))
    return parts


def _behind_header(content: Content, least: int, longest: int) -> Part:
    """Return all records behind the header, which stands among the first bytes."""
    head = to_line_end(content, 0, least)
    table = open_table(NoteFile("", head), INSPECTION_COLUMNS, longest)
    second = next(table.records, None)
    start, lines = line_place(head, second.line if second else None)
    return Part(table.header, table.head, start, len(content), lines + 1)


def read_part(file: NoteFile, part: Part, longest: int) -> Iterator[pa.RecordBatch]:
    """Yield a row with the schema ``READ`` for each record of a part.

    Args:
        file: its name, and the bytes of the part.
        part: what they are.
        longest: characters of the longest note that is judged.
    """
    for block in blocks(file.content, 0, part.line, longest):
        records: Iterable[Record]
        if block.records is None:
            sound, records = read_columns(file.content, block, part.header)
            if sound is not None:
                yield _complete(sound, file.name)
        else:
            records = block.records
        yield from _batches(_rows(records, part, longest), file.name)


def _batches(rows: Iterator[Row], name: str) -> Iterator[pa.RecordBatch]:
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield _batch(some, name)


def _batch(rows: list[Row], name: str) -> pa.RecordBatch:
    columns = [*zip(*rows, strict=True), [name] * len(rows)]
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, READ, strict=True)],
        schema=READ,
    )


def _complete(sound: pa.Table, name: str) -> pa.RecordBatch:
    """Return the columns of ``READ`` with what records without fault have in common."""
    n = len(sound)
    columns = {f.name: pa.nulls(n, f.type) for f in READ}
    columns |= {"Source_File": pa.repeat(name, n)}
    columns |= {field: sound[field].combine_chunks() for field in sound.column_names}
    return pa.RecordBatch.from_pydict(columns, schema=READ)


def _rows(records: Iterable[Record], table: Table | Part, longest: int) -> Iterator[Row]:
    width, wanted = len(table.header), itemgetter(*map(table.header.index, INSPECTION_COLUMNS))
    for record in records:
        fields = record.fields
        if fields is None:
            yield _rejected(record, ["no CSV: a quote is wrong, or never closed"], table)
        elif len(fields) != width:
            faults = [f"{len(fields)} fields, the header has {width}"]
            yield _rejected(record, faults, table)
        else:
            inspection, vehicle, component, day, text = values = wanted(fields)
            names, inspected = [inspection.strip(), vehicle.strip(), component.strip()], day_of(day)
            is_named = all(names) and inspected
            # the whole record at once: most have no fault
            sound = is_named and not any(text_faults(record.raw, longest))
            faults = [] if sound else _faults(values, inspected, longest)
            if faults:
                yield _rejected(record, faults, table)
            else:
                yield (*names, inspected, text, None, None, None, record.line)


def _faults(values: Row, inspected: date | None, longest: int) -> list[str]:
    """Return what is wrong with a record."""
    *names, day, text = values
    faults = [f"no {name}" for name, v in zip(_NAMED, names, strict=True) if not v.strip()]
    faults += dict.fromkeys(fault for v in (*names, text) for fault in text_faults(v, longest))
    if inspected is None:
        faults.append(f"Inspected_On {shown(day)[:40]!r} is no day such as 2026-01-31")
    return faults


def _rejected(record: Record, faults: list[str], table: Table | Part) -> Row:
    return (*_EMPTY, shown(record.raw), "; ".join(faults), table.head, record.line)
