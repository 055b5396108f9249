"""A CSV file as blocks of whole records, so that those beyond doubt can be read at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from mmap import mmap

import numpy as np

from connected_car.compliance.records import Record, split_records

_BLOCK = 500_000  # bytes
_MORE = 1000  # characters of a record beside its text
_LINE_END = re.compile(rb"\r\n|\r|\n")
_QUOTE, _NEWLINE, _RETURN = b'"\n\r'
_BESIDE = np.isin(np.arange(256), [*b'",\n\r'])  # what may stand outside of a quoted field
Content = bytes | mmap  # of a file in UTF-8
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Block:
    """Records that follow on each other.

    Attributes:
        start, end: its bytes in the file.
        line, next_line: numbers of its first line and of the one behind it.
        starts: ``(n,)`` byte of the block at which each record begins.
        lines: ``(n,)`` number of each record's first line.
        records: the records themselves where they had to be read one by one, else None.
    """

    start: int
    end: int
    line: int
    next_line: int
    starts: np.ndarray
    lines: np.ndarray
    records: list[Record] | None = None


def blocks(content: Content, start: int, line: int, longest: int) -> Iterator[Block]:
    """Yield all records from a byte on; ``records`` says what each way of reading must give.

    Blocks do not depend on what lies before: reading may begin at the end of any of them. One is
    beyond doubt if its quotes are where they should be and no record of it is too long.

    Args:
        content: of the file.
        start: where a record begins.
        line: number of its line.
        longest: characters of the longest text.
    """
    while start < len(content):
        block = _sound(content, start, line, longest) or _doubtful(content, start, line, longest)
        yield block
        start, line = block.end, block.next_line


def most_bytes(longest: int) -> int:
    """Return how far a record may reach before its quote counts as never closed."""
    return 4 * (longest + _MORE + 1)


def to_line_end(content: Content, start: int, least: int) -> bytes:
    """Return at least so many bytes from a place on, to the end of a line."""
    reach = start + least
    end = _LINE_END.search(content, reach) if reach < len(content) else None
    return content[start : end.end() if end else len(content)]


def line_place(content: Content, line: int | None) -> tuple[int, int]:
    """Return at which byte a line begins, None standing for the end, and how many lines precede."""
    if line is None:
        return len(content), len(_LINE_END.findall(content))
    before = islice(_LINE_END.finditer(content), line - 1)
    return max((end.end() for end in before), default=0), line - 1


def _sound(content: Content, start: int, line: int, longest: int) -> Block | None:
    """Return the records of the next block; None if what stands there is in doubt."""
    data = np.frombuffer(content, np.uint8, min(_BLOCK, len(content) - start), start)
    quotes, newlines = np.flatnonzero(data == _QUOTE), np.flatnonzero(data == _NEWLINE)
    ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0] + 1
    size = len(data)
    if start + size < len(content):
        size = int(ends[-1]) if len(ends) else 0
    data, quotes = data[:size], quotes[: np.searchsorted(quotes, size)]
    starts = np.append(0, ends[ends < size])
    lengths = np.diff(starts, append=size)
    if not size or lengths.max() > longest or not _is_plain(data, quotes):
        return None
    blank = (lengths == 1) & (data[starts] == _NEWLINE)
    blank |= (lengths == 2) & (data[starts] == _RETURN)
    starts = starts[~blank]
    lines = line + np.searchsorted(newlines, starts)
    next_line = line + int(np.searchsorted(newlines, size))
    return Block(start, start + size, line, next_line, starts, lines)


def _is_plain(data: np.ndarray, quotes: np.ndarray) -> bool:
    """Return whether quotes enclose whole fields, and lines end in the usual ways."""
    if len(quotes) % 2 or data[:3].tobytes() == _MARK:
        return False
    padded = np.concatenate([[_NEWLINE], data, [_NEWLINE]]).astype(np.uint8)
    returns = np.flatnonzero(data == _RETURN)
    return bool(
        _BESIDE[padded[quotes[::2]]].all()
        and _BESIDE[padded[quotes[1::2] + 2]].all()
        and (padded[returns + 2] == _NEWLINE).all()
        and (not len(returns) or returns[-1] + 1 < len(data))
    )


def _doubtful(content: Content, start: int, line: int, longest: int) -> Block:
    """Read the records one by one that begin in the next block."""
    chunk = to_line_end(content, start, _BLOCK + most_bytes(longest))
    last = len(_LINE_END.findall(chunk[:_BLOCK])) + 1
    records, after = [], None
    for record in split_records(chunk.decode("utf-8", "surrogateescape"), longest + _MORE):
        if record.line > last:
            after = record.line
            break
        records.append(record._replace(line=record.line + line - 1))
    end, lines = line_place(chunk, after)
    nothing = np.empty(0, np.int64)
    return Block(start, start + end, line, line + lines, nothing, nothing, records)


def records_at(content: Content, block: Block, places: np.ndarray) -> Iterator[Record]:
    """Yield the records at some places of a block beyond doubt."""
    ends = np.append(block.starts[1:], block.end - block.start) + block.start
    for place in places.tolist():
        raw = content[block.start + block.starts[place] : ends[place]]
        text = raw.decode("utf-8", "surrogateescape")
        record = next(split_records(text, len(text)))
        yield record._replace(line=int(block.lines[place]))
