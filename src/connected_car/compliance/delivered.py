"""What files of labelled notes and of inspections have in common: their text, header and faults."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connected_car.compliance.records import Record, split_records

_SHOWN = 2000  # characters of a rejected record that are stored
_NOT_UTF8 = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
PARQUET = b"PAR1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class NoteFile:
    """A file as it was delivered."""

    name: str
    content: bytes


class NoTableError(Exception):
    """A file is no table with the wanted columns; ``raw`` is its first line, or beginning."""

    def __init__(self, reason: str, raw: str) -> None:
        super().__init__(reason)
        self.reason, self.raw = reason, shown(raw)


@dataclass(frozen=True)
class Table:
    """A file that is a table.

    Attributes:
        header: names of its columns.
        head: the line that names them, as it is stored beside a rejected record.
        records: what follows.
    """

    header: list[str]
    head: str
    records: Iterator[Record]


def open_table(file: NoteFile, wanted: Sequence[str], longest: int) -> Table:
    """Open a CSV file (UTF-8, or UTF-16 with its mark) or a Parquet file.

    Args:
        file: name and content.
        wanted: columns that must be there, once each.
        longest: characters of the longest text.

    Raises:
        NoTableError: it is none, or lacks a column.
    """
    if file.content.startswith(PARQUET):
        return _open_parquet(file, wanted)
    text = read_text(file.content)
    if not text.strip():
        raise NoTableError("the file is empty", text)
    records = split_records(text, longest + 1000)
    first = next(records)
    header = [name.strip() for name in first.fields or []]
    _check_header(first.raw, header, wanted)
    return Table(header, shown(first.raw), records)


def read_text(content: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; other bytes survive."""
    if content.startswith(UTF16):
        return content.decode("utf-16", errors="replace")
    return content.decode("utf-8-sig", errors="surrogateescape")


def in_utf8(content: bytes) -> bytes:
    """Return what a file holds, or, of one in UTF-16, the same in UTF-8."""
    return read_text(content).encode() if content.startswith(UTF16) else content


def text_faults(text: str, longest: int) -> Iterator[str]:
    """Yield why a text cannot be taken as a note."""
    if len(text) > longest:
        yield f"longer than {longest:,} characters"
    if _NOT_UTF8.search(text):
        yield "not UTF-8"


def shown(raw: str) -> str:
    """Return the beginning of a text, with what cannot be stored replaced."""
    cut = raw[:_SHOWN].rstrip("\r\n")
    return cut.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _check_header(raw: str, header: list[str], wanted: Sequence[str]) -> None:
    if _CONTROL.search(raw) or _NOT_UTF8.search(raw):
        raise NoTableError("the file is binary, or of another encoding than UTF-8", raw)
    for name in wanted:
        if header.count(name) != 1:
            has = ", ".join(column[:40] or "(unnamed)" for column in header[:20])
            number = "no" if name not in header else "more than one"
            raise NoTableError(f"{number} column {name!r}; it has: {has}", raw)


def _open_parquet(file: NoteFile, wanted: Sequence[str]) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(file.content))
        names = table.column_names
        columns = {name: table[name].to_pylist() for name in wanted if names.count(name) == 1}
    except (pa.ArrowException, ValueError, OverflowError, OSError) as error:
        reason = f"no readable Parquet file: {str(error).splitlines()[0]}"
        raise NoTableError(reason, file.content[:_SHOWN].decode("utf-8", "replace")) from error
    _check_header(", ".join(names), names, wanted)
    rows = zip(*(columns[name] for name in wanted), strict=True)
    return Table(list(wanted), ",".join(wanted), _numbered(rows))


def _numbered(rows: Iterator[tuple[object, ...]]) -> Iterator[Record]:
    for number, row in enumerate(rows, start=1):
        fields = ["" if value is None else str(value) for value in row]
        yield Record(number, ",".join(fields), fields)
