"""Inspections that are none: the reason, and nothing that cannot be stored."""

from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.compliance import csv_blocks
from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.inspection_files import (
    INSPECTION_COLUMNS,
    READ,
    cut,
    read_inspections,
    read_part,
)

HEADER = ",".join(INSPECTION_COLUMNS).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"I\xff,V1,brake,2026-01-31,text", "not UTF-8"),
        (b"I1,\xff,\xfe,2026-01-31,\xfd", "not UTF-8"),
        (b"I1,V1," + b"x" * 600 + b",2026-01-31,text", "longer than 500 characters"),
        (b" ,V1,\t,2026-01-31,text", "no Inspection_ID; no Component"),
        (b"I1,V1,brake,\xff,text", "Inspected_On '\ufffd' is no day such as 2026-01-31"),
    ],
)
def test_what_is_no_text_is_rejected_and_can_be_stored(line, reason):
    file = NoteFile("a.csv", HEADER + line + b"\nI2,V1,brake,2026-01-31,text\n")
    rows = pa.Table.from_batches(read_inspections(file, 500)).sort_by("Line_Number")
    assert rows["Reason"].to_pylist() == [reason, None]


LINES = [
    b"I1,V1,brake,2026-01-31,of steel",
    b'I2,V1,brake,2026-01-31,"of steel, ""good""\nand new"',
    b" I3 , V1,brake ,2026-01-31 10:00, of steel ",
    b"I4,V1,brake,2026-01-31,",
    b"I5,,brake,2026-01-31,text",
    b"I6, ,brake,2026-01-31,text",
    b"I7,V1,brake,yesterday,text",
    b"I8,V1,brake,2026-01-31," + b"x" * 90,
    b"I9,V1,brake,2026-01-31,\xff",
    b"I10,V1",
    b'I11,V1,brake,2026-01-31,"never closed',
    b'I12,V1,brake,2026-01-31,a "quoted" word',
    b"",
    b"\r",
]


def _rows(batches):
    return sorted(pa.Table.from_batches(batches, READ).to_pylist(), key=repr)


def _one_by_one(content, longest):
    with patch.object(csv_blocks, "_sound", return_value=None):
        return _rows(read_inspections(NoteFile("a.csv", content), longest))


@settings(max_examples=200)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=40),
    end=st.sampled_from([b"\n", b"\r\n"]),
    size=st.sampled_from([40, 200, 10_000]),
)
def test_a_file_gives_the_same_by_columns_by_records_and_in_parts(lines, end, size):
    content = HEADER + end.join(lines)
    with patch.object(csv_blocks, "_BLOCK", size):
        expected = _one_by_one(content, 80)
        assert _rows(read_inspections(NoteFile("a.csv", content), 80)) == expected
        parts = [
            batch
            for part in cut(content, 2 * size, 80)
            for batch in read_part(NoteFile("a.csv", content[part.start : part.end]), part, 80)
        ]
    assert _rows(parts) == expected


def test_sound_records_are_read_as_columns():
    content = HEADER + b"\n".join(LINES[:2] * 500)
    with patch("connected_car.compliance.inspection_files._rows", return_value=iter(())) as rows:
        read = pa.Table.from_batches(read_inspections(NoteFile("a.csv", content), 80))
    assert len(read) == 1000
    assert all(not [*call.args[0]] for call in rows.call_args_list)


def test_utf_16_and_parquet_are_not_cut():
    assert cut((HEADER + LINES[0]).decode().encode("utf-16"), 10, 80) == []
    assert cut(b"PAR1" + HEADER, 10, 80) == []
    assert cut(b"no,table\n1,2\n", 10, 80) == []
