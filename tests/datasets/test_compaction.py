"""Small files become larger ones, each row a few times, however long the stream runs."""

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from connected_car.datasets import compaction
from connected_car.datasets.compaction import by_battery, next_merge

MANY = 32


def _table(files: list[tuple[int, int, int]]) -> pa.Table:
    names = ["min.Batch_ID", "max.Batch_ID", "num_records"]
    return pa.table([pa.array(column) for column in zip(*files, strict=True)], names)


@pytest.mark.parametrize("rows", [1, 100, 30_000])
def test_files_stay_few_and_a_row_is_written_again_a_few_times(rows):
    files, written, batches = [], 0, 4_096
    for batch in range(batches):
        files.append((batch, batch, rows))
        while batch % MANY == MANY - 1 and (found := next_merge(_table(files), MANY)):
            merged = [file for file in files if found[0] <= file[0] <= found[1]]
            assert len(merged) > 1 and sum(file[2] for file in merged) <= 500_000
            files = [file for file in files if file not in merged]
            files.append((*found, sum(file[2] for file in merged)))
            written += files[-1][2]
    assert sum(file[2] for file in files) == batches * rows
    assert written <= 3 * batches * rows
    assert len(files) <= 3 * MANY + batches * rows / 250_000


def test_files_that_share_a_batch_are_left_alone():
    shared = [(0, 40, 5), (20, 60, 5)]
    apart = [(100 + n, 100 + n, 5) for n in range(MANY)]
    assert next_merge(_table(shared), 2) is None
    assert next_merge(_table(shared + apart), MANY) == (100, 100 + MANY - 1)


def test_rows_come_sorted_by_battery_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(compaction, "_ROWS_SORTED", 3)
    ids = ["b", None, "a", "c", "b", "a", "b", "d", None, "b"]
    table = pa.table({"Battery_ID": ids, "Batch_ID": [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]})
    rows = pa.Table.from_batches(by_battery(ds.dataset(table), ds.field("Batch_ID") < 9))
    assert rows["Battery_ID"].to_pylist() == ["a", "a", "b", "b", "b", "c", "d", None, None]
    assert rows["Batch_ID"].to_pylist() == [4, 7, 0, 3, 5, 6, 2, 1, 8]
