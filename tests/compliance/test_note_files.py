"""Files of notes, good and bad."""

import csv
import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.note_files import Format, read_note_file, to_frames

WANTED = Format("information", "label", ("0", "1"), longest=5000)
HEADER = b"information,label\n"


def read(content: bytes, wanted: Format = WANTED):
    return read_note_file(NoteFile("notes.csv", content), wanted)


def reasons(content: bytes, wanted: Format = WANTED) -> list[str]:
    return [row[1] for row in read(content, wanted).rejected]


def test_notes_are_kept_with_their_line_and_label():
    result = read(HEADER + b'"made in 1991\nof iron",1\nNULL,0.0\n\n"nan", 1 \n')
    assert result.rejected == []
    assert [(row[0], row[1], row[3]) for row in result.kept] == [
        ("made in 1991\nof iron", "1", 2),
        ("NULL", "0", 4),
        ("nan", "1", 6),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"fine,2", "label '2' is none of 0, 1"),
        (b"fine,", "no label"),
        (b" ,1", "no text"),
        (b",", "no text; no label"),
        (b"a,b,1", "3 fields, the header has 2"),
        (b"alone", "1 fields, the header has 2"),
        (b"caf\xe9,1", "not UTF-8"),
        (b"x" * 6000 + b",1", "longer than 5,000 characters"),
        (b'"never closed,1', "no CSV: a quote is wrong, or never closed"),
        (b'"one"two,1', "no CSV: a quote is wrong, or never closed"),
    ],
)
def test_a_bad_line_is_rejected_alone(line, reason):
    result = read(HEADER + b"before,0\n" + line + b"\nafter,1\n")
    assert [row[1:4] for row in result.rejected] == [(reason, "notes.csv", 3)]
    assert [row[0] for row in result.kept] == ["before", "after"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n  \n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "the file is binary"),
        ("information,label\nx,1\n".encode("utf-16-le"), "the file is binary"),
        (b"text,label\nx,1\n", "no column 'information'; it has: text, label"),
        (b"information,label,label\nx,1,1\n", "more than one column 'label'"),
        (b"PAR1 and no more", "no readable Parquet file"),
    ],
)
def test_a_file_that_is_no_table_of_notes_is_rejected_whole(content, reason):
    result = read(content)
    assert result.kept == []
    ((_, found, name, line, _),) = result.rejected
    assert found.startswith(reason)
    assert (name, line) == ("notes.csv", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_other_encodings_with_their_mark_are_read(encoding):
    result = read("label,more,information\r\n1,x,gefertigt für Öl\r\n".encode(encoding))
    assert [row[:2] for row in result.kept] == [("gefertigt für Öl", "1")]


def test_parquet_is_read_too():
    stream = io.BytesIO()
    frame = pd.DataFrame({"information": ["a", None, "c"], "label": [1.0, 0.0, None]})
    frame.to_parquet(stream)
    result = read(stream.getvalue())
    assert [row[:2] for row in result.kept] == [("a", "1")]
    assert [row[1:4] for row in result.rejected] == [
        ("no text", "notes.csv", 2),
        ("no label", "notes.csv", 3),
    ]


def test_parquet_whose_texts_are_none_is_rejected_whole():
    stream, given = io.BytesIO(), pa.array([b"caf\xe9"])
    text = pa.Array.from_buffers(pa.string(), 1, given.buffers())
    pq.write_table(pa.table({"information": text, "label": ["1"]}), stream)
    assert reasons(stream.getvalue())[0].startswith("no readable Parquet file: ")


def test_any_label_is_one_when_none_are_named():
    wanted = Format("information", "label")
    assert [row[1] for row in read(HEADER + b"x,spam\ny,ham\n", wanted).kept] == ["spam", "ham"]
    assert reasons(HEADER + b"x," + b"s" * 200 + b"\n", wanted) == [
        "the label is longer than 100 characters"
    ]
    assert reasons(HEADER + b"x,caf\xe9\n", wanted) == ["the label is not UTF-8"]


def test_what_is_rejected_can_be_stored():
    _, rejected = to_frames([read(HEADER + b"caf\xe9,1\n"), read(b"\xff\xfe\x00")])
    assert rejected["Raw_Text"].str.encode("utf-8").notna().all()
    assert str(rejected["Line_Number"].dtype) == "Int64"


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["0", "1", "", "x"])), max_size=8))
def test_whatever_is_written_is_read_back_and_the_counts_add_up(rows):
    rows = [(text.replace("\0", ""), label) for text, label in rows]
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("information", "label"), *rows])
    result = read(stream.getvalue().encode("utf-8", "replace"))
    assert len(result.kept) + len(result.rejected) == len(rows)
    good = [(t, label) for t, label in rows if t.strip() and label in {"0", "1"}]
    encoded = [(t.encode("utf-8", "replace").decode(), label) for t, label in good]
    assert [row[:2] for row in result.kept] == encoded


@given(st.binary(max_size=300))
def test_no_bytes_raise(content):
    for given_content in (content, HEADER + content):
        result = read(given_content)
        assert all(text.strip() and label in {"0", "1"} for text, label, *_ in result.kept)
