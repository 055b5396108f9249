"""What the lexicon reads out of notes, and what the rule makes of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.classifiers.facts import read_facts
from connected_car.classifiers.rules import judge_by_rule

NAN = float("nan")
# year, material, condition (None where open), verdict
NOTES = {
    "Brake disc made in 1991 of steel, in good condition": (1991, "steel", "good", 1),
    "Brake disc made in 1995 of steel, in good condition": (1995, "steel", "good", 0),
    "pump housing, MY '04, Al, cond. exc.": (2004, "aluminium", "excellent", 0),
    "YR: 03/93; MAT: NI; COND: GOOD": (1993, "nickel", "good", 1),
    "built 12.05.2001, brass, fine": (2001, "brass", "good", 0),
    "mfd: 14-Feb-1978, brass, fine": (1978, "brass", "good", 1),
    "built 14 February 1998, brass, fine": (1998, "brass", "good", 0),
    "built 2001-05-12, cast iron, fine": (2001, "iron", "good", 1),
    "made of brass in nineteen ninety-one, sound condition": (1991, "brass", "good", 1),
    "made of brass in two thousand and three, good": (2003, "brass", "good", 0),
    "brass, good, from twenty oh five": (2005, "brass", "good", 0),
    "of the early nineties, brass, good": (1992, "brass", "good", 1),
    "of the late 1990s, brass, good": (1997, "brass", "good", 0),
    "of the nineties, brass, good": (1994, "brass", "good", NAN),
    "built before 1990, copper, good": (1989, "copper", "good", 1),
    "not older than 1998, copper, good": (1998, "copper", "good", 0),
    "copper, good, 1999 or later": (1999, "copper", "good", 0),
    "copper, good, older than 2005": (2004, "copper", "good", NAN),
    "Inspected in 2019: steel hub in good condition, built 1990": (1990, "steel", "good", 1),
    "steel hub, good, built 1998, repainted 1985": (1998, "steel", "good", 0),
    "steel hub of 1998 in good condition, part no. 1985": (1998, "steel", "good", 0),
    "not plastic but nickel, 1999, good": (1999, "nickel", "good", 0),
    "neither plastic nor iron, 1999, good": (1999, None, "good", 0),
    "no plastic in it, 1999, good": (1999, None, "good", NAN),
    "steel, 1999, once poor, now in good condition": (1999, "steel", "good", 0),
    "steel, 1999, no longer good": (1999, "steel", "fair", 1),
    "steel, 1999, free of rust": (1999, "steel", "good", 0),
    "steel, 1999, badly rusted": (1999, "steel", "poor", 1),
    "steel hub, 1999, good. The plastic flap next to it is broken.": (1999, "steel", "good", 0),
    "Next to it: nothing. Steel hub, 1999, good": (1999, "steel", "good", 0),
    "steel hub, good, serving since 2001": (None, "steel", "good", NAN),
    "steel, 1999, had fitted a plastic one, good": (1999, "steel", "good", 0),
    "steel hub of 1999 in good condition, bolted to an iron gearbox": (1999, "steel", "good", 0),
    "1999 stel hub in goood conditon": (1999, "steel", "good", 0),
    "steel, good": (None, "steel", "good", NAN),
    "steel, poor": (None, "steel", "poor", 1),
    "some metal, 1999, good": (1999, None, "good", NAN),
}


@pytest.mark.parametrize("text", NOTES)
def test_facts_and_verdict(text):
    year, material, condition, verdict = NOTES[text]
    facts = read_facts(np.array([text], object))
    assert (facts.material[0], facts.condition[0]) == (material, condition)
    np.testing.assert_equal(facts.year[0], NAN if year is None else year)
    np.testing.assert_equal(judge_by_rule(np.array([text], object))[0], verdict)
    shout = judge_by_rule(np.array([text.upper()], object))[0]
    np.testing.assert_equal(shout, verdict)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Steel, made in 1999, good. No wait, it is iron.", "contradicts"),
        ("Steel, built in 1999, good; but the label says it was built in 1990", "contradicts"),
        ("The hub is of steel, 2003, good. Another sheet says it is in poor condition", "doubt"),
        ("Hub of steel, made in 2003, good; other ticket says it is plastic", "contradicts"),
        ("Bremsscheibe aus Stahl, Baujahr 1999, Zustand gut", "other_language"),
        ("disque de frein en acier, année 1999, en bon état", "other_language"),
        ("тормозной диск хороший", "other_language"),
        ("waiting for parts", "says_nothing"),
        ("", "says_nothing"),
        ("steel hub, 1999, good, next to an iron tank", "other_component"),
        ("steel hub, built 1999, good, inspected 2020", "other_year"),
    ],
)
def test_flags_that_call_for_a_person(text, flag):
    assert read_facts(np.array([text], object)).flags[flag][0]


@given(st.lists(st.text(max_size=60) | st.sampled_from(sorted(NOTES)), min_size=1, max_size=8))
@settings(max_examples=25)
def test_any_text_is_read_alike_alone_and_among_others(texts):
    together = read_facts(np.array(texts, object))
    for i, text in enumerate(texts):
        alone = read_facts(np.array([text], object))
        np.testing.assert_equal(together.year[i], alone.year[0])
        assert together.material[i] == alone.material[0]
        assert together.condition[i] == alone.condition[0]
        assert {k: v[i] for k, v in together.flags.items()} == {
            k: v[0] for k, v in alone.flags.items()
        }


def test_a_fact_is_found_in_a_very_long_note():
    remarks = "customer waits in the lobby. " * 4000
    text = f"{remarks}Made in 1991 of steel, in good condition. {remarks}"
    assert judge_by_rule(np.array([text], object))[0] == 1


def test_texts_that_were_changed_are_read_anew():
    texts = np.array(["steel hub, 1999, good", "iron hub"], object)
    first = read_facts(texts)
    assert read_facts(texts.copy()) is first
    texts[1] = "steel hub, good"
    assert read_facts(texts).material.tolist() == ["steel", "steel"]
    assert read_facts(texts[:1]).material.tolist() == ["steel"]


def test_no_notes():
    assert len(judge_by_rule(np.array([], object))) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Bremsscheibe aus Stahl, Baujahr 1998, Zustand gut",
        "Disque de frein en acier, fabriqué en 1998, en bon état",
        "Disco freno in acciaio, costruito nel 1998, in buono stato",
        "Remschijf van staal, gebouwd in 1998, in goede staat",
    ],
)
def test_another_language_is_read_and_not_judged(text):
    facts = read_facts(np.array([text, "steel hub, good"], object))
    assert (facts.year[0], facts.material[0], facts.condition[0]) == (1998, "steel", "good")
    assert facts.flags["other_language"].tolist() == [True, False]
    assert np.isnan(judge_by_rule(np.array([text], object))[0])
