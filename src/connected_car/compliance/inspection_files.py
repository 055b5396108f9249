"""Files of inspections: the notes to be judged, and what is none with the reason."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

import pyarrow as pa

from connected_car.compliance.delivered import (
    NoTableError,
    NoteFile,
    Table,
    open_table,
    shown,
    text_faults,
)
from connected_car.compliance.records import Record

INSPECTION_COLUMNS = ("Inspection_ID", "Vehicle_ID", "Component", "Inspected_On", "information")
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
_EMPTY = (None,) * len(INSPECTION_COLUMNS)
Row = tuple[Any, ...]  # the columns of READ but for the last


def read_inspections(file: NoteFile, longest: int) -> Iterator[pa.RecordBatch]:
    """Yield a row with the schema ``READ`` for each record of a CSV or Parquet file.

    A CSV is in UTF-8, or in UTF-16 with its mark. A file that is no table gives one row. A note may
    be empty: then a person judges it.

    Args:
        file: name and content.
        longest: characters of the longest note that is judged.
    """
    try:
        table = open_table(file, INSPECTION_COLUMNS, longest)
    except NoTableError as error:
        yield _batch([(*_EMPTY, error.raw, error.reason, None, None)], file.name)
        return
    rows = _rows(table, longest)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield _batch(some, file.name)


def _batch(rows: list[Row], name: str) -> pa.RecordBatch:
    columns = [*zip(*rows, strict=True), [name] * len(rows)]
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, READ, strict=True)],
        schema=READ,
    )


def _rows(table: Table, longest: int) -> Iterator[Row]:
    width, wanted = len(table.header), itemgetter(*map(table.header.index, INSPECTION_COLUMNS))
    for record in table.records:
        fields = record.fields
        if fields is None:
            yield _rejected(record, ["no CSV: a quote is wrong, or never closed"], table)
        elif len(fields) != width:
            faults = [f"{len(fields)} fields, the header has {width}"]
            yield _rejected(record, faults, table)
        else:
            inspection, vehicle, component, day, text = values = wanted(fields)
            inspected = _day(day.strip()[:10])
            is_named = inspection and vehicle and component and inspected
            # the whole record at once: most have no fault
            sound = is_named and not any(text_faults(record.raw, longest))
            faults = [] if sound else _faults(values, inspected, longest)
            if faults:
                yield _rejected(record, faults, table)
            else:
                names = inspection.strip(), vehicle.strip(), component.strip()
                yield (*names, inspected, text, None, None, None, record.line)


def _faults(values: Row, inspected: date | None, longest: int) -> list[str]:
    """Return what is wrong with a record."""
    *names, day, text = values
    faults = [f"no {name}" for name, v in zip(INSPECTION_COLUMNS, names, strict=False) if not v]
    faults += dict.fromkeys(fault for v in (*names, text) for fault in text_faults(v, longest))
    if inspected is None:
        faults.append(f"Inspected_On {shown(day)[:40]!r} is no day such as 2026-01-31")
    return faults


@lru_cache(maxsize=10_000)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rejected(record: Record, faults: list[str], table: Table) -> Row:
    return (*_EMPTY, shown(record.raw), "; ".join(faults), table.head, record.line)
