"""Files of labelled notes: what can be learned from, and what cannot with the reason."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from connected_car.compliance.records import Record, split_records

KEPT_COLUMNS = ["text", "label", "source_file", "line"]
REJECTED_COLUMNS = ["Raw_Text", "Reason", "Source_File", "Line_Number", "Header"]
_SHOWN = 2000  # characters of a rejected record that are stored
_NOT_UTF8 = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WHOLE = re.compile(r"([+-]?\d+)\.0+")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PARQUET = b"PAR1"


@dataclass(frozen=True)
class NoteFile:
    """A file as it was delivered."""

    name: str
    content: bytes


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
    if file.content.startswith(_PARQUET):
        return _read_parquet(file, wanted)
    text = _decoded(file.content)
    if not text.strip():
        return _rejected_file(file, "the file is empty")
    records = split_records(text, wanted.longest + 1000)
    first = next(records)
    header = [name.strip() for name in first.fields or []]
    if reason := _header_fault(first.raw, header, wanted):
        return _rejected_file(file, reason, first.raw)
    result, table = ReadNotes(), _Table(file.name, header, _shown(first.raw))
    for record in records:
        _sort_in(result, table, record, wanted)
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
        return plain, f"label {_shown(plain)[:40]!r} is none of {', '.join(labels)}"
    return plain, "the label is longer than 100 characters" if len(plain) > 100 else ""


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF16):
        return content.decode("utf-16", errors="replace")
    return content.decode("utf-8-sig", errors="surrogateescape")


def _header_fault(raw: str, header: list[str], wanted: Format) -> str:
    if _CONTROL.search(raw) or _NOT_UTF8.search(raw):
        return "the file is binary, or of another encoding than UTF-8"
    for name in (wanted.text_column, wanted.label_column):
        if header.count(name) != 1:
            has = ", ".join(column[:40] or "(unnamed)" for column in header[:20])
            number = "no" if name not in header else "more than one"
            return f"{number} column {name!r}; it has: {has}"
    return ""


@dataclass(frozen=True)
class _Table:
    """A file that is a table: its name, its columns and the line that names them."""

    name: str
    header: list[str]
    head: str


def _sort_in(result: ReadNotes, table: _Table, record: Record, wanted: Format) -> None:
    fields, header = record.fields, table.header
    if fields is None:
        faults, text, label = ["no CSV: a quote is wrong, or never closed"], "", ""
    elif len(fields) != len(header):
        faults, text, label = [f"{len(fields)} fields, the header has {len(header)}"], "", ""
    else:
        text = fields[header.index(wanted.text_column)]
        label, fault = read_label(fields[header.index(wanted.label_column)], wanted.labels)
        faults = [*_text_faults(text, wanted.longest), *([fault] if fault else [])]
    if faults:
        shown = _shown(record.raw)
        result.rejected.append((shown, "; ".join(faults), table.name, record.line, table.head))
    else:
        result.kept.append((text, label, table.name, record.line))


def _text_faults(text: str, longest: int) -> Iterator[str]:
    if not text.strip():
        yield "no text"
    if len(text) > longest:
        yield f"longer than {longest:,} characters"
    if _NOT_UTF8.search(text):
        yield "not UTF-8"


def _read_parquet(file: NoteFile, wanted: Format) -> ReadNotes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(file.content))
    except (pa.ArrowInvalid, OSError) as error:
        return _rejected_file(file, f"no readable Parquet file: {str(error).splitlines()[0]}")
    if reason := _header_fault("", table.column_names, wanted):
        return _rejected_file(file, reason, ", ".join(table.column_names))
    header = [wanted.text_column, wanted.label_column]
    result, described = ReadNotes(), _Table(file.name, header, ",".join(header))
    texts, labels = (table[name].to_pylist() for name in header)
    for row, (text, label) in enumerate(zip(texts, labels, strict=True), start=1):
        fields = ["" if value is None else str(value) for value in (text, label)]
        record = Record(row, ",".join(fields), fields)
        _sort_in(result, described, record, wanted)
    return result


def _rejected_file(file: NoteFile, reason: str, raw: str | None = None) -> ReadNotes:
    shown = _shown(raw if raw is not None else file.content[:_SHOWN].decode("utf-8", "replace"))
    return ReadNotes(rejected=[(shown, reason, file.name, None, None)])


def _shown(raw: str) -> str:
    """Return the beginning of a text, with what cannot be stored replaced."""
    cut = raw[:_SHOWN].rstrip("\r\n")
    return cut.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
