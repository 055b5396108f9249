"""Years in a stream of tokens, as people write them: 1991, '91, 01/91, in words, by decade."""

from dataclasses import dataclass

import numpy as np

from connected_car.classifiers.facts.lexicon import Kind, lexicon
from connected_car.classifiers.facts.mentions import Mentions, find_phrases
from connected_car.classifiers.facts.number_words import DECADES
from connected_car.classifiers.facts.tokens import Stream
from connected_car.classifiers.facts.year_words import years_in_words

OLDEST, NEWEST = 1900, 2039
LOWEST, HIGHEST = 1800, 2100  # of a year with one bound
_CENTURY_BREAK = 36  # '36 is 1936, '35 is 2035
_PAD = 5
_KEYS = set(
    [
        "mfd",
        "mfg",
        "my",
        "yr",
        "year",
        "built",
        "yom",
        "manufactured",
        "manuf",
        "mf",
        "prod",
        "made",
        "produced",
        "model",
        "bj",
        "vintage",
        "constructed",
        "fabricated",
        "mfr'd",
        "baujahr",
        "y",
        "blt",
        "mnf",
        "dated",
        "stamped",
    ]
)
_MONTHS = set(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
_FILLERS = set(
    [
        "the",
        "year",
        "in",
        "of",
        "early",
        "late",
        "-",
        "'",
        "mid",
        "about",
        "around",
        "approximately",
        "circa",
    ]
)
_TO_BE_SKIPPED = (".", ":", "=")


@dataclass(frozen=True)
class Years:
    """Years mentioned, each from ``low`` to ``high``; ``places.value`` is its own place here."""

    places: Mentions
    low: np.ndarray
    high: np.ndarray


class _Marks:
    """Flags of a stream's tokens that may be read some places off."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        sizes = np.array([len(w) if w.isdecimal() else 0 for w in stream.words], np.int64)
        values = [int(w) if 0 < n <= 8 else -1 for w, n in zip(stream.words, sizes, strict=True)]
        ids = stream.ids
        self.size, self.number = _pad(sizes[ids], 0), _pad(np.array(values, np.int64)[ids], -1)
        self.four = (self.size == 4) & (self.number >= OLDEST) & (self.number <= NEWEST)
        self.two, self.small = self.size == 2, (self.size <= 2) & (self.number >= 1)
        self.is_number = self.size > 0
        self.joint = self.flag("/", ".", "-")

    def flag(self, *words: str) -> np.ndarray:
        return _pad(self.stream.flag(*words), False)


def find_years(stream: Stream, numbers: np.ndarray) -> Years:
    """Return the years of a stream.

    Args:
        stream: the tokens.
        numbers: ``(m,)`` their numbers in the lexicon.
    """
    marks = _Marks(stream)
    parts = [_dates(marks), _decades(marks, numbers), _short(marks)]
    parts.append(years_in_words(numbers, marks.flag("-", "and")[_PAD:-_PAD], _before_word(marks)))
    first, last, low, high = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((-(last - first), first))
    first, last, low, high = first[order], last[order], low[order], high[order]
    fresh = np.concatenate([[True], first[1:] > np.maximum.accumulate(last)[:-1]])[: len(first)]
    first, last, low, high = first[fresh], last[fresh], low[fresh], high[fresh]
    first, last, low, high = _bounded(stream, numbers, first, last, low, high)
    places = Mentions(
        first,
        last,
        np.full(len(first), Kind.YEAR),
        np.arange(len(first)),
        np.zeros(len(first), int),
    )
    return Years(places, low, high)


def numbers_joined(stream: Stream) -> np.ndarray:
    """Return ``(m,)`` whether a token is a mark between two numbers, as in 12.03.1999."""
    is_number = np.array([w.isdecimal() for w in stream.words], bool)[stream.ids]
    beside = np.zeros(len(is_number), bool)
    beside[1:-1] = is_number[:-2] & is_number[2:]
    return beside & stream.flag("/", ".", "-")


def _dates(marks: _Marks) -> tuple[np.ndarray, ...]:
    """Return whole years, and those of dates written in eight digits."""
    whole = np.flatnonzero(marks.four & ~_decade_ending(marks))
    day = np.flatnonzero(_is_compact(marks.number, marks.size))
    years = np.concatenate([marks.number[whole], marks.number[day] // 10_000])
    at = np.concatenate([whole, day]) - _PAD
    return at, at, years, years


def _is_compact(number: np.ndarray, size: np.ndarray) -> np.ndarray:
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    known = (year >= 1950) & (year <= NEWEST) & (month >= 1) & (month <= 12)
    return (size == 8) & known & (day >= 1) & (day <= 31)


def _decade_ending(marks: _Marks) -> np.ndarray:
    """Return whether 1990 or 90 is followed by an s, with an apostrophe or without one."""
    s, apostrophe = marks.flag("s"), marks.flag("'")
    ends = _at(s, 1) | (_at(apostrophe, 1) & _at(s, 2))
    return ends & (marks.four | marks.two) & (marks.number % 10 == 0)


def _decades(marks: _Marks, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
    digits = np.flatnonzero(_decade_ending(marks))
    first_years = np.where(marks.two[digits], _whole(marks.number[digits]), marks.number[digits])
    table = np.zeros(len(lexicon().numbers) + 1, np.int64)
    for word, year in DECADES.items():
        table[lexicon().numbers[word]] = year
    named = np.flatnonzero(table[numbers] > 0)
    needs = {2000: "two", 2010: "twenty"}
    for year, word in needs.items():
        is_other = table[numbers[named]] != year
        named = named[
            is_other
            | (_at(marks.flag(word), -1)[named + _PAD])
            | (numbers[named] == lexicon().numbers["noughties"])
        ]
    at = np.concatenate([digits - _PAD, named])
    low = np.concatenate([first_years, table[numbers[named]]])
    half = _at(marks.flag("half"), 1)
    early = marks.flag("early", "beginning", "start") | (marks.flag("first") & half)
    late = marks.flag("late", "end", "later") | (marks.flag("second") & half)
    mid, end = marks.flag("mid", "middle"), _near_before
    is_early, is_late, is_mid = (end(flag, at + _PAD) for flag in (early, late, mid))
    lows = np.where(is_late & ~is_early, low + 5, np.where(is_mid, low + 3, low))
    highs = np.where(is_early & ~is_late, low + 4, np.where(is_mid, low + 6, low + 9))
    return at, at, lows, highs


def _near_before(flag: np.ndarray, at: np.ndarray) -> np.ndarray:
    return np.logical_or.reduce([flag[np.maximum(at - i, 0)] for i in range(1, 6)])


def _short(marks: _Marks) -> tuple[np.ndarray, ...]:
    """Return years of two digits: '91, 01/91, Mar 91, mfd 91."""
    goes_on = _at(marks.joint, 1) & _at(marks.is_number, 2)
    apostrophe = marks.two & _at(marks.flag("'"), -1)
    month_before = _at(marks.joint, -1) & _at(marks.small, -2) & (_at(marks.number, -2) <= 12)
    iso = _at(marks.joint, -3) & _at(marks.four, -4)
    whole_date = _at(marks.joint, -3) & _at(marks.small, -4)
    plain = _at(marks.flag("/"), -1) | whole_date | (_at(marks.two, -2) & (marks.number > 31))
    dated = marks.two & month_before & plain & ~goes_on & ~iso
    skipped = _at(marks.flag(*_TO_BE_SKIPPED), -1)
    named = _behind_words(marks, _MONTHS, skipped) & ((marks.number > 31) | (marks.number < 10))
    keyed = _behind_words(marks, _KEYS, skipped) | (
        _at(marks.flag("in"), -1) & _at(marks.flag(*_KEYS), -2)
    )
    unit = _at(marks.flag(*_UNITS), 1)
    alone = marks.two & (named | keyed) & ~goes_on & ~unit
    at = np.flatnonzero((apostrophe | dated | alone) & ~_decade_ending(marks))
    years = _whole(marks.number[at])
    return at - _PAD, at - _PAD, years, years


_UNITS = set(
    [
        "km",
        "kms",
        "nm",
        "mm",
        "cm",
        "kg",
        "bar",
        "psi",
        "rpm",
        "hours",
        "h",
        "minutes",
        "min",
        "eur",
        "euro",
        "percent",
        "miles",
        "mi",
        "%",
    ]
)


def _behind_words(marks: _Marks, words: set[str], skipped: np.ndarray) -> np.ndarray:
    flag = marks.flag(*words)
    return _at(flag, -1) | (skipped & _at(flag, -2))


def _before_word(marks: _Marks) -> np.ndarray:
    """Return whether a word stands before, behind which two digits in words are a year."""
    return _at(marks.flag("in", "from", "of", "'", *_KEYS), -1)[_PAD:-_PAD]


def _bounded(  # noqa: PLR0917
    stream: Stream,
    numbers: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Return the years with the words that make them bounds: before 1990, 1995 or later."""
    before = find_phrases(numbers, lexicon().bounds)
    behind = find_phrases(numbers, lexicon().bounds_behind)
    is_word = np.array([w.isalnum() for w in stream.words], bool)[stream.ids]
    plus = np.flatnonzero(stream.flag("+") & ~np.append(is_word[1:], False))
    rest = np.cumsum(np.concatenate([[0], ~stream.flag(*_FILLERS)]))
    bound = np.full(len(first), -1)
    at = np.searchsorted(before.last, first) - 1
    ends = before.last[np.maximum(at, 0)] if len(before) else np.zeros(len(at), int)
    near = (at >= 0) & (rest[first] - rest[np.minimum(ends + 1, first)] == 0)
    bound[near] = before.value[at[near]]
    starts = np.where(near, before.first[np.maximum(at, 0)] if len(before) else first, first)
    at = np.searchsorted(behind.first, last + 1)
    near = np.isin(last + 1, behind.first)
    bound[near] = behind.value[at[near]]
    ends = last.copy()
    ends[near] = behind.last[at[near]]
    bound[np.isin(last + 1, plus)] = 3
    low, high = (
        np.select([bound == 2, bound == 3, bound >= 0], [high + 1, low, LOWEST], low),
        np.select([bound == 0, bound == 1, bound >= 0], [low - 1, high, HIGHEST], high),
    )
    return starts, ends, low, high


def _whole(two_digits: np.ndarray) -> np.ndarray:
    return two_digits + np.where(two_digits < _CENTURY_BREAK, 2000, 1900)


def _pad(values: np.ndarray, empty: int | bool) -> np.ndarray:
    return np.pad(values, _PAD, constant_values=empty)


def _at(values: np.ndarray, offset: int) -> np.ndarray:
    """Return what stands some places behind each; the ends are padding, so they may wrap."""
    return np.roll(values, -offset)
