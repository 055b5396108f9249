"""Words that are read for what stands beside them: *newer thn*, *fuel tak*, *condition: far*.

They are mistyped into other words, or too short to be corrected alone.
"""

from functools import lru_cache

import numpy as np

from connected_car.classifiers.facts.lexicon import MATERIALS, WEAK, Kind, lexicon
from connected_car.classifiers.facts.limits import BAD_CONDITIONS, GOOD_CONDITIONS
from connected_car.classifiers.facts.mentions import Mentions, covered
from connected_car.classifiers.facts.number_words import NUMBERS
from connected_car.classifiers.facts.spelling import is_slip
from connected_car.classifiers.facts.tokens import Stream
from connected_car.classifiers.facts.words_common import COMMON

_CUES = {Kind.CONDITION: Kind.LOOKCUE, Kind.MATERIAL: Kind.MATERIALCUE}
_LINKS = (":", "=", "-", "is", "as", "was", "still")  # between a cue and its fact
_PLAIN = {
    Kind.CONDITION: (*GOOD_CONDITIONS, *BAD_CONDITIONS),
    Kind.MATERIAL: tuple(name for name in MATERIALS if name not in ("other", "unclear")),
}
_SHORTEST = 3
_NONE = -1
_MOST_KNOWN = 100_000
_COMMON = frozenset(COMMON.split())


def complete_phrases(stream: Stream, numbers: np.ndarray) -> np.ndarray:
    """Return the words' numbers, of a strange word that of the one it makes a phrase with.

    Args:
        stream: the tokens.
        numbers: ``(m,)`` their numbers in the lexicon.
    """
    odd = np.array([_is_strange(word) for word in stream.words], bool)[stream.ids]
    completed = numbers.copy()
    for step in (1, -1):
        beside, joins = _shifted(numbers, step), np.zeros(len(lexicon().numbers) + 1, bool)
        joins[list(_partners(step))] = True
        at = np.flatnonzero(odd & joins[beside])
        pairs, places = _distinct(beside[at], stream.ids[at])
        meant = [_meant_in_phrase(stream.words[w], b, step) for b, w in pairs]
        found = np.array(meant, np.int64)[places]
        completed[at[found > 0]] = found[found > 0]
    return completed


def guess_facts(stream: Stream, found: Mentions) -> Mentions:
    """Return facts beside a cue, mistyped into words that tell nothing elsewhere.

    They are weak: they count only where nothing else names that fact.

    Args:
        stream: the tokens.
        found: what they mention.
    """
    free = np.array([_is_word(w) and w not in NUMBERS for w in stream.words], bool)[stream.ids]
    free &= ~covered(found.first, found.last, len(free))
    return Mentions.merged(*[_facts(stream, found, free, kind) for kind in _CUES])


def _facts(stream: Stream, found: Mentions, free: np.ndarray, kind: Kind) -> Mentions:
    cues, beside = found.where(found.among(_CUES[kind])), np.zeros(len(free) + 3, bool)
    linked = np.concatenate([stream.flag(*_LINKS), [False]])[cues.last + 1]
    for places in (cues.first - 1, cues.last + 1, cues.last[linked] + 2):
        beside[places] = True
    at = np.flatnonzero(beside[: len(free)] & free)
    words, places = np.unique(stream.ids[at], return_inverse=True)
    values = np.array([_fact_meant(stream.words[w], kind) for w in words], np.int64)[places]
    at, values = at[values != _NONE], values[values != _NONE]
    zeros = np.zeros(len(at), np.int64)
    return Mentions(at, at, zeros + kind, values, zeros + WEAK)


@lru_cache(_MOST_KNOWN)
def _fact_meant(word: str, kind: Kind) -> int:
    """Return the value of the one fact that a word may be a slip of; a real word of a plain one."""
    names = lexicon().facts[kind]
    is_real = word in lexicon().numbers or word in _COMMON
    values = {names[n] for n in (_PLAIN[kind] if is_real else names) if is_slip(word, n)}
    return values.pop() if len(values) == 1 else _NONE


@lru_cache(_MOST_KNOWN)
def _meant_in_phrase(word: str, beside: int, step: int) -> int:
    """Return the number of the one word that this may be a slip of beside another one, or 0."""
    near = [number for name, number in _partners(step)[beside].items() if is_slip(word, name)]
    return near[0] if len(near) == 1 else 0


def _partners(step: int) -> dict[int, dict[str, int]]:
    return lexicon().follow if step == 1 else lexicon().precede


@lru_cache(_MOST_KNOWN)
def _is_strange(word: str) -> bool:
    return _is_word(word) and word not in lexicon().numbers and word not in _COMMON


def _is_word(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha()


def _shifted(numbers: np.ndarray, step: int) -> np.ndarray:
    """Return the number of the word before each (step 1), or of the one behind it (-1)."""
    shifted = np.roll(numbers, step)
    shifted[: max(step, 0)] = 0
    shifted[len(shifted) + min(step, 0) :] = 0
    return shifted


def _distinct(first: np.ndarray, second: np.ndarray) -> tuple[list[list[int]], np.ndarray]:
    pairs, places = np.unique(np.stack([first, second], axis=1), axis=0, return_inverse=True)
    return pairs.tolist(), places.reshape(-1)
