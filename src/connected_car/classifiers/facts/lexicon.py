"""The words of the lexicon and the phrases made of them, ready to be looked up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache
from itertools import pairwise, product

import numpy as np

from connected_car.classifiers.facts import (
    words_components,
    words_cues,
    words_facts,
    words_patterns,
)
from connected_car.classifiers.facts.limits import (
    BAD_CONDITIONS,
    BAD_MATERIALS,
    GOOD_CONDITIONS,
)
from connected_car.classifiers.facts.number_words import DECADES, NUMBERS, ONES, TENS
from connected_car.classifiers.facts.spelling import Speller
from connected_car.classifiers.facts.tokens import split_words
from connected_car.classifiers.facts.words_common import COMMON


class Kind(IntEnum):
    """What a phrase is about."""

    NEUTRAL = 0
    MATERIAL = auto()
    CONDITION = auto()
    YEAR = auto()
    COMPONENT = auto()
    MADE = auto()
    EVENT = auto()
    NUMBER = auto()
    UNIT = auto()
    NOT = auto()
    PAST = auto()
    WAS = auto()
    NOW = auto()
    TODAY = auto()
    AND = auto()
    OTHER = auto()
    ASIDE = auto()
    BESIDE = auto()
    GONE = auto()
    FREE = auto()
    LOOKCUE = auto()
    MATERIALCUE = auto()
    EARLY = auto()
    LATE = auto()
    MID = auto()
    MONTH = auto()
    DOUBT = auto()
    COMMA = auto()
    COLON = auto()
    STOP = auto()


MATERIALS = (
    "plastic",
    "iron",
    "nickel",
    "steel",
    "copper",
    "aluminium",
    "brass",
    "titanium",
    "bronze",
    "magnesium",
    "zinc",
    "chrome",
    "other",
    "unclear",
)
CONDITIONS = ("excellent", "good", "fair", "poor", "unclear")
# as values of phrases
BAD_MATERIAL_VALUES = [MATERIALS.index(name) for name in BAD_MATERIALS]
BAD_CONDITION_VALUES = [CONDITIONS.index(name) for name in BAD_CONDITIONS]
GOOD_CONDITION_VALUES = [CONDITIONS.index(name) for name in GOOD_CONDITIONS]
BOUNDS = ("<", "<=", ">", ">=")
SURE, WEAK = 0, 1


@dataclass(frozen=True)
class Phrase:
    """What a row of words means.

    Attributes:
        kind: a ``Kind``.
        value: which material, condition, component …, from 0.
        weak: whether it counts only where nothing else names that fact.
    """

    kind: int
    value: int = 0
    weak: int = SURE


class Table:
    """Phrases of one to some words, found by their words' numbers.

    Args:
        phrases: by their words.
        numbers: of the lexicon's words, from 1.
    """

    def __init__(self, phrases: dict[tuple[str, ...], Phrase], numbers: dict[str, int]) -> None:
        self.size, self.n_words = max(map(len, phrases)), len(numbers) + 1
        self.starts = np.zeros(self.n_words, bool)
        self.lengths: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        for length in range(1, self.size + 1):
            rows = [(words, phrase) for words, phrase in phrases.items() if len(words) == length]
            codes = np.array([self._code([numbers[w] for w in words]) for words, _ in rows], int)
            order, known = np.argsort(codes), np.zeros((length, self.n_words), bool)
            for place in range(length):
                known[place, [numbers[words[place]] for words, _ in rows]] = True
            self.starts |= known[0]
            found = np.array([(p.kind, p.value, p.weak) for _, p in rows], int).reshape(-1, 3)
            self.lengths[length] = (known, codes[order], found[order])

    def _code(self, numbers: list[int]) -> int:
        code = 0
        for number in numbers:
            code = code * self.n_words + number
        return code


@dataclass(frozen=True)
class Lexicon:
    """All that is known of words.

    Attributes:
        numbers: of the words that phrases are made of, from 1.
        phrases: materials, conditions, components and cues.
        doubts: what makes one doubt a note.
        bounds: what stands before a year that is a bound of another.
        bounds_behind: what stands behind one.
        speller: finds mistyped words.
        is_defect: by a word's number, whether ``no`` turns the condition into a good one.
        facts: by kind, the values of facts named by one long word.
        follow: by the number of a word, the long ones behind it in phrases, and their numbers.
        precede: the same of those before it.
    """

    numbers: dict[str, int]
    phrases: Table
    doubts: Table
    bounds: Table
    bounds_behind: Table
    speller: Speller
    is_defect: np.ndarray
    facts: dict[int, dict[str, int]]
    follow: dict[int, dict[str, int]]
    precede: dict[int, dict[str, int]]

    def look_up(self, words: Iterable[str]) -> np.ndarray:
        """Return the number of each word, that of the word meant where it is mistyped, or 0."""
        return np.array([self._number(word) for word in words], np.int64)

    def _number(self, word: str) -> int:
        known = self.numbers.get(word)
        if known is None:
            known = self.numbers.get(word.removesuffix("'s"))
        if known is None:
            known = self.numbers.get(self.speller.correct(word), 0)
        return known


@cache
def lexicon() -> Lexicon:
    """Return the lexicon; it is made once a process."""
    phrases = _phrases()
    before, behind = _bounds(words_cues.BOUNDS), _bounds(words_cues.BOUNDS_BEHIND)
    doubts: dict[tuple[str, ...], Phrase] = {}
    _add(doubts, words_cues.DOUBTS, {"doubt": (Kind.DOUBT, 0)})
    _add(doubts, words_patterns.SURE, {})
    words = sorted(
        {word for row in (*phrases, *doubts, *before, *behind) for word in row} | set(NUMBERS)
    )
    numbers = {word: i for i, word in enumerate(words, 1)}
    pairs = {*product(("early", "late"), DECADES), *product(TENS, ONES)}
    pairs |= {pair for row in (*phrases, *doubts, *before, *behind) for pair in pairwise(row)}
    defects = [numbers[word] for phrase in _listed(words_facts.DEFECTS) for word in phrase]
    return Lexicon(
        numbers=numbers,
        phrases=Table(phrases, numbers),
        doubts=Table(doubts, numbers),
        bounds=Table(before, numbers),
        bounds_behind=Table(behind, numbers),
        speller=Speller(words, COMMON.split(), _preferred(phrases)),
        is_defect=np.isin(np.arange(len(numbers) + 1), defects),
        facts={kind: _one_word(phrases, kind) for kind in (Kind.MATERIAL, Kind.CONDITION)},
        follow=_partners(numbers, pairs),
        precede=_partners(numbers, {(second, first) for first, second in pairs}),
    )


def _one_word(phrases: dict[tuple[str, ...], Phrase], kind: Kind) -> dict[str, int]:
    own = [(row[0], p.value) for row, p in phrases.items() if p.kind == kind and len(row) == 1]
    return {word: value for word, value in own if _is_long(word)}


def _partners(numbers: dict[str, int], pairs: set[tuple[str, str]]) -> dict[int, dict[str, int]]:
    """Return the long words that stand beside each word, and their numbers."""
    found: dict[int, dict[str, int]] = {}
    for word, partner in sorted(pairs):
        if _is_long(partner):
            found.setdefault(numbers[word], {})[partner] = numbers[partner]
    return found


def _is_long(word: str) -> bool:
    return len(word) > 3 and word.isalpha()


def _preferred(phrases: dict[tuple[str, ...], Phrase]) -> set[str]:
    """Return the words by which a material or the making is named, and those of numbers."""
    wanted = (Kind.MATERIAL, Kind.MADE)
    return {w for row, phrase in phrases.items() if phrase.kind in wanted for w in row} | set(
        NUMBERS
    )


def _phrases() -> dict[tuple[str, ...], Phrase]:
    found: dict[tuple[str, ...], Phrase] = {("and",): Phrase(Kind.AND)}
    materials = {name: (int(Kind.MATERIAL), i) for i, name in enumerate(MATERIALS)}
    _add(found, words_facts.MATERIALS, materials)
    conditions = {name: (int(Kind.CONDITION), i) for i, name in enumerate(CONDITIONS)}
    _add(found, words_facts.CONDITIONS, conditions)
    cues = {kind.name.lower(): (int(kind), 0) for kind in Kind}
    _add(found, words_cues.CUES, cues)
    _add(found, words_patterns.PATTERNS, cues | materials | conditions)
    heads = list(dict.fromkeys(line.split(":")[0] for line in _lines(words_components.COMPONENTS)))
    places = {head: (Kind.COMPONENT, i) for i, head in enumerate(heads)}
    _add(
        found,
        words_components.COMPONENTS,
        places | {"thing": (Kind.COMPONENT, -1), "-": (Kind.COMPONENT, -2)},
    )
    for mark, kind in MARKS.items():
        found[(mark,)] = Phrase(kind)
    return found


MARKS = {
    **dict.fromkeys(("\x02", ";", "|", "(", ")", "[", "]", "!", "?", " - "), Kind.STOP),
    **dict.fromkeys((",", ">", "#", "+", "&"), Kind.COMMA),
    **dict.fromkeys((":", "="), Kind.COLON),
}


def _bounds(text: str) -> dict[tuple[str, ...], Phrase]:
    found: dict[tuple[str, ...], Phrase] = {}
    _add(found, text, {name: (Kind.YEAR, i) for i, name in enumerate(BOUNDS)})
    return found


def _add(
    found: dict[tuple[str, ...], Phrase], text: str, values: Mapping[str, tuple[int, int]]
) -> None:
    """Add the phrases of a text; one that is there already keeps its meaning."""
    for line in _lines(text):
        name, words = line.split(":", 1)
        kind, value = values.get(name, (Kind.NEUTRAL, 0))
        for phrase in words.split(","):
            weak = WEAK if phrase.endswith("*") else SURE
            for spelled in alternatives(phrase.rstrip("*")):
                found.setdefault(tuple(split_words(spelled)), Phrase(int(kind), value, weak))


def alternatives(phrase: str) -> list[str]:
    """Return the phrases that one with alternatives stands for; see ``words_patterns``."""
    if "/" not in phrase:
        return [phrase]
    choices = product(*(word.split("/") for word in phrase.split()))
    return [" ".join(chosen).replace("+", " ").replace("_", " ") for chosen in choices]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


def _listed(text: str) -> list[tuple[str, ...]]:
    return [tuple(split_words(phrase)) for line in _lines(text) for phrase in line.split(",")]
