import random

from connected_car.pipelines.simulation.notes.grammar import (
    choose_template,
    expand,
    fill,
    parse,
)

GRAMMAR = parse(
    {
        "note": "see: <sentence>",
        "sentence": "{component} <part>, <part>",
        "year_part": "of {year}",
        "material_part": "a {material} one",
    }
)


def test_generic_rules_take_the_facts_in_order():
    rng = random.Random(0)
    template = choose_template(GRAMMAR, "note", rng)
    assert template == "see: {component} <part>, <part>"
    wording = expand(GRAMMAR, template, ["material", "year"], rng)
    assert wording == "see: {component} a {material} one, of {year}"
    words = {"component": "axle", "material": "iron", "year": "1990"}
    assert fill(wording, words) == "See: axle an iron one, of 1990"
