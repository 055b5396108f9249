"""Which notes are not in English, by their commonest words and their script, and what they say."""

import re
from functools import cache

import numpy as np

from connected_car.classifiers.facts import words_languages
from connected_car.classifiers.facts.lexicon import lexicon
from connected_car.classifiers.facts.tokens import Stream

_ACCENT = re.compile("[à-öø-ÿ\u0100-\u024f]")
_CUT_SHORT = re.compile("(?:[djl]|qu|dell|nell|sull)'[a-zà-ÿ]{2}")
_LEAST = 2  # foreign words


def is_foreign(stream: Stream) -> np.ndarray:
    """Return ``(n,)`` whether a note holds more words of other languages than of English."""
    foreign = set(words_languages.FOREIGN.split()) - set(words_languages.ALSO_ENGLISH.split())
    english = set(words_languages.ENGLISH.split())
    strange = [(w in foreign or _has_accent(w)) + 2 * _is_other_script(w) for w in stream.words]
    points = np.array(strange, float) - [w in english for w in stream.words]
    is_hint = np.array(strange, bool)
    note, n = stream.notes(), stream.n_notes
    hints = np.bincount(note, is_hint[stream.ids], minlength=n)
    return (hints >= _LEAST) & (np.bincount(note, points[stream.ids], minlength=n) > 0)


def translated(stream: Stream, foreign: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return the words' numbers in the lexicon; in foreign notes those of what the words mean.

    Args:
        stream: the tokens.
        foreign: ``(n,)`` of ``is_foreign``.
        numbers: ``(m,)`` the numbers, as if all were English.
    """
    if not foreign.any():
        return numbers
    meant = np.array([_meanings().get(word, 0) for word in stream.words], np.int64)[stream.ids]
    return np.where(foreign[stream.notes()] & (meant > 0), meant, numbers)


@cache
def _meanings() -> dict[str, int]:
    lines = [line.split(": ") for line in words_languages.TRANSLATED.strip().split("\n")]
    known = lexicon().numbers
    return {word: known[meaning] for meaning, words in lines for word in words.split(", ")}


def _has_accent(word: str) -> bool:
    """Return whether a word has a letter that English lacks, or an article cut short: j'ai."""
    return bool(_ACCENT.search(word) or _CUT_SHORT.match(word))


def _is_other_script(word: str) -> bool:
    return word[0].isalpha() and ord(word[0]) > 0x24F
