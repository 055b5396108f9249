"""Explanations against deletion, against the text, and against the rule's limit."""

import numpy as np
import pytest

from connected_car.classifiers import new_classifier
from connected_car.classifiers.explain import (
    deciding_words,
    words_that_move,
    year_curve,
)
from connected_car.classifiers.facts import read_facts
from connected_car.classifiers.reasons import reasons, what_would_change


@pytest.fixture(scope="module")
def notes():
    rng = np.random.default_rng(1)
    years, metals = rng.integers(1980, 2010, 400), rng.choice(["iron", "steel"], 400)
    texts = [f"The hub was made in {y} of {m}, good" for y, m in zip(years, metals, strict=True)]
    return np.array(texts, object), ((years < 1995) | (metals == "iron")).astype(int)


@pytest.fixture(scope="module")
def model(notes):
    return new_classifier("facts").fit(*notes)


def test_the_word_that_decides_is_the_one_without_which_the_judgement_falls(model):
    texts = np.array(["The hub was made in 1999 of iron, good", "hub, 1985, steel, good"], object)
    words = deciding_words(model, texts)
    first = words.groupby("note").first()
    assert first["word"].tolist() == ["iron,", "1985,"]
    whole = model.probabilities(texts)[0, 1]
    without = model.probabilities(np.array(["The hub was made in 1999 of  good"], object))[0, 1]
    assert first["weight"][0] == pytest.approx(whole - without)


def loss_without(model, texts, words) -> float:
    """Return what the class chosen loses in the mean where two words of each note are left out."""
    gone = words.groupby("note", sort=False).head(2).groupby("note")["position"].agg(set)
    rest = [
        " ".join(word for i, word in enumerate(text.split()) if i not in gone[note])
        for note, text in enumerate(texts)
    ]
    whole, left = model.probabilities(texts), model.probabilities(np.array(rest, object))
    rows, chosen = np.arange(len(texts)), whole.argmax(axis=1)
    return float(np.mean(whole[rows, chosen] - left[rows, chosen]))


def test_deciding_words_cost_more_than_others(model, notes):
    texts = notes[0][:60]
    words = deciding_words(model, texts)
    others = words.sample(frac=1, random_state=1)
    assert loss_without(model, texts, words) > loss_without(model, texts, others) + 0.1
    strongest = words_that_move(words, least=10)
    assert "iron" in set(strongest["word"][:3])
    effects = strongest.set_index("word")["effect"]
    assert effects["iron"] > 0 > effects["steel"]
    assert (strongest["notes"] >= 10).all()


def test_an_empty_note_and_a_very_long_one_are_explained(model):
    long = "customer waits. " * 5000 + "Made in 1990 of steel, good. " + "see you. " * 5000
    words = deciding_words(model, np.array(["", long], object))
    assert set(words["note"]) == {1}
    assert "1990" in set(words["word"])


def test_the_curve_steps_at_the_limit(model):
    curve = year_curve(model).set_index("year")
    assert (curve.loc[:1994, "lowest"] > 0.5).all()
    assert (curve.loc[1995:, "highest"] < 0.5).all()
    own = year_curve(model, notes=("steel, good, built 2003",)).set_index("year")
    assert own.loc[1994, "probability"] > 0.5 > own.loc[1995, "probability"]


@pytest.mark.parametrize(
    ("text", "reason", "change"),
    [
        (
            "hub of steel, made in 1991, good",
            "made in 1991, before 1995",
            "compliant if made in 1995 or later",
        ),
        (
            "iron hub, made in 1999, poor",
            "of iron, in poor condition",
            "compliant if of neither plastic nor iron, in good or excellent condition",
        ),
        (
            "steel hub, made in 1999, good",
            "complies: made in 1999, of steel, in good condition",
            "not compliant if made before 1995, of plastic or iron, or in fair or poor condition",
        ),
        (
            "steel hub, good",
            "no year stated that decides",
            "decided if it stated one year",
        ),
        (
            "steel hub, made before 1990, good",
            "made in 1989 or before, before 1995",
            "compliant if made in 1995 or later",
        ),
        (
            "steel hub, made after 1999, good",
            "complies: made in 2000 or later, of steel, in good condition",
            "not compliant if made before 1995, of plastic or iron, or in fair or poor condition",
        ),
        (
            "steel hub, made in 1999, good. No wait, it is iron.",
            "contradicts itself about the material",
            "decided if it stated one material",
        ),
        (
            "waiting for parts",
            "says nothing of year, material or condition",
            "decided if it stated one year and one material and one condition",
        ),
        ("Radnabe aus Stahl, Baujahr 1999, Zustand gut", "not in English", None),
    ],
)
def test_reasons_in_words(text, reason, change):
    facts = read_facts(np.array([text], object))
    assert reasons(facts)[0] == reason
    if change is not None:
        assert what_would_change(facts)[0] == change
