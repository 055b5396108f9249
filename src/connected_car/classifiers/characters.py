"""Runs of characters inside words, counted once a distinct word, and weighed by TF-IDF."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from connected_car.arrays import array, npy
from connected_car.classifiers.facts.tokens import START, Stream

_VOCABULARY, _IDF = "vocabulary.json", "idf.npy"
_SHORTEST, _LONGEST_WORD = 1, 40
_LEAST_NOTES = 2  # in which a run must stand to be kept


@dataclass(frozen=True)
class Characters:
    """Features of texts: the runs of characters of which their words are made.

    Attributes:
        runs: the vocabulary.
        idf: ``(n_runs,)`` inverse document frequencies.
        longest: characters in a run, at most.
    """

    runs: list[str]
    idf: np.ndarray
    longest: int

    @classmethod
    def fitted(cls, stream: Stream, longest: int) -> Self:
        """Return the runs that stand in two notes or more."""
        vectorizer = _vectorizer(longest)
        counts = _count_words(stream) @ vectorizer.fit_transform(_words(stream))
        notes = np.asarray((counts > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(notes >= _LEAST_NOTES)
        runs = vectorizer.get_feature_names_out()[kept].tolist()
        idf = np.log((1 + stream.n_notes) / (1 + notes[kept])) + 1
        return cls(runs or ["?"], idf if runs else np.ones(1), longest)

    def features(self, streams: list[Stream]) -> Iterator[Any]:
        """Yield ``(n, n_runs)`` of each stream, sparse, all words being cut into runs once.

        Each row has length 1, or 0 where no run is known.
        """
        from scipy import sparse
        from sklearn.preprocessing import normalize

        words = list(dict.fromkeys(word for stream in streams for word in _words(stream)))
        if not words:
            return
        known = _vectorizer(self.longest, self.runs).transform(words)
        weighed = (known @ sparse.diags_array(self.idf)).tocsr().astype(np.float32)
        places = {word: place for place, word in enumerate(words)}
        for stream in streams:
            own = weighed[[places[word] for word in _words(stream)]]
            yield normalize(_count_words(stream) @ own, copy=False)

    def files(self) -> dict[str, bytes]:
        """Return what ``read`` needs."""
        words = {"longest": self.longest, "runs": self.runs}
        return {_VOCABULARY: json.dumps(words).encode(), _IDF: npy(self.idf)}

    @classmethod
    def read(cls, files: dict[str, bytes]) -> Self:
        """Rebuild what ``files`` described."""
        words = json.loads(files[_VOCABULARY])
        return cls(words["runs"], array(files[_IDF]), words["longest"])


def _vectorizer(longest: int, runs: list[str] | None = None) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(
        analyzer="char_wb",
        ngram_range=(_SHORTEST, longest),
        vocabulary=runs,
        lowercase=False,
        dtype=np.float64,
    )


def _words(stream: Stream) -> list[str]:
    """Return the distinct words; of one without end the beginning."""
    return [word[:_LONGEST_WORD] for word in stream.words]


def _count_words(stream: Stream) -> Any:
    """Return ``(n, n_words)`` how often each distinct word stands in each note."""
    from scipy import sparse

    is_word = ~stream.flag(START)
    places = (stream.notes()[is_word], stream.ids[is_word])
    shape = (stream.n_notes, len(stream.words))
    ones = np.ones(is_word.sum(), np.float32)
    return sparse.csr_array((ones, places), shape=shape)
