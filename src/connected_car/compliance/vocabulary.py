"""Whether a text is made of words that a model has met: of others it knows nothing."""

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.tokens import Stream, tokenise

_FEWEST = 2  # texts in which a word must stand to count as known


def learn_vocabulary(texts: np.ndarray) -> tuple[int, ...]:
    """Return what stands for each word that is in two texts or more: words may name people.

    Args:
        texts: ``(n,)`` from which a model has learned.
    """
    stream = tokenise(pd.unique(texts))
    note, word = _words(stream)
    pairs = np.unique(note * len(stream.words) + word)
    counts = np.bincount(pairs % max(len(stream.words), 1), minlength=len(stream.words))
    return tuple(np.unique(_stand_ins(stream)[counts >= _FEWEST]).tolist())


def known_share(texts: np.ndarray, vocabulary: tuple[int, ...]) -> np.ndarray:
    """Return ``(n,)`` which share of its words is known; 0 of a text without a word.

    Args:
        texts: ``(n,)``.
        vocabulary: from ``learn_vocabulary``.
    """
    stream = tokenise(texts)
    note, word = _words(stream)
    known = np.isin(_stand_ins(stream), np.array(vocabulary, np.uint32))
    total = np.bincount(note, minlength=len(texts))
    return np.bincount(note, known[word], minlength=len(texts)) / np.maximum(total, 1)


def _words(stream: Stream) -> tuple[np.ndarray, np.ndarray]:
    """Return the note and the number of each token that is a word."""
    is_word = np.array([word.replace("'", "").isalpha() for word in stream.words], bool)
    chosen = is_word[stream.ids]
    return stream.notes()[chosen], stream.ids[chosen].astype(np.int64)


def _stand_ins(stream: Stream) -> np.ndarray:
    hashed = pd.util.hash_array(stream.words.astype(object), categorize=False)
    return (hashed >> np.uint64(32)).astype(np.uint32)
