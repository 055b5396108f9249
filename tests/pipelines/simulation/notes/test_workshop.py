"""The workshop's notes: few sentences, and the figures that its exercise states."""

import re

import pandas as pd
import pytest

from connected_car.pipelines.simulation.notes.varied import NOTE_COLUMNS
from connected_car.pipelines.simulation.notes.workshop import workshop_notes


@pytest.fixture(scope="module")
def notes() -> pd.DataFrame:
    return workshop_notes(100_000, 7)


def test_the_corpus_has_the_figures_of_the_workshop(notes):
    texts = notes["text"].unique()
    words = {word.strip(".,") for text in texts for word in text.lower().split()}
    assert len(notes) == 100_000
    assert 4_900 <= len(texts) <= 5_200
    assert notes["template"].nunique() == 8
    assert notes["year"].nunique() == 40
    assert len(notes.groupby(["condition", "material"])) == 16
    assert 74 <= len(words) <= 82
    assert max(len(text.split()) for text in texts) <= 15
    assert notes["label"].mean() == pytest.approx(0.84, abs=0.01)


def test_the_label_is_the_rule_read_from_the_text(notes):
    for text, label in notes.drop_duplicates("text")[["text", "label"]].itertuples(index=False):
        (year,) = re.findall(r"\b\d{4}\b", text)
        is_bad = re.search(r"\b(fair|poor|plastic|iron)\b", text) is not None
        assert label == (int(year) < 1995 or is_bad), text


def test_the_first_notes_are_the_same_however_many_are_made(notes):
    assert set(notes) == set(NOTE_COLUMNS)
    pd.testing.assert_frame_equal(workshop_notes(50, 7), notes.head(50))
    assert not workshop_notes(50, 8)["text"].equals(notes.head(50)["text"])
