"""Years in digits, and decades: 1991, 12.05.1991, '91, 05/91, Mar 91, 2k4, the 1990s."""

from collections.abc import Sequence

import numpy as np

from connected_car.classifiers.facts import words_years
from connected_car.classifiers.facts.lexicon import lexicon
from connected_car.classifiers.facts.number_words import DECADES
from connected_car.classifiers.facts.tokens import START, Stream

_OLDEST, _NEWEST = 1900, 2039
_CENTURY_BREAK = 36  # '36 is 1936, '35 is 2035
_TERSE = 12  # most tokens of a note in which a bare 91 or 05 is a year
_PAD = 6  # most places by which a neighbour is off
_KEYS, _MONTHS = words_years.KEYS.split(), words_years.MONTHS.split()
Found = tuple[np.ndarray, ...]  # first and last token, first and last year


class Marks:
    """The tokens of a stream, to be asked about some places before or behind others.

    Args:
        stream: the tokens.
        numbers: ``(m,)`` their numbers in the lexicon.
    """

    def __init__(self, stream: Stream, numbers: np.ndarray) -> None:
        self.stream, self.numbers = stream, np.pad(numbers, _PAD)
        self.ids = np.pad(stream.ids, _PAD, constant_values=len(stream.words))
        sizes = [len(word) if word.isdecimal() else 0 for word in stream.words]
        values = [int(w) if 0 < n <= 8 else -1 for w, n in zip(stream.words, sizes, strict=True)]
        self.sizes, self.values = np.array([*sizes, 0]), np.array([*values, -1])
        self.numeric = np.flatnonzero(self.sizes[stream.ids] > 0)

    def value(self, rows: np.ndarray, off: int = 0) -> np.ndarray:
        """Return the numbers some places off the rows; -1 for what is none."""
        return self.values[self.ids[rows + off + _PAD]]

    def size(self, rows: np.ndarray, off: int = 0) -> np.ndarray:
        """Return of how many digits the numbers are."""
        return self.sizes[self.ids[rows + off + _PAD]]

    def is_one(self, words: str | Sequence[str], rows: np.ndarray, off: int = 0) -> np.ndarray:
        """Return whether one of these words stands some places off the rows, mistyped or not."""
        marked = np.zeros(len(self.sizes), bool)
        known, numbers = self.stream.places, lexicon().numbers
        words = [words] if isinstance(words, str) else words
        marked[[known[word] for word in words if word in known]] = True
        meant = np.zeros(len(numbers) + 1, bool)
        meant[[numbers[word] for word in words if word in numbers]] = True
        at = rows + off + _PAD
        return marked[self.ids[at]] | meant[self.numbers[at]]

    def is_year(self, rows: np.ndarray, off: int = 0) -> np.ndarray:
        """Return whether a year in four digits stands some places off."""
        value = self.value(rows, off)
        return (self.size(rows, off) == 4) & (value >= _OLDEST) & (value <= _NEWEST)

    def is_small(self, rows: np.ndarray, off: int) -> np.ndarray:
        """Return whether a number of one or two digits stands some places off."""
        return (self.size(rows, off) <= 2) & (self.value(rows, off) >= 1)


