"""Texts in CSV files are never formulas, and come back as they were."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.note_files import Format
from connected_car.compliance.reviews import read_reviews
from connected_car.datasets import CSVDataset
from connected_car.spreadsheets import neutral, restored

FORMULAS = ["=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
OTHERS = ["it's rusty", "'quoted'", "a=b", "1994-01-01", "", "'", "x\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_would_begin_a_formula_begins_with_an_apostrophe(text):
    assert neutral(text) == f"'{text}"
    assert neutral(f"'{text}") == f"''{text}"


@pytest.mark.parametrize("text", OTHERS)
def test_all_other_texts_stay_as_they_are(text):
    assert neutral(text) == restored(text) == text


@given(st.text(alphabet="'=+-@\t\ra", max_size=5))
def test_every_text_comes_back(text):
    assert restored(neutral(text)) == text


def test_a_table_on_disk_has_no_formula_and_is_loaded_as_it_was(tmp_path):
    frame = pd.DataFrame({"=id": FORMULAS, "note": OTHERS[:1] * len(FORMULAS), "x": -1.5})
    dataset = CSVDataset(filepath=str(tmp_path / "a.csv"), save_args={"index": False, "quoting": 2})
    dataset.save(frame)
    with (tmp_path / "a.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["'=id", "note", "x", "Run_ID"]
    assert [row[0] for row in rows] == [f"'{text}" for text in FORMULAS]
    assert [row[2] for row in rows] == ["-1.5"] * len(FORMULAS)
    pd.testing.assert_frame_equal(dataset.load().drop(columns="Run_ID"), frame)


def test_a_judged_note_is_learned_as_it_was_written():
    lines = [f'"{neutral(text)}","1","{neutral("=ann")}","2026-07-01"' for text in FORMULAS]
    content = "\n".join(["information,label,reviewed_by,reviewed_on", *lines]).encode()
    found = read_reviews(NoteFile("queue.csv", content), Format("information", "label", ("1",)))
    assert found["information"].tolist() == FORMULAS
    assert set(found["reviewed_by"]) == {"=ann"}
