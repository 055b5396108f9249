"""Many notes as one stream of tokens, so that every look-up is done once a distinct token."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

START = "\x00"  # the token before the first one of each note
SPACED_DASH = " - "
# a hyphen between letters joins two words of a phrase, so it is none
_TOKEN = re.compile(
    r"\x00|[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[\r\n]+|\s-+\s|(?<![^\W\d_])-|-(?![^\W\d_])|[^\w\s-]"
)
_APOSTROPHES = {ord(mark): "'" for mark in "’‘`´ʼ"}
_DASHES = {ord(mark): " - " for mark in "–—―"}
_JOINED = {ord(mark): "-" for mark in "‐‑‒−"}
_UNSEEN = {
    ord(mark): None for mark in "\u200b\u200c\u200d\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
}
_PLAIN = _APOSTROPHES | _DASHES | _JOINED | _UNSEEN


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
        return np.cumsum(self.flag(START)) - 1


def tokenise(texts: np.ndarray) -> Stream:
    """Return the tokens of ``(n,)`` texts; words, numbers and marks, in lower case."""
    joined = START.join([text if text.isascii() else _plain(text) for text in texts])
    if joined.count(START) != len(texts) - 1:
        joined = START.join([_plain(text).replace(START, " ") for text in texts])
    tokens = _TOKEN.findall(START + joined.lower()) if len(texts) else []
    ids, words = pd.factorize(np.array(tokens, object))
    return Stream(np.asarray(words, object), ids.astype(np.int32), len(texts))


def split_words(phrase: str) -> tuple[str, ...]:
    """Return the tokens of one phrase."""
    return tuple(_TOKEN.findall(phrase.lower()))


def _plain(text: str) -> str:
    """Return the text with its typographic marks, wide digits and the like as plain ones."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)
