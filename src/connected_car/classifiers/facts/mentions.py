"""What a stream of tokens mentions, where, and what stands next before or behind it."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np

from connected_car.classifiers.facts.lexicon import Kind, Table

_MOST_KINDS = 64


@dataclass(frozen=True)
class Mentions:
    """Phrases found, ordered by their place; one element a mention.

    Attributes:
        first, last: places of its first and last token in the stream.
        kind, value, weak: as of ``lexicon.Phrase``.
    """

    first: np.ndarray
    last: np.ndarray
    kind: np.ndarray
    value: np.ndarray
    weak: np.ndarray

    def __len__(self) -> int:
        return len(self.first)

    def among(self, *kinds: int) -> np.ndarray:
        """Return whether each mention is of one of these kinds; the same array when asked again."""
        key = tuple(sorted(kinds))
        if key not in self._masks:
            wanted = np.zeros(_MOST_KINDS, bool)
            wanted[list(kinds)] = True
            self._masks[key] = wanted[self.kind]
        return self._masks[key]

    def before(
        self, wanted: np.ndarray, stops: np.ndarray, reach: int, at: np.ndarray
    ) -> np.ndarray:
        """Return the next wanted mention before each of some, or -1.

        Args:
            wanted: which mentions are looked for.
            stops: behind which the search ends, if they are not themselves wanted.
            reach: most tokens from its last to the mention's first.
            at: ``(k,)`` places of the mentions asked about.
        """
        found = self._last(wanted, at)
        gap = self.first[at] - self.last[found]
        near = np.flatnonzero((found >= 0) & (gap > 0) & (gap <= reach))
        near = near[found[near] >= self._last(stops, at[near])]
        answer = np.full(len(at), -1)
        answer[near] = found[near]
        return answer

    def behind(
        self, wanted: np.ndarray, stops: np.ndarray, reach: int, at: np.ndarray
    ) -> np.ndarray:
        """Return the next wanted mention behind each of some, or -1; see ``before``."""
        found = self._next(wanted, at)
        exists = found < len(self)
        gap = self.first[np.where(exists, found, 0)] - self.last[at]
        near = np.flatnonzero(exists & (gap > 0) & (gap <= reach))
        near = near[found[near] <= self._next(stops, at[near])]
        answer = np.full(len(at), -1)
        answer[near] = found[near]
        return answer

    def _last(self, mask: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Return the last place before each at which the mask holds, or -1."""
        hits = self._hits(mask)
        return np.append(-1, hits)[np.searchsorted(hits, at)]

    def _next(self, mask: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Return the next place behind each at which the mask holds, or the number of places."""
        hits = self._hits(mask)
        return np.append(hits, len(self))[np.searchsorted(hits, at, side="right")]

    def _hits(self, mask: np.ndarray) -> np.ndarray:
        """Return where this very array holds; the array is kept beside."""
        if id(mask) not in self._found:
            self._found[id(mask)] = (mask, np.flatnonzero(mask))
        return self._found[id(mask)][1]

    @cached_property
    def _masks(self) -> dict[tuple[int, ...], np.ndarray]:
        return {}

    @cached_property
    def _found(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        return {}

    @classmethod
    def merged(cls, *parts: Self) -> Self:
        """Return the mentions of all parts in the order of their places."""
        order = np.argsort(np.concatenate([part.first for part in parts]), kind="stable")
        columns = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts])[order]
            for field in fields(cls)
        }
        return cls(**columns)

    def where(self, mask: np.ndarray) -> "Mentions":
        """Return the mentions for which the mask holds."""
        return Mentions(**{f.name: getattr(self, f.name)[mask] for f in fields(self)})

    def or_one(self) -> "Mentions":
        """Return the mentions, or a single one of zeros where there is none to be indexed."""
        return self if len(self) else Mentions(*(np.zeros(1, np.int64) for _ in fields(self)))


def find_phrases(numbers: np.ndarray, table: Table) -> Mentions:
    """Return the phrases of a table in a stream of words' numbers; the longest wins.

    Args:
        numbers: ``(m,)`` of each token, 0 for a word that is in no phrase.
        table: the phrases.
    """
    padded = np.concatenate([numbers, np.zeros(table.size, np.int64)])
    taken = np.zeros(len(padded), bool)
    begun = np.flatnonzero(table.starts[numbers])
    first = numbers[begun]
    found = []
    for length in range(table.size, 0, -1):
        starts, codes, meanings = table.lengths[length]
        if not len(codes):
            continue
        places = begun[starts[0][first]]
        for i in range(1, length):  # each word that cannot be of a phrase leaves fewer places
            places = places[starts[i][padded[places + i]]]
        code = np.zeros(len(places), np.int64)
        for i in range(length):
            code = code * table.n_words + padded[places + i]
        at = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
        hit = np.flatnonzero(codes[at] == code)
        for i in range(length):
            hit = hit[~taken[places[hit] + i]]
        places, at = places[hit], at[hit]
        apart = _apart(places, meanings[at, 0] == Kind.DOUBT, length)
        places, at = places[apart], at[apart]
        for i in range(length):
            taken[places + i] = True
        found.append(Mentions(places, places + length - 1, *meanings[at].T))
    return Mentions.merged(*found)


def covered(first: np.ndarray, last: np.ndarray, n: int) -> np.ndarray:
    """Return ``(n,)`` which tokens lie between the first and last ones of some spans."""
    change = np.zeros(n + 1, np.int64)
    np.add.at(change, first, 1)
    np.add.at(change, last + 1, -1)
    return np.cumsum(change)[:-1] > 0


def _apart(places: np.ndarray, first: np.ndarray, length: int) -> np.ndarray:
    """Return which places stand where some share tokens: those to come first, then the left ones.

    A doubt comes first: who writes *another sheet says* doubts, though *another sheet* alone would
    send what follows elsewhere.
    """
    if length == 1:
        return np.ones(len(places), bool)
    chosen = _leftmost(places, first, length)
    before = np.maximum.accumulate(np.where(chosen, places, -length))
    behind = np.where(chosen, places, np.iinfo(np.int64).max)
    behind = np.minimum.accumulate(behind[::-1])[::-1]
    free = (places - before >= length) & (behind - places >= length)
    return chosen | _leftmost(places, free, length)


def _leftmost(places: np.ndarray, hit: np.ndarray, length: int) -> np.ndarray:
    last = np.maximum.accumulate(np.where(hit, places, -length))
    before = np.concatenate([[-length], last[:-1]])[: len(places)]
    return hit & (places - before >= length)
