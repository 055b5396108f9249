"""Many notes as one stream of tokens, so that every look-up is done once a distinct token."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pandas as pd

_PART = 500_000  # characters read at once
START = "\x02"  # the token before the first one of each note
SPACED_DASH = " - "
_LETTER = "a-zà-öø-ÿ\u0100-\u024f"
# a hyphen between letters joins two words of a phrase, so it is none; dashes alone part clauses
_TOKEN = re.compile(
    rf"[{_LETTER}]+(?:'[{_LETTER}]+)*|[0-9]+|[\x02.,;:=/()]|^-+$|(?<![{_LETTER}])-|-(?![{_LETTER}])"
    r"|[\r\n]+|[^\W\d_]+|[^\w\s-]"
)
_APOSTROPHES = {ord(mark): "'" for mark in "’‘`´ʼ"}
_DASHES = {ord(mark): " - " for mark in "–—―"}
_JOINED = {ord(mark): "-" for mark in "‐‑‒−"}
_UNSEEN = {
    ord(mark): None for mark in "\u200b\u200c\u200d\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
}
_PLAIN = _APOSTROPHES | _DASHES | _JOINED | _UNSEEN


_last: list[tuple[np.ndarray, list["Stream"]]] = []  # one at most


@dataclass(frozen=True)
class Stream:
    """The tokens of many notes, one after another; each note begins with ``START``.

    Attributes:
        words: ``(k,)`` the distinct tokens, in lower case.
        ids: ``(m,)`` each token as its place among ``words``.
        n_notes: how many notes.
    """

    words: np.ndarray
    ids: np.ndarray
    n_notes: int

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each distinct token."""
        return {word: i for i, word in enumerate(self.words)}

    def flag(self, *words: str) -> np.ndarray:
        """Return ``(m,)`` whether a token is one of these."""
        marked = np.zeros(len(self.words), bool)
        marked[[self.places[word] for word in words if word in self.places]] = True
        return marked[self.ids]

    def notes(self) -> np.ndarray:
        """Return ``(m,)`` the place of each token's note."""
        return self._notes

    @cached_property
    def _notes(self) -> np.ndarray:
        return np.cumsum(self.flag(START)) - 1


def streams(texts: np.ndarray) -> list[Stream]:
    """Return the tokens of ``(n,)`` texts in parts that fit the processor's cache.

    Those of the last texts are remembered: what reads facts and what counts characters both read
    the same ones.
    """
    for known, parts in _last:
        if len(known) == len(texts) and bool((known == texts).all()):
            return parts
    sizes = np.cumsum([len(text) for text in texts])
    cuts = np.flatnonzero(np.diff(sizes // _PART)) + 1
    found = [tokenise(part) for part in np.split(texts, cuts)]
    _last[:] = [(texts.copy(), found)]
    return found


def tokenise(texts: np.ndarray) -> Stream:
    """Return the tokens of ``(n,)`` texts; words, numbers and marks, in lower case.

    Runs between blanks are cut into tokens once each, since they come again and again.
    """
    if not len(texts):
        return Stream(np.empty(0, object), np.empty(0, np.int32), 0)
    plain = [text if text.isascii() else _plain(text) for text in texts]
    between = f" {START} "
    joined = between.join(plain)
    if joined.count(START) != len(texts) - 1:
        joined = between.join([text.replace(START, " ") for text in plain])
    joined = joined.replace("\0", " ")  # behind it pandas would take words for equal
    places, runs = pd.factorize(np.array(f"{START} {joined}".lower().split(" "), object))
    tokens = [split_words(run) for run in runs]
    words = list(dict.fromkeys(chain.from_iterable(tokens)))
    number = {word: i for i, word in enumerate(words)}
    flat = np.array([number[word] for word in chain.from_iterable(tokens)], np.int32)
    sizes = np.array([len(row) for row in tokens])
    return Stream(np.array(words, object), _expand(flat, sizes, places), len(texts))


def _expand(flat: np.ndarray, sizes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the tokens of each run in turn; run i has the next ``sizes[i]`` of ``flat``."""
    starts, wanted = np.cumsum(sizes) - sizes, sizes[places]
    ends = np.cumsum(wanted)
    offsets = np.repeat(starts[places] - ends + wanted, wanted)
    return flat[offsets + np.arange(len(offsets))]


def split_words(run: str) -> list[str]:
    """Return the tokens of a text in lower case without blanks around dashes."""
    return [
        SPACED_DASH if token[0] == "-" == run[0] and run.strip("-") == "" else token
        for token in _TOKEN.findall(run)
    ]


def _plain(text: str) -> str:
    """Return the text with its typographic marks, wide digits and the like as plain ones."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)
