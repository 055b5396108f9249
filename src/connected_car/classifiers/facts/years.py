"""Years in a stream of tokens, and those that are but bounds of one: before 1990."""

from dataclasses import dataclass

import numpy as np

from connected_car.classifiers.facts import words_years
from connected_car.classifiers.facts.lexicon import Kind, Table, lexicon
from connected_car.classifiers.facts.mentions import Mentions, find_phrases
from connected_car.classifiers.facts.tokens import Stream
from connected_car.classifiers.facts.year_digits import Marks, years_in_digits
from connected_car.classifiers.facts.year_words import years_in_words

LOWEST, HIGHEST = 1800, 2100  # of a year with one bound
_INTRODUCTIONS = ["in", "from", "of", "'", *words_years.KEYS.split()]
_BELOW, _AT_MOST, _ABOVE, _AT_LEAST = range(4)  # as ``lexicon.BOUNDS``


@dataclass(frozen=True)
class Years:
    """Years mentioned, each from ``low`` to ``high``; ``places.value`` is its own place here."""

    places: Mentions
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class _Span:
    """Tokens ``first`` to ``last`` that tell of years ``low`` to ``high``."""

    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray


def find_years(stream: Stream, numbers: np.ndarray) -> Years:
    """Return the years of a stream.

    Args:
        stream: the tokens.
        numbers: ``(m,)`` their numbers in the lexicon.
    """
    marks = Marks(stream, numbers)
    joins, rows = stream.flag("-", "and"), np.arange(len(numbers))
    introduced = marks.is_one(_INTRODUCTIONS, rows, -1)
    parts = [*years_in_digits(marks, numbers), years_in_words(numbers, joins, introduced)]
    found = _without_overlaps(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    span = _bounded(marks, numbers, found)
    n = len(span.first)
    zeros = np.zeros(n, np.int64)
    places = Mentions(span.first, span.last, zeros + Kind.YEAR, np.arange(n), zeros)
    return Years(places, span.low, span.high)


def numbers_joined(stream: Stream) -> np.ndarray:
    """Return ``(m,)`` whether a token is a mark between two numbers, as in 12.03.1999."""
    is_number = np.array([w.isdecimal() for w in stream.words], bool)[stream.ids]
    beside = np.zeros(len(is_number), bool)
    beside[1:-1] = is_number[:-2] & is_number[2:]
    return beside & stream.flag("/", ".", "-")


def _without_overlaps(
    first: np.ndarray, last: np.ndarray, low: np.ndarray, high: np.ndarray
) -> _Span:
    """Return the spans in order; of those that overlap the longest of the earliest."""
    order = np.lexsort((first - last, first))
    ends = np.maximum.accumulate(np.concatenate([[-1], last[order]]))[:-1]
    kept = order[first[order] > ends[: len(order)]]
    return _Span(first[kept], last[kept], low[kept], high[kept])


def _bounded(marks: Marks, numbers: np.ndarray, found: _Span) -> _Span:
    """Return the years with the words that make them bounds: before 1990, 1995 or later."""
    fills = marks.is_one(words_years.FILLERS.split(), np.arange(len(numbers)))
    rest = np.cumsum(np.concatenate([[0], ~fills]))
    bound = np.full(len(found.first), -1)
    first, last = found.first.copy(), found.last.copy()
    before, at = _places(numbers, lexicon().bounds, first, "last")
    near = (at >= 0) & (rest[first] == rest[np.minimum(before.last[at] + 1, first)])
    bound[near], first[near] = before.value[at[near]], before.first[at[near]]
    behind, at = _places(numbers, lexicon().bounds_behind, last + 2, "first")
    near = (at >= 0) & (behind.first[at] == found.last + 1)
    bound[near], last[near] = behind.value[at[near]], behind.last[at[near]]
    bound[_is_plus(marks.stream, found.last + 1)] = _AT_LEAST
    is_upper, is_lower = np.isin(bound, (_BELOW, _AT_MOST)), np.isin(bound, (_ABOVE, _AT_LEAST))
    low = np.where(is_upper, LOWEST, found.low)
    high = np.where(is_lower, HIGHEST, found.high)
    low = np.where(bound == _ABOVE, found.high + 1, low)
    return _Span(first, last, low, np.where(bound == _BELOW, found.low - 1, high))


def _places(
    numbers: np.ndarray, table: Table, limits: np.ndarray, edge: str
) -> tuple[Mentions, np.ndarray]:
    """Return phrases, and for each limit the last one whose edge lies before it, or -1."""
    phrases = find_phrases(numbers, table)
    return phrases.or_one(), np.searchsorted(getattr(phrases, edge), limits) - 1


def _is_plus(stream: Stream, places: np.ndarray) -> np.ndarray:
    """Return whether a plus stands there that joins no next word: 1995+."""
    padded = np.concatenate([stream.ids, [0, 0]]) if len(stream.ids) else np.zeros(2, int)
    word = stream.words[padded[places]] if len(stream.words) else padded[:0]
    after = stream.words[padded[places + 1]] if len(stream.words) else padded[:0]
    pairs = zip(word, after, strict=True)
    return np.array([w == "+" and not a.isalnum() for w, a in pairs], bool)
