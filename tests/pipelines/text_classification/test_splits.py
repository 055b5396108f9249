"""Nothing that is reported on was learned from."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.compliance.note_files import Format, read_note_file, to_frames
from connected_car.compliance.wording import wordings, years_in
from connected_car.pipelines.text_classification.splits import (
    BLOCKS,
    RANDOM,
    RANDOM_VALIDATION,
    TEMPLATES,
    TEMPLATES_VALIDATION,
    TRAIN,
    TYPING_ERRORS,
    YEARS,
    YEARS_VALIDATION,
    SplitPlan,
    split,
)

PLAN = SplitPlan(share=0.1, grouped=True, years=True, copies=4, seed=7)
NOBODY = pd.DataFrame({"text": [], "label": []}, dtype=object)


@pytest.fixture(scope="module")
def notes(note_files):
    wanted = Format("information", "label", ("0", "1"))
    return to_frames([read_note_file(file, wanted) for file in note_files])[0]


@pytest.fixture(scope="module")
def splits(notes):
    return split(notes, NOBODY, PLAN)


def test_no_wording_is_on_both_sides(splits):
    wording = {part: set(wordings(splits.of(part)[0])) for part in np.unique(splits.part)}
    for held in (TEMPLATES, TEMPLATES_VALIDATION):
        others = (TRAIN, RANDOM, RANDOM_VALIDATION, YEARS, YEARS_VALIDATION)
        assert wording[held]
        assert not any(wording[held] & wording[part] for part in others)
    assert not wording[TEMPLATES] & wording[TEMPLATES_VALIDATION]


def test_no_year_is_on_both_sides(splits):
    def years(*parts):
        return {year for text in splits.of(*parts)[0] for year in years_in(text)}

    trained = years(TRAIN)
    held = {part: years(part) - trained for part in (YEARS, YEARS_VALIDATION)}
    seen = years(TRAIN, RANDOM, RANDOM_VALIDATION, TEMPLATES, TEMPLATES_VALIDATION)
    for part, own in held.items():
        assert all(years_in(text) & own for text in splits.of(part)[0])
        assert not own & seen
        assert {year < 1995 for year in own} == {True, False}
    assert not held[YEARS] & held[YEARS_VALIDATION]


def test_spoiled_copies_are_of_unseen_wordings(splits):
    spoiled, labels = splits.of(TYPING_ERRORS)
    texts, true = splits.of(TEMPLATES)
    assert labels.tolist() == true.tolist()
    assert np.mean(spoiled != texts) > 0.9
    assert not set(spoiled) & set(splits.of(TRAIN)[0])


def test_every_note_is_in_one_part_and_copies_are_few(notes, splits):
    kept = np.minimum(notes.groupby(["text", "label"]).size(), PLAN.copies).sum()
    assert len(splits.texts) == kept + (splits.part == TYPING_ERRORS).sum()
    whole = split(notes, NOBODY, SplitPlan(0.1, False, True, None, 7))
    assert len(whole.texts) == len(notes)
    shares = pd.Series(whole.part).value_counts(normalize=True)
    assert shares.round(2).to_dict() == {TRAIN: 0.9, RANDOM: 0.05, RANDOM_VALIDATION: 0.05}


def test_notes_of_one_wording_are_in_one_block(splits):
    own = splits.part == TEMPLATES
    table = pd.DataFrame({"wording": wordings(splits.texts[own]), "block": splits.block[own]})
    assert (table.groupby("wording")["block"].nunique() == 1).all()
    assert table["block"].nunique() == BLOCKS


def test_the_same_seed_gives_the_same_parts(notes, splits):
    again = split(notes, NOBODY, PLAN)
    assert (again.part == splits.part).all()
    assert (again.block == splits.block).all()
    other = split(notes, NOBODY, SplitPlan(0.1, True, True, 4, 8))
    assert set(other.of(TEMPLATES)[0]) != set(splits.of(TEMPLATES)[0])


def test_what_a_person_judged_is_learned_and_replaces_the_files(notes):
    text = notes["text"].iloc[0]
    reviewed = pd.DataFrame({"text": [text] * 5, "label": ["person"] * 5})
    found = split(notes, reviewed, PLAN)
    own = found.texts == text
    assert (found.part[own] == TRAIN).all()
    assert found.labels[own].tolist() == ["person"] * 5


@pytest.mark.parametrize("years", [False, True])
def test_texts_without_years_have_no_such_part(years):
    texts = [f"{word} film number {i}" for i in range(60) for word in ("fine", "dull")]
    notes = pd.DataFrame({"text": texts, "label": ["1", "0"] * 60, "source_file": "films.csv"})
    parts = set(split(notes, NOBODY, SplitPlan(0.1, True, years, 4, 7)).part)
    assert YEARS not in parts
    assert TRAIN in parts


@given(st.integers(1950, 2025))
def test_a_year_is_found_in_its_usual_forms(year):
    assert years_in(f"made in {year}.") == {year}
    short = f"{year % 100:02d}"
    assert len(years_in(f"mfd '{short}")) == len(years_in(f"mfd 03/{short}")) == 1
    assert years_in(f"17/03/{short}") == years_in(f"3-{short}") == years_in(f"'{short}")


@pytest.mark.parametrize("text", ["order 1990-17", "2001-03-14", "01/2001", "report 1998/07"])
def test_digits_beside_a_year_are_no_second_one(text):
    assert len(years_in(text)) == 1


def test_notes_that_differ_in_facts_have_one_wording():
    texts = [
        "Made in 1991, of steel, in good condition",
        "made in 2004, of iron, in poor condition",
    ]
    assert len(set(wordings(np.array(texts, dtype=object)))) == 1
