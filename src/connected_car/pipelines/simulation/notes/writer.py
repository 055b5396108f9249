"""One note at a time, in one voice."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from connected_car.pipelines.simulation.notes.facts import (
    BAD_CONDITIONS,
    BAD_MATERIALS,
    COMPONENTS,
    CONDITIONS,
    FACTS,
    FIRST_COMPLIANT_YEAR,
    GOOD_MATERIALS,
    Facts,
    draw_condition,
    draw_material,
    draw_year,
)
from connected_car.pipelines.simulation.notes.grammar import choose_template, expand, fill
from connected_car.pipelines.simulation.notes.voices import Voice
from connected_car.pipelines.simulation.notes.words_languages import words_of
from connected_car.pipelines.simulation.notes.years import short_year, year_in_words

_LAST_EVENT = 2026


class Note(NamedTuple):
    """A note and what it states; ``puzzle`` says why nobody can decide from it, if so."""

    template: str
    wording: str
    text: str
    stated: Facts
    puzzle: str = ""


@dataclass(frozen=True)
class Style:
    """Which words go into the slots of a template.

    Attributes:
        synonyms: other words for condition and material than the rule's own.
        year: ``plain``, ``short`` or ``words``.
    """

    synonyms: bool = False
    year: str = "plain"


class Writer:
    """Writes notes of one voice.

    Args:
        voice: its sentences and words.
        rng: random numbers.
    """

    def __init__(self, voice: Voice, rng: random.Random) -> None:
        self.voice, self.rng = voice, rng

    def write(
        self,
        rule: str,
        facts: Facts,
        order: Sequence[str] = FACTS,
        style: Style | None = None,
        rules: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Note:
        """Return a note by a rule of the grammar.

        Args:
            rule: the rule.
            facts: what it states.
            order: in which order, where the rule leaves it open.
            style: which words it uses.
            rules: rules that hold for this note besides.
        """
        grammar = {**self.voice.grammar, **(rules or {})}
        template = choose_template(grammar, rule, self.rng)
        wording = expand(grammar, template, order, self.rng)
        words = self._own(facts, style or Style()) | self._others(facts)
        return Note(template, wording, fill(wording, words), facts)

    def any_order(self) -> list[str]:
        """Return the facts in an order drawn."""
        return self.rng.sample(FACTS, len(FACTS))

    def opposite(self, facts: Facts) -> Facts:
        """Return a component whose every fact lies on the other side of the rule."""
        return Facts(
            self.rng.choice([name for name in COMPONENTS if name != facts.component]),
            draw_year(self.rng, _year(facts) < FIRST_COMPLIANT_YEAR),
            draw_material(self.rng, facts.material in BAD_MATERIALS),
            draw_condition(self.rng, facts.condition in BAD_CONDITIONS),
        )

    def abroad(self, facts: Facts) -> Note:
        """Return a note in another language."""
        language = self.rng.choice(self.voice.languages)
        materials, conditions = (*GOOD_MATERIALS, *BAD_MATERIALS), CONDITIONS
        words = {
            "component": words_of(language, "component")[COMPONENTS.index(facts.component)],
            "material": words_of(language, "material")[materials.index(facts.material or "")],
            "adj": words_of(language, "condition")[conditions.index(facts.condition or "")],
            "year": str(facts.year),
        }
        template = choose_template(self.voice.grammar, language, self.rng)
        return Note(template, template, fill(template, words), facts, "not in English")

    def _own(self, facts: Facts, style: Style) -> dict[str, str]:
        words = {"component": facts.component}
        if facts.year is not None:
            words["year"] = self._write_year(facts.year, style.year)
            words |= self._bounds(facts.year)
        if facts.material is not None:
            known = self.voice.materials[facts.material] if style.synonyms else [facts.material]
            words["material"] = self.rng.choice(known)
            words["mat"] = self.rng.choice(self.voice.material_short[facts.material])
        if facts.condition is not None:
            known = self.voice.adjectives[facts.condition] if style.synonyms else [facts.condition]
            words["adj"] = self.rng.choice(known)
            words["state"] = self.rng.choice(self.voice.states[facts.condition])
            words["short"] = self.rng.choice(self.voice.short[facts.condition])
        return words

    def _others(self, facts: Facts) -> dict[str, str]:
        other, near = self.opposite(facts), self.rng.randint(1975, _LAST_EVENT)
        later = self.rng.randint(facts.year or 1975, _LAST_EVENT)
        return {
            "other_component": other.component,
            "other_year": str(other.year),
            "other_material": str(other.material),
            "other_adj": str(other.condition),
            "event": str(later),  # nothing happens to a component before it is made
            "number": str(other.year if self.rng.random() < 0.7 else near),
        }

    def _write_year(self, year: int, form: str) -> str:
        if form == "short":
            return short_year(year, self.rng.choice(self.voice.year_short), self.rng)
        if form == "words":
            return year_in_words(year, self.rng.choice(self.voice.year_words))
        return str(year)

    def _bounds(self, year: int) -> dict[str, str]:
        """Return years that say enough: ``bound`` does not count itself, ``limit`` does."""
        first, draw = FIRST_COMPLIANT_YEAR, self.rng.randint
        if year < first:
            return {"bound": str(draw(year + 1, first)), "limit": str(draw(year, first - 1))}
        return {"bound": str(draw(first - 1, year - 1)), "limit": str(draw(first, year))}


def _year(facts: Facts) -> int:
    return FIRST_COMPLIANT_YEAR if facts.year is None else facts.year


def puzzled(note: Note, why: str, *hidden: str) -> Note:
    """Return the note as one that leaves these facts open."""
    return note._replace(stated=note.stated.without(*hidden), puzzle=why)
