"""The two ways of writing: sentences and words for training, and others for evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Literal

from connected_car.pipelines.simulation.notes import words_evaluation, words_training
from connected_car.pipelines.simulation.notes.grammar import Grammar, parse

Split = Literal["training", "evaluation"]
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Voice:
    """How the notes of one split are worded.

    Attributes:
        grammar: rules of its sentences.
        languages: those other than English.
        adjectives: by condition, words that go with "in … condition".
        states: by condition, phrases that say it without that word.
        short: by condition, its abbreviations.
        materials: by material, words for it.
        material_short: by material, its abbreviations.
        year_short: forms of a year, see ``years.short_year``.
        year_words: styles of a year in words, see ``years.year_in_words``.
    """

    grammar: Grammar
    languages: tuple[str, ...]
    adjectives: Words
    states: Words
    short: Words
    materials: Words
    material_short: Words
    year_short: tuple[str, ...]
    year_words: tuple[str, ...]


@cache
def voice_of(split: Split) -> Voice:
    """Return the voice of a split."""
    words: ModuleType = words_training if split == "training" else words_evaluation
    return Voice(
        grammar=parse(words.RULES),
        languages=words.LANGUAGES,
        adjectives=_lists(words.ADJECTIVES),
        states=_lists(words.STATES),
        short=_lists(words.SHORT),
        materials=_lists(words.MATERIALS),
        material_short=_lists(words.MATERIAL_SHORT),
        year_short=words.YEAR_SHORT,
        year_words=words.YEAR_WORDS,
    )


def _lists(words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(text.split(", ")) for name, text in words.items()}
