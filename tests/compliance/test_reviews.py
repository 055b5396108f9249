"""The queue that people fill."""

from dataclasses import replace

import pytest

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.note_files import Format
from connected_car.compliance.reviews import read_reviews
from connected_car.errors import UserError

WANTED = Format("information", "label", ("0", "1"))
HEADER = "Inspection_ID,information,label,reviewed_by,reviewed_on\n"


def read(text: str):
    return read_reviews(NoteFile("review_queue.csv", text.encode()), WANTED)


def test_labelled_rows_come_back_with_who_and_when():
    found = read(HEADER + 'I1,"of iron, good",1,Ana,2026-07-01\nI2,still open,,,\n')
    assert found.to_dict("records") == [
        {
            "information": "of iron, good",
            "label": "1",
            "reviewed_by": "Ana",
            "reviewed_on": "2026-07-01",
        }
    ]


@pytest.mark.parametrize("sign", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_queue_that_a_spreadsheet_has_saved_is_read(sign, encoding):
    lines = [
        HEADER.strip().replace(",", sign),
        sign.join(["I1", '"iron; rusty"', "1", "Jürgen", ""]),
    ]
    queue = NoteFile("review_queue.csv", "\r\n".join([*lines, ""]).encode(encoding))
    found = read_reviews(queue, WANTED)
    assert found[["information", "reviewed_by"]].to_numpy().tolist() == [["iron; rusty", "Jürgen"]]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("I1,x,maybe,Ana,2026-07-01", "label 'maybe' is none of 0, 1"),
        ("I1,x,1,,2026-07-01", "reviewed_by is empty"),
        ("I1,x,1", "no record"),
    ],
)
def test_what_cannot_be_used_is_left_out_with_a_warning(row, said, caplog):
    assert read(HEADER + row + "\nI2,y,0,Ben,2026-07-02\n")["information"].tolist() == ["y"]
    assert said in caplog.text
    assert "line 2" in caplog.text


def test_a_queue_of_notes_about_components_is_no_matter_to_other_texts(caplog):
    caplog.set_level("INFO")
    queue = NoteFile("review_queue.csv", (HEADER + "I1,x,1,Ana,2026-07-01\n").encode())
    assert read_reviews(queue, replace(WANTED, text_column="body")).empty
    assert "review_queue.csv holds notes of another kind: not read" in caplog.text


def test_a_queue_without_its_columns_gives_one_line():
    with pytest.raises(UserError, match=r"review queue has no column label, reviewed_by"):
        read("information,reviewed_on\nx,2026-01-01\n")
    with pytest.raises(UserError, match="no column"):
        read("")
