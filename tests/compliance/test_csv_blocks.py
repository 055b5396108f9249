"""Blocks of a CSV file hold what is read record by record, whatever stands in it."""

from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.compliance import csv_blocks
from connected_car.compliance.csv_blocks import blocks, records_at
from connected_car.compliance.records import split_records

LONGEST = 60
PIECES = ['"', '""', ',"', '",', "\n", "\r\n", "\r", "a", ",", "\n\n", '"a\nb"', "é", "x" * 70]


def _read(content, longest):
    for block in blocks(content, 0, 1, longest):
        if block.records is None:
            yield from records_at(content, block, np.arange(len(block.starts)))
        else:
            yield from block.records


@settings(max_examples=300)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=80), size=st.sampled_from([1, 7, 30, 500]))
def test_all_records_come_with_their_lines_and_texts(pieces, size):
    content = "".join(pieces).encode()
    with patch.object(csv_blocks, "_BLOCK", size):
        found = list(_read(content, LONGEST))
    assert found == list(split_records(content.decode(), LONGEST + 1000))
