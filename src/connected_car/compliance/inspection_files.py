"""Files of inspections: the notes to be judged, and what is none with the reason."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from connected_car.compliance.delivered import (
    NoTableError,
    NoteFile,
    open_table,
    shown,
    text_faults,
)
from connected_car.compliance.records import Record

INSPECTION_COLUMNS = ("Inspection_ID", "Vehicle_ID", "Component", "Inspected_On", "information")
Row = dict[str, object]


def read_inspections(file: NoteFile, longest: int) -> Iterator[Row]:
    """Yield a row a record of a CSV (UTF-8, or UTF-16 with its mark) or Parquet file.

    A row holds ``INSPECTION_COLUMNS``, ``Raw_Text``, ``Reason`` (null for an inspection, else why
    it is none), ``Source_File, Line_Number, Header``. A file that is no table gives one row. A note
    may be empty: then a person judges it.

    Args:
        file: name and content.
        longest: characters of the longest note that is judged.
    """
    try:
        table = open_table(file, INSPECTION_COLUMNS, longest)
    except NoTableError as error:
        yield {"Raw_Text": error.raw, "Reason": error.reason, "Source_File": file.name}
        return
    places = [table.header.index(name) for name in INSPECTION_COLUMNS]
    for record in table.records:
        row = _inspection(record, places, len(table.header), longest)
        row.update(Source_File=file.name, Line_Number=record.line, Header=table.head)
        yield row


def _inspection(record: Record, places: list[int], width: int, longest: int) -> Row:
    fields = record.fields
    if fields is None:
        return _rejected(record, ["no CSV: a quote is wrong, or never closed"])
    if len(fields) != width:
        return _rejected(record, [f"{len(fields)} fields, the header has {width}"])
    values = [fields[place] for place in places]
    *names, day, text = values
    faults = [f"no {name}" for name, v in zip(INSPECTION_COLUMNS, names, strict=False) if not v]
    if any(text_faults(record.raw, longest)):  # the whole record at once: most have none
        faults += dict.fromkeys(fault for v in (*names, text) for fault in text_faults(v, longest))
    inspected = _day(day.strip()[:10])
    if inspected is None:
        faults.append(f"Inspected_On {shown(day)[:40]!r} is no day such as 2026-01-31")
    if faults:
        return _rejected(record, faults)
    kept: list[object] = [*(name.strip() for name in names), inspected, text]
    return dict(zip(INSPECTION_COLUMNS, kept, strict=True))


@lru_cache(maxsize=10_000)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rejected(record: Record, faults: list[str]) -> Row:
    return {"Raw_Text": shown(record.raw), "Reason": "; ".join(faults)}
