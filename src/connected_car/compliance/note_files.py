"""Files of labelled notes: what can be learned from, and what cannot with the reason."""

import re
from dataclasses import dataclass, field

import pandas as pd

from connected_car.compliance.delivered import (
    NoTableError,
    NoteFile,
    Table,
    open_table,
    shown,
    text_faults,
)
from connected_car.compliance.records import Record

KEPT_COLUMNS = ["text", "label", "source_file", "line"]
REJECTED_COLUMNS = ["Raw_Text", "Reason", "Source_File", "Line_Number", "Header"]
_WHOLE = re.compile(r"([+-]?\d+)\.0+")


@dataclass(frozen=True)
class Format:
    """What a file must hold.

    Attributes:
        text_column: name of the column of the text.
        label_column: name of the column of the label.
        labels: the labels that may be; empty: any.
        longest: characters of the longest text that is learned from.
    """

    text_column: str
    label_column: str
    labels: tuple[str, ...] = ()
    longest: int = 200_000


@dataclass
class ReadNotes:
    """What a file held; ``read = kept + rejected``, and a file that is no table counts as one.

    Attributes:
        kept: rows of ``KEPT_COLUMNS``.
        rejected: rows of ``REJECTED_COLUMNS``.
    """

    kept: list[tuple[str, str, str, int]] = field(default_factory=list)
    rejected: list[tuple[str, str, str, int | None, str | None]] = field(default_factory=list)


def read_note_file(file: NoteFile, wanted: Format) -> ReadNotes:
    """Read a CSV (UTF-8, or UTF-16 with its mark) or Parquet file of notes.

    Args:
        file: name and content.
        wanted: columns, labels and the longest text.
    """
    result = ReadNotes()
    try:
        table = open_table(file, (wanted.text_column, wanted.label_column), wanted.longest)
    except NoTableError as error:
        result.rejected.append((error.raw, error.reason, file.name, None, None))
        return result
    for record in table.records:
        _sort_in(result, file.name, table, record, wanted)
    return result


def to_frames(parts: list[ReadNotes]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return kept and rejected rows of all files as frames."""
    kept = [row for part in parts for row in part.kept]
    rejected = [row for part in parts for row in part.rejected]
    refused = pd.DataFrame(rejected, columns=REJECTED_COLUMNS, dtype=object)
    lines = refused["Line_Number"].astype("Int64")
    return pd.DataFrame(kept, columns=KEPT_COLUMNS), refused.assign(Line_Number=lines)


def read_label(label: str, labels: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return a label without blanks and ``.0``, and why it is none (empty when it is one)."""
    plain = label.strip()
    whole = _WHOLE.fullmatch(plain)
    plain = whole[1] if whole else plain
    if not plain:
        return plain, "no label"
    if labels and plain not in labels:
        return plain, f"label {shown(plain)[:40]!r} is none of {', '.join(labels)}"
    return plain, "; ".join(f"the label is {fault}" for fault in text_faults(plain, 100))


def _sort_in(result: ReadNotes, name: str, table: Table, record: Record, wanted: Format) -> None:
    fields, header = record.fields, table.header
    if fields is None:
        faults, text, label = ["no CSV: a quote is wrong, or never closed"], "", ""
    elif len(fields) != len(header):
        faults, text, label = [f"{len(fields)} fields, the header has {len(header)}"], "", ""
    else:
        text = fields[header.index(wanted.text_column)]
        label, fault = read_label(fields[header.index(wanted.label_column)], wanted.labels)
        faults = [*([] if text.strip() else ["no text"]), *text_faults(text, wanted.longest)]
        faults += [fault] if fault else []
    if faults:
        rejected = (shown(record.raw), "; ".join(faults), name, record.line, table.head)
        result.rejected.append(rejected)
    else:
        result.kept.append((text, label, name, record.line))
