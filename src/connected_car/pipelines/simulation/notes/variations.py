"""The ways in which people write a note; a new one is one more function in ``VARIATIONS``."""

from collections.abc import Callable
from dataclasses import replace

from connected_car.compliance.typing_errors import mistype
from connected_car.pipelines.simulation.notes.facts import (
    BAD_CONDITIONS,
    FACTS,
    FIRST_COMPLIANT_YEAR,
    GOOD_MATERIALS,
    Facts,
    draw_year,
)
from connected_car.pipelines.simulation.notes.spoiling import EMPTY, attack, bury
from connected_car.pipelines.simulation.notes.writer import Note, Style, Writer, puzzled

_WHOLE = ("sentence", "sentence", "front", "two_sentences")
_ANY = (*_WHOLE, "terse", "key_value", "abbreviations", "state")
_NOTHING = "says nothing of the component"


def _whole(writer: Writer, facts: Facts, style: Style | None = None) -> Note:
    return writer.write(writer.rng.choice(_WHOLE), facts, writer.any_order(), style)


def _in_any_order(rule: str) -> Callable[[Writer, Facts], Note]:
    return lambda writer, facts: writer.write(rule, facts, writer.any_order())


def _styled(style: Style) -> Callable[[Writer, Facts], Note]:
    return lambda writer, facts: _whole(writer, facts, style)


def _other_order(writer: Writer, facts: Facts) -> Note:
    order = writer.rng.choice([list(FACTS[::-1]), [FACTS[2], *FACTS[:2]], [*FACTS[1:], FACTS[0]]])
    return writer.write(writer.rng.choice(("sentence", "front")), facts, order)


def _synonyms(writer: Writer, facts: Facts) -> Note:
    rule = writer.rng.choice(("state", "state", *_WHOLE))
    return writer.write(rule, facts, writer.any_order(), Style(synonyms=True))


def _year_bound(writer: Writer, facts: Facts) -> Note:
    early = (facts.year or 0) < FIRST_COMPLIANT_YEAR
    parts = writer.voice.grammar["year_before" if early else "year_after"]
    return writer.write("bound", facts, rules={"bound_part": parts})


def _other_year(writer: Writer, facts: Facts) -> Note:
    """Add a year that does not count; half of the components are early, where it misleads."""
    year = draw_year(writer.rng, writer.rng.random() < 0.5)
    return writer.write("with_event", replace(facts, year=year), writer.any_order())


def _negation(writer: Writer, facts: Facts) -> Note:
    grammar, is_bad = writer.voice.grammar, facts.condition in BAD_CONDITIONS
    condition = grammar[f"condition_excluded_{'bad' if is_bad else 'good'}"]
    rules = {"negated_material": grammar["material_contrast"], "negated_condition": condition}
    if facts.material in GOOD_MATERIALS and writer.rng.random() < 0.3:
        rules["negated_material"] = grammar["material_excluded"]
    if writer.rng.random() < 0.6:
        rules["negated_condition"] = grammar["condition_contrast"]
    return writer.write("negated", facts, rules=rules)


def _denial(writer: Writer, facts: Facts) -> Note:
    """Say what a fact is not, and leave open what it is."""
    name = writer.rng.choice(("material", "condition"))
    return writer.write(f"denied_{name}", facts)._replace(stated=facts.without(name))


def _vague(writer: Writer, facts: Facts) -> Note:
    name = writer.rng.choice(FACTS)
    return writer.write(f"vague_{name}", facts)._replace(stated=facts.without(name))


def _missing_facts(writer: Writer, facts: Facts) -> Note:
    order = writer.any_order()
    kept = order[: writer.rng.choice((1, 2, 2))]
    rule = "one_fact" if len(kept) == 1 else "pair_of_facts"
    return writer.write(rule, facts.without(*(set(FACTS) - set(kept))), kept)


def _contradiction(writer: Writer, facts: Facts) -> Note:
    """State a fact twice, on both sides of the rule, so that the judgement hangs on it."""
    name, other = writer.rng.choice(FACTS), writer.opposite(facts)
    good = {
        "year": max(facts.year or 0, other.year or 0),
        "material": facts.material if facts.material in GOOD_MATERIALS else other.material,
        "condition": other.condition if facts.condition in BAD_CONDITIONS else facts.condition,
    }
    facts = replace(facts, **good)  # type: ignore[arg-type]
    slots = {"{year}": "{other_year}", "{material}": "{other_material}", "{adj}": "{other_adj}"}
    clauses = writer.voice.grammar[f"{name}_clause"]
    for slot, other_slot in slots.items():
        clauses = tuple(clause.replace(slot, other_slot) for clause in clauses)
    rules = {"other_clause": clauses}
    note = writer.write("second_opinion", facts, writer.any_order(), rules=rules)
    return puzzled(note, "contradicts itself", name)


def _irrelevant(writer: Writer, facts: Facts) -> Note:
    return puzzled(writer.write("irrelevant", facts), _NOTHING, *FACTS)


def _empty(writer: Writer, facts: Facts) -> Note:
    return puzzled(Note("", "", writer.rng.choice(EMPTY), facts), _NOTHING, *FACTS)


def _upper_case(writer: Writer, facts: Facts) -> Note:
    note = writer.write(writer.rng.choice(_ANY), facts, writer.any_order())
    return note._replace(text=note.text.upper())


def _typing_errors(writer: Writer, facts: Facts) -> Note:
    note = _whole(writer, facts)
    return note._replace(text=mistype(note.text, writer.rng))


def _hostile(writer: Writer, facts: Facts) -> Note:
    note = _whole(writer, facts)
    return note._replace(text=attack(note.text, writer.rng))


def _very_long(writer: Writer, facts: Facts) -> Note:
    note, remarks = _whole(writer, facts), writer.voice.grammar["remark"]
    return note._replace(text=bury(note.text, remarks, writer.rng))


def _combined(writer: Writer, facts: Facts) -> Note:
    """Write as people do: other words, a short year, a typing error, all in one note."""
    rng = writer.rng
    style = Style(rng.random() < 0.6, rng.choice(("plain", "plain", "short", "words")))
    rule = rng.choice((*_ANY, "with_event", "with_remark"))
    note = writer.write(rule, facts, writer.any_order(), style)
    text = mistype(note.text, rng) if rng.random() < 0.25 else note.text
    change = rng.choice((str.upper, str.lower, str.lower, str, str, str))
    return note._replace(text=change(text))


VARIATIONS: dict[str, Callable[[Writer, Facts], Note]] = {
    "plain": lambda writer, facts: writer.write("sentence", facts),
    "word_order": _other_order,
    "two_sentences": _in_any_order("two_sentences"),
    "terse": _in_any_order("terse"),
    "key_value": _in_any_order("key_value"),
    "abbreviations": _in_any_order("abbreviations"),
    "short_year": _styled(Style(year="short")),
    "year_in_words": _styled(Style(year="words")),
    "year_bound": _year_bound,
    "synonyms": _synonyms,
    "upper_case": _upper_case,
    "typing_errors": _typing_errors,
    "other_year": _other_year,
    "other_component": _in_any_order("with_other_part"),
    "extra_text": _in_any_order("with_remark"),
    "negation": _negation,
    "denial": _denial,
    "vague": _vague,
    "combined": _combined,
    "missing_facts": _missing_facts,
    "contradiction": _contradiction,
    "irrelevant": _irrelevant,
    "other_language": lambda writer, facts: writer.abroad(facts),
    "empty": _empty,
    "hostile": _hostile,
    "very_long": _very_long,
}
