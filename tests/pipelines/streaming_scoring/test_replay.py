"""Rejected events are judged by new rules once more; what is good then is taken in once."""

import pytest
from deltalake import DeltaTable

from connected_car.errors import UserError

HEADER = "Battery_ID,Date"


@pytest.fixture
def folder(tmp_path, deliver, readings):
    """Two readings of the second battery are dated in a future that comes; one line is broken."""
    lines = [line for _, _, line in readings(2, 20)]
    fields = lines[30].replace("2026-01", "2126-01").split(",")
    future = ",".join([*fields[:2], str(int(fields[2]) + 36_524), *fields[3:]])
    deliver(tmp_path, "a.csv", [*lines[:30], *lines[31:], future, "nonsense"])
    deliver(tmp_path, "half.csv", ["B7,2026-01-01"], header=HEADER)
    return tmp_path


@pytest.fixture
def more(folder, deliver, readings):
    """Deliver some good lines more."""
    lines = [line for _, _, line in readings(4, 20)]
    return lambda name, rows: deliver(folder, name, lines[rows])


def test_a_replay_takes_back_what_is_good_now_and_only_once(folder, run, century_passes, stored):
    first = run()
    assert (first["rejected"], first["refused_files"]) == (2, 1)
    assert run(replay_rejected=True)["kept"] == 0
    century_passes()
    second = run(replay_rejected=True)
    assert (second["read"], second["kept"], second["rejected"]) == (2, 1, 1)
    third = run(replay_rejected=True)
    assert (third["read"], third["kept"], third["rejected"]) == (1, 0, 1)
    assert len(stored(folder, "streamed_telemetry")) == 40
    assert sorted(stored(folder, "rejected_events")["Status"]) == [
        "refused",
        "rejected",
        "rejected",
    ]


def test_a_refused_file_is_read_whole_once_it_is_mended(folder, run, more, stored):
    run()
    more("half.csv", slice(40, 60))
    assert run()["batches"] == 0
    assert run(replay_rejected=True)["kept"] == 20
    assert run(replay_rejected=True)["kept"] == 0
    assert len(stored(folder, "streamed_telemetry")) == 59


@pytest.mark.parametrize(
    "point", ["replay_planned:2", "batch_begun:2", "telemetry_written:2", "health_written:2"]
)
def test_a_killed_replay_is_finished_by_the_next_start(point, folder, run, run_and_die, more):
    run()
    more("half.csv", slice(40, 60))
    assert run_and_die(folder, point, replay_rejected=True) == -9
    more("new.csv", slice(60, 80))
    run()
    telemetry = DeltaTable(str(folder / "streamed_telemetry")).to_pyarrow_table().to_pandas()
    assert len(telemetry) == len(telemetry.drop_duplicates(["Source_File", "Source_Row"])) == 79
    assert sorted(telemetry["Batch_ID"].unique()) == [0, 2, 3]


def test_a_replay_does_not_go_with_a_stream_that_never_ends(folder, run):
    with pytest.raises(UserError, match="replay_rejected=true is done at the end of a stream"):
        run(replay_rejected=True, trigger="continuous")
