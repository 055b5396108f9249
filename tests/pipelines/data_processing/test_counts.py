"""Each reading is counted once."""

import pytest

from connected_car.pipelines.data_processing.counts import checked_counts


def test_counts_that_do_not_add_up_end_the_run():
    one = {"read": 10, "kept": 7, "duplicate": 1, "rejected": 2}
    found = checked_counts({"a.csv": one, "b.csv": dict.fromkeys(one, 0)}, 10)
    assert found["readings"] == one
    assert found["files"][0] == {"file": "a.csv", **one}
    with pytest.raises(RuntimeError, match=r"^all files: 11 readings were read, but 7 kept \+ 1"):
        checked_counts({"a.csv": one}, 11)
    with pytest.raises(RuntimeError, match=r"^a\.csv: 10 readings were read, but 8 kept"):
        checked_counts({"a.csv": {**one, "kept": 8}}, 11)
