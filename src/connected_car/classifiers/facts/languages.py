"""Which notes are not in English, by their commonest words and their script."""

import numpy as np

from connected_car.classifiers.facts import words_languages
from connected_car.classifiers.facts.tokens import Stream

_LEAST = 2  # foreign words


def is_foreign(stream: Stream) -> np.ndarray:
    """Return ``(n,)`` whether a note holds more words of other languages than of English."""
    foreign = set(words_languages.FOREIGN.split()) - set(words_languages.ALSO_ENGLISH.split())
    english = set(words_languages.ENGLISH.split())
    points = np.array(
        [(w in foreign) + 2 * _is_other_script(w) - (w in english) for w in stream.words], float
    )
    is_hint = np.array([w in foreign or _is_other_script(w) for w in stream.words], bool)
    note, n = stream.notes(), stream.n_notes
    hints = np.bincount(note, is_hint[stream.ids], minlength=n)
    return (hints >= _LEAST) & (np.bincount(note, points[stream.ids], minlength=n) > 0)


def _is_other_script(word: str) -> bool:
    return word[0].isalpha() and ord(word[0]) > 0x24F
