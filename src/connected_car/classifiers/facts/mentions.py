"""What a stream of tokens mentions, where, and what stands next before or behind it."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from connected_car.classifiers.facts.lexicon import Table


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
        """Return whether each mention is of one of these kinds."""
        wanted = np.zeros(64, bool)
        wanted[list(kinds)] = True
        return wanted[self.kind]

    def before(self, wanted: np.ndarray, stops: np.ndarray, reach: int) -> np.ndarray:
        """Return for each mention the next wanted one before it, or -1.

        Args:
            wanted: which mentions are looked for.
            stops: behind which the search ends.
            reach: most tokens from its last to the mention's first.
        """
        found = _last(wanted)
        gap = self.first - self.last[found]
        near = (gap > 0) & (gap <= reach)
        return np.where((found > _last(stops & ~wanted)) & (found >= 0) & near, found, -1)

    def behind(self, wanted: np.ndarray, stops: np.ndarray, reach: int) -> np.ndarray:
        """Return for each mention the next wanted one behind it, or -1; see ``before``."""
        turned = Mentions(-self.last[::-1], -self.first[::-1], *(self._turned()))
        found = turned.before(wanted[::-1], stops[::-1], reach)[::-1]
        return np.where(found >= 0, len(self) - 1 - found, -1)

    def _turned(self) -> tuple[np.ndarray, ...]:
        return self.kind[::-1], self.value[::-1], self.weak[::-1]

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


def find_phrases(numbers: np.ndarray, table: Table) -> Mentions:
    """Return the phrases of a table in a stream of words' numbers; the longest wins.

    Args:
        numbers: ``(m,)`` of each token, 0 for a word that is in no phrase.
        table: the phrases.
    """
    padded = np.concatenate([numbers, np.zeros(table.size, np.int64)])
    taken = np.zeros(len(padded), bool)
    found = []
    for length in range(table.size, 0, -1):
        starts, codes, meanings = table.lengths[length]
        if not len(codes):
            continue
        places = np.flatnonzero(starts[numbers])
        code, free = np.zeros(len(places), np.int64), np.ones(len(places), bool)
        for i in range(length):
            code = code * table.n_words + padded[places + i]
            free &= ~taken[places + i]
        at = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
        hit = free & (codes[at] == code)
        hit &= _apart(places, hit, length)
        places, at = places[hit], at[hit]
        for i in range(length):
            taken[places + i] = True
        found.append(Mentions(places, places + length - 1, *meanings[at].T))
    return Mentions.merged(*found)


def _apart(places: np.ndarray, hit: np.ndarray, length: int) -> np.ndarray:
    """Return whether the hit before lies far enough off for both to stand."""
    last = np.maximum.accumulate(np.where(hit, places, -length))
    return places - np.concatenate([[-length], last[:-1]])[: len(places)] >= length


def _last(mask: np.ndarray) -> np.ndarray:
    """Return for each place the last one before it at which the mask holds, or -1."""
    places = np.full(len(mask) + 1, -1, np.int32)
    found = np.flatnonzero(mask)
    places[found + 1] = found
    return np.maximum.accumulate(places, out=places)[:-1]
