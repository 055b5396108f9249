"""Tables and landing folder stay small, and say the same as before."""

import os
import shutil
import sys
from threading import Thread

import numpy as np
import pandas as pd
import psutil
import pyarrow.compute as pc
import pytest
from deltalake import DeltaTable, write_deltalake

from connected_car.errors import UserError
from connected_car.pipelines.streaming_scoring.housekeeping import give_memory_back


@pytest.fixture
def folder(tmp_path, deliver, readings):
    lines = [line for _, _, line in readings(3, 40)]
    for number in range(8):
        deliver(tmp_path, f"{number}.csv", lines[number * 15 : number * 15 + 15])
    return tmp_path


def test_compaction_changes_the_files_and_no_row(folder, run, stored):
    run(compact_after_files=0)
    before = stored(folder, "streamed_telemetry")
    assert len(DeltaTable(str(folder / "streamed_telemetry")).file_uris()) == 8
    run(compact_after_files=4)
    table = DeltaTable(str(folder / "streamed_telemetry"))
    assert len(table.file_uris()) == 1
    pd.testing.assert_frame_equal(stored(folder, "streamed_telemetry"), before)
    ids = table.to_pyarrow_table()["Battery_ID"].to_pylist()
    assert ids == sorted(ids)


def test_log_and_files_of_a_table_do_not_grow_for_ever(folder, run, deliver, readings):
    run(compact_after_files=4)
    table = folder / "streamed_telemetry"
    log, in_use = table / "_delta_log", set(table.glob("*.parquet"))
    killed = table / "part-of-a-killed-write.parquet"
    killed.touch()
    for entry in (*log.iterdir(), *in_use, killed):
        os.utime(entry, (0, 0))
    for number, (_, _, line) in enumerate(readings(4, 40)[120:124]):
        deliver(folder, f"new{number}.csv", [line])
    assert run(compact_after_files=4)["kept"] == 4
    first = min(int(entry.name[:20]) for entry in log.glob("0*"))
    assert first >= 8  # batches before it are in a checkpoint
    assert not killed.exists()
    assert len(in_use) == 9 and in_use <= set(table.glob("*.parquet"))  # a slow reader's among them
    assert run()["batches"] == 0


def test_a_compacted_table_still_knows_its_last_batch(folder, run, deliver, readings, stored):
    run(compact_after_files=4)
    shutil.rmtree(folder / "state" / "checkpoint")
    with pytest.raises(UserError, match="tables hold batch 7"):
        run()
    assert run(recover=True)["known_before"] == 120
    deliver(folder, "new.csv", [line for _, _, line in readings(4, 40)[120:]])
    assert run(compact_after_files=4)["kept"] == 40
    assert len(stored(folder, "streamed_telemetry")) == 160


def test_tables_of_an_earlier_version_take_a_column_that_came_later(
    folder, run, deliver, readings, stored
):
    deliver(folder, "bad.csv", ["nonsense"])
    run()
    for name in ("streamed_telemetry", "rejected_events"):
        path = str(folder / name)
        earlier = DeltaTable(path).to_pyarrow_table().drop_columns(["Message_Key"])
        half = pc.less(earlier["Batch_ID"], 4)
        write_deltalake(path, earlier.filter(half), mode="overwrite", schema_mode="overwrite")
        write_deltalake(path, earlier.filter(pc.invert(half)), mode="append")
    run(compact_after_files=1)  # puts both halves together, though nothing new is there
    assert len(DeltaTable(str(folder / "streamed_telemetry")).file_uris()) == 1
    deliver(folder, "new.csv", [line for _, _, line in readings(4, 40)[120:]])
    again = run(compact_after_files=1, replay_rejected=True)
    assert (again["kept"], again["rejected"]) == (40, 1)
    assert stored(folder, "streamed_telemetry")["Message_Key"].isna().tolist() == [True] * 160


def test_files_that_are_taken_in_are_archived_and_never_deleted(folder, run, deliver):
    run(archive=True)
    assert list((folder / "landing").iterdir()) == []
    assert sorted(path.name for path in (folder / "archive").iterdir()) == [
        f"{number}.csv" for number in range(8)
    ]
    assert run(archive=True)["batches"] == 0


def test_a_file_that_was_changed_stays_for_someone_to_look_at(folder, run, deliver):
    run()
    deliver(folder, "3.csv", ["another"])
    run(archive=True)
    assert [path.name for path in (folder / "landing").iterdir()] == ["3.csv"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no malloc_trim")
def test_freed_memory_goes_back_to_the_system():
    """A thread's last piece, which lives on, would keep all that it has freed before."""
    pieces = []

    def work() -> None:
        pieces.append([np.ones(10_000) for _ in range(1_000)][-1])  # 80 MB

    thread = Thread(target=work)
    thread.start()
    thread.join()
    before = psutil.Process().memory_info().rss
    give_memory_back()
    assert before - psutil.Process().memory_info().rss > 60e6
