"""Inspections that are none: the reason, and nothing that cannot be stored."""

import pyarrow as pa
import pytest

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.inspection_files import INSPECTION_COLUMNS, read_inspections

HEADER = ",".join(INSPECTION_COLUMNS).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"I\xff,V1,brake,2026-01-31,text", "not UTF-8"),
        (b"I1,\xff,\xfe,2026-01-31,\xfd", "not UTF-8"),
        (b"I1,V1," + b"x" * 600 + b",2026-01-31,text", "longer than 500 characters"),
        (b"I1,V1,brake,\xff,text", "Inspected_On '\ufffd' is no day such as 2026-01-31"),
    ],
)
def test_what_is_no_text_is_rejected_and_can_be_stored(line, reason):
    file = NoteFile("a.csv", HEADER + line + b"\nI2,V1,brake,2026-01-31,text\n")
    rows = pa.Table.from_batches(read_inspections(file, 500))
    assert rows["Reason"].to_pylist() == [reason, None]