def years_in_digits(marks: Marks, numbers: np.ndarray) -> list[Found]:
    """Return the years of each kind.

    Args:
        marks: the tokens.
        numbers: ``(m,)`` their numbers in the lexicon.
    """
    rows = marks.numeric
    is_decade = _is_decade(marks, rows)
    whole = rows[marks.is_year(rows) & ~is_decade]
    days = rows[_is_compact(marks.value(rows), marks.size(rows))]
    short = rows[(_is_short(marks, rows) | _is_bare(marks, rows)) & ~is_decade]
    thousands = rows[(marks.value(rows) == 2) & marks.is_one("k", rows, 1) & _is_tail(marks, rows)]
    return [
        _as_found(whole, marks.value(whole)),
        _as_found(days, marks.value(days) // 10_000),
        _as_found(short, _whole(marks.value(short))),
        (thousands, thousands + 2, *[2000 + marks.value(thousands, 2)] * 2),
        _decades(marks, rows[is_decade], numbers),
    ]


def _as_found(rows: np.ndarray, years: np.ndarray) -> Found:
    return rows, rows, years, years


def _is_compact(number: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return which numbers are a year, month and day in eight digits."""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    known = (year >= 1950) & (year <= _NEWEST) & (month >= 1) & (month <= 12)
    return (size == 8) & known & (day >= 1) & (day <= 31)


def _is_decade(marks: Marks, rows: np.ndarray) -> np.ndarray:
    """Return whether 1990 or 90 is followed by an s, with an apostrophe or without one."""
    ends = marks.is_one("s", rows, 1) | (marks.is_one("'", rows, 1) & marks.is_one("s", rows, 2))
    is_year = marks.is_year(rows) | (marks.size(rows) == 2)
    return ends & is_year & (marks.value(rows) % 10 == 0)


def _decades(marks: Marks, digits: np.ndarray, numbers: np.ndarray) -> Found:
    value = marks.value(digits)
    starts = np.where(marks.size(digits) == 2, _whole(value), value)
    known = lexicon().numbers
    table = np.zeros(len(known) + 1, np.int64)
    for word, year in DECADES.items():
        table[known[word]] = year
    named = np.flatnonzero(table[numbers] > 0)
    two_words = {"thousands": "two", "tens": "twenty", "teens": "twenty", "hundreds": "nineteen"}
    for last, first in two_words.items():
        is_other = numbers[named] != known[last]
        named = named[is_other | marks.is_one([first], named, -1)]
    rows = np.concatenate([digits, named])
    return (
        rows,
        rows,
        *_part_of_decade(marks, rows, np.concatenate([starts, table[numbers[named]]])),
    )


def _part_of_decade(marks: Marks, rows: np.ndarray, start: np.ndarray) -> Found:
    """Return the first and last year of the half that is meant; without one the whole decade."""
    early, late, mid = (np.zeros(len(rows), bool) for _ in range(3))
    inside = np.ones(len(rows), bool)
    for off in range(-1, -_PAD, -1):
        inside &= ~marks.is_one([START], rows, off)
        half = marks.is_one(["half"], rows, off + 1)
        early |= inside & marks.is_one(["early", "beginning", "start"], rows, off)
        early |= inside & marks.is_one(["first"], rows, off) & half
        late |= inside & marks.is_one(["late", "end", "later"], rows, off)
        late |= inside & marks.is_one(["second"], rows, off) & half
        mid |= inside & marks.is_one(["mid", "middle"], rows, off)
    low = np.where(late & ~early, start + 5, np.where(mid, start + 3, start))
    return low, np.where(early & ~late, start + 4, np.where(mid, start + 6, start + 9))


def _is_short(marks: Marks, rows: np.ndarray) -> np.ndarray:
    """Return whether two digits are a year: '91, 01/91, Mar 91, mfd 91."""
    value, joints = marks.value(rows), ["/", ".", "-"]
    joined = {off: marks.is_one(joints, rows, off) for off in (-3, -1, 1)}
    goes_on = joined[1] & (marks.size(rows, 1 + 1) > 0)
    month = joined[-1] & marks.is_small(rows, -2) & (marks.value(rows, -2) <= 12)
    whole_date = joined[-3] & marks.is_small(rows, -4)
    likely = whole_date | ((marks.size(rows, -2) == 2) & (value > 31))
    dated = month & (marks.is_one("/", rows, -1) | likely) & ~(joined[-3] & marks.is_year(rows, -4))
    named = _is_behind(marks, _MONTHS, rows) & ((value > 31) | (value < 10))
    keyed = _is_behind(marks, _KEYS, rows)
    keyed |= marks.is_one(["in"], rows, -1) & marks.is_one(_KEYS, rows, -2)
    is_day = marks.is_one(_MONTHS, rows, 1) | (joined[1] & marks.is_one(_MONTHS, rows, 2))
    alone = (named | keyed) & ~is_day & ~marks.is_one(words_years.UNITS.split(), rows, 1)
    found = marks.is_one("'", rows, -1) | ((dated | alone) & ~goes_on)
    return (marks.size(rows) == 2) & found


def _is_bare(marks: Marks, rows: np.ndarray) -> np.ndarray:
    """Return whether two digits are a year because a terse note has no other number."""
    notes = marks.stream.notes()
    alone = np.bincount(notes[rows], minlength=marks.stream.n_notes) == 1
    alone &= np.bincount(notes, minlength=marks.stream.n_notes) <= _TERSE
    value = marks.value(rows)
    likely = (marks.size(rows) == 2) & ((value >= 60) | (value < 10))
    return likely & alone[notes[rows]] & ~marks.is_one(words_years.UNITS.split(), rows, 1)


def _is_tail(marks: Marks, rows: np.ndarray) -> np.ndarray:
    """Return whether a number of one or two digits stands two places behind, as in 2k4."""
    return (marks.size(rows, 2) > 0) & (marks.size(rows, 2) <= 2)


def _is_behind(marks: Marks, words: list[str], rows: np.ndarray) -> np.ndarray:
    """Return whether one of the words stands before, with a dot or colon between at most."""
    skipped = marks.is_one([".", ":", "="], rows, -1)
    return marks.is_one(words, rows, -1) | (skipped & marks.is_one(words, rows, -2))


def _whole(two_digits: np.ndarray) -> np.ndarray:
    return two_digits + np.where(two_digits < _CENTURY_BREAK, 2000, 1900)
