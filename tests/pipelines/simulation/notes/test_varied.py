"""Notes as people write them say what their truth says they say."""

import re

import pandas as pd
import pytest

from connected_car.pipelines.simulation.notes import words_evaluation, words_training
from connected_car.pipelines.simulation.notes.grammar import parse
from connected_car.pipelines.simulation.notes.options import VariationShares
from connected_car.pipelines.simulation.notes.variations import VARIATIONS
from connected_car.pipelines.simulation.notes.varied import NOTE_COLUMNS, varied_notes

_OPEN = {"contradiction", "irrelevant", "empty", "other_language"}
_MAY_BE_OPEN = {*_OPEN, "missing_facts", "denial", "vague"}


@pytest.fixture(scope="module", params=["training", "evaluation"])
def notes(request, training_notes, evaluation_notes) -> pd.DataFrame:
    return training_notes if request.param == "training" else evaluation_notes


def of(notes: pd.DataFrame, *variations: str) -> pd.DataFrame:
    return notes[notes["variation"].isin(variations)]


def words_of(notes: pd.DataFrame) -> set[str]:
    """Return the wordings in small letters and without punctuation."""
    return set(notes["wording"].str.lower().str.replace(r"[^a-z{}_]+", " ", regex=True).str.strip())


def test_no_template_and_no_wording_is_in_both_splits(training_notes, evaluation_notes):
    for column in ("template", "wording"):
        assert set(training_notes[column]) & set(evaluation_notes[column]) == {""}  # empty notes
    shared = words_of(training_notes) & words_of(evaluation_notes)
    assert {re.sub(r"{\w+}", "", words).strip() for words in shared} == {""}  # facts in a row
    assert training_notes["template"].nunique() > 250
    assert evaluation_notes["template"].nunique() > 150


def test_the_splits_share_no_sentence_rule_and_each_has_words_of_its_own():
    training, evaluation = parse(words_training.RULES), parse(words_evaluation.RULES)
    bare = {"year_bare", "material_bare", "condition_bare"}
    keys = {f"{fact}_{kind}" for fact in ("year", "material", "condition") for kind in ("colon",)}
    for rule in set(training) & set(evaluation) - bare - keys:
        assert set(training[rule]).isdisjoint(evaluation[rule]), rule
    for name in ("ADJECTIVES", "STATES", "MATERIALS"):
        known = " ".join(getattr(words_training, name).values()).replace(",", "").split()
        other = " ".join(getattr(words_evaluation, name).values()).replace(",", "").split()
        assert set(other) - set(known), name


def test_a_label_is_the_rule_on_what_is_stated(notes):
    breaks = (
        (notes["year"] < 1995).fillna(False)
        | notes["condition"].isin(["fair", "poor"])
        | notes["material"].isin(["plastic", "iron"])
    )
    whole = notes[["year", "material", "condition"]].notna().all(axis=1)
    assert (notes["label"].dropna() == breaks[notes["label"].notna()]).all()
    assert notes.loc[notes["label"].isna(), "needs_review"].all()
    assert (notes["label"].isna() == (~whole & ~breaks)).all()
    assert set(notes) == set(NOTE_COLUMNS)


def test_a_person_decides_only_where_nobody_else_can(notes):
    assert of(notes, *_OPEN)["needs_review"].all()
    assert not notes[~notes["variation"].isin(_MAY_BE_OPEN)]["needs_review"].any()
    assert 0.4 < of(notes, "missing_facts")["needs_review"].mean() < 0.9
    assert of(notes, "contradiction", "irrelevant", "empty")["label"].isna().all()
    assert of(notes, "other_language")["label"].notna().all()


def test_reasons_name_what_breaks_the_rule_or_what_is_missing(notes):
    row = notes[(notes["year"] < 1995) & (notes["material"] == "iron")].iloc[0]
    assert "made before 1995" in row["reason"] and "plastic or iron" in row["reason"]
    assert (notes.loc[notes["label"] == 0, "reason"].isin(["complies", "not in English"])).all()
    assert of(notes, "contradiction")["reason"].unique().tolist() == ["contradicts itself"]
    assert of(notes, "missing_facts")["reason"].str.contains("stated").any()


def test_stated_facts_stand_in_plain_notes(notes):
    for row in of(notes, "plain", "word_order", "terse", "key_value", "two_sentences").itertuples():
        assert re.search(rf"\b{row.year}\b", row.text), row.text
        for word in (row.material, row.condition):
            assert word in row.text.lower(), row.text


def test_a_second_year_often_lies_on_the_other_side(notes):
    rows = of(notes, "other_year")
    found = rows["text"].str.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)").map(lambda x: set(map(int, x)))
    assert all(year in years for year, years in zip(rows["year"], found, strict=True))
    sides = found.map(lambda years: len({year < 1995 for year in years}))
    assert (sides == 2).mean() > 0.3


def test_a_contradiction_alone_leaves_the_note_open(notes):
    rows = of(notes, "contradiction")
    assert (rows[["year", "material", "condition"]].isna().sum(axis=1) == 1).all()
    assert not (rows["year"] < 1995).fillna(False).any()
    assert not rows["material"].isin(["plastic", "iron"]).any()


def test_a_bound_leaves_no_doubt_about_the_year(notes):
    inclusive = "no newer|not older|or later|no later|no earlier"
    for row in of(notes, "year_bound").itertuples():
        bound = int(re.findall(r"(?:19|20)\d\d", row.text)[0])
        counts = re.search(inclusive, row.text, re.I) is not None  # the bound itself
        if row.year < 1995:
            assert bound <= (1994 if counts else 1995), row.text
        else:
            assert bound >= (1995 if counts else 1994), row.text


def test_typing_errors_touch_no_digit_and_upper_case_is_upper(notes):
    for row in of(notes, "typing_errors").itertuples():
        assert str(row.year) in row.text
    assert (of(notes, "upper_case")["text"] == of(notes, "upper_case")["text"].str.upper()).all()


def test_long_notes_are_long_and_still_hold_their_facts(notes):
    rows = of(notes, "very_long").head(5)
    assert (rows["text"].str.len() > 90_000).all()
    assert all(str(row.year) in row.text for row in rows.itertuples())


def test_each_variation_makes_different_texts(notes):
    counts = notes.groupby("variation")["text"].nunique() / notes.groupby("variation").size()
    assert set(counts.index) == set(VARIATIONS)
    assert (counts.drop(["empty", "irrelevant"]) > 0.8).all()


def test_shares_are_kept_and_the_first_notes_do_not_depend_on_the_number(training_notes):
    notes = varied_notes(4_000, "training", 3, {"terse": 0.3, "negation": 0.7})
    shares = notes["variation"].value_counts(normalize=True)
    assert shares["terse"] == pytest.approx(0.3, abs=0.03)
    assert set(shares.index) == {"terse", "negation"}
    pd.testing.assert_frame_equal(varied_notes(40, "training", 7), training_notes.head(40))


def test_about_half_of_the_decided_notes_comply(notes):
    assert 0.35 < notes["label"].mean() < 0.65


def test_the_options_name_every_variation():
    assert {"plain", *VariationShares.model_fields} == set(VARIATIONS)
