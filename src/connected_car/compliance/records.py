"""A CSV text as records that know their line, so that one broken quote costs one line."""

import csv
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Record(NamedTuple):
    """One record as it stands in the file.

    Attributes:
        line: number of its first line, from 1.
        raw: its text, line ends inside of it included.
        fields: what it holds; None where it is no CSV.
    """

    line: int
    raw: str
    fields: list[str] | None


class _Lines:
    """Gives lines to the CSV reader until the present record is longer than it may be."""

    def __init__(self, lines: list[str], start: int, longest: int) -> None:
        self._lines, self.at, self._longest = lines, start, longest
        self._taken = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines) or self._taken > self._longest:
            raise StopIteration
        line = self._lines[self.at]
        self.at += 1
        self._taken += len(line)
        return line

    def record_ends(self) -> None:
        self._taken = 0


def split_records(text: str, longest: int, sign: str = ",") -> Iterator[Record]:
    """Yield the records of a CSV text; blank lines are none.

    A record that is no CSV (a quote that is never closed, say) ends with its first line, and
    reading goes on with the next one.

    Args:
        text: the whole file.
        longest: characters after which an open quote counts as never closed.
        sign: that parts the fields.
    """
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield from _split(_LINE.findall(text), longest, sign)
    finally:
        csv.field_size_limit(before)


def _split(lines: list[str], longest: int, sign: str) -> Iterator[Record]:
    start = 0
    while start < len(lines):
        given = _Lines(lines, start, longest)
        try:
            for fields in csv.reader(given, strict=True, delimiter=sign):
                if fields:
                    yield Record(start + 1, "".join(lines[start : given.at]), fields)
                start = given.at
                given.record_ends()
            start = given.at
        except csv.Error:
            yield Record(start + 1, lines[start], None)
            start += 1
