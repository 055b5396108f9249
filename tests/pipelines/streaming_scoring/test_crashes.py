"""Killed anywhere, the stream ends with the tables that an undisturbed run leaves."""

import shutil

import pytest
from deltalake import DeltaTable

import quick_stream
from connected_car.errors import UserError
from connected_car.pipelines.streaming_scoring.checkpoint import Checkpoint
from connected_car.pipelines.streaming_scoring.crash import POINTS


@pytest.fixture(scope="module")
def delivered(tmp_path_factory, deliver, readings):
    """Three files with something of everything, landed."""
    folder = tmp_path_factory.mktemp("delivered")
    lines = [line for _, _, line in readings(3, 30)]
    deliver(folder, "a.csv", [*lines[:60], "nonsense"])
    deliver(folder, "b.csv", [*lines[60:80], lines[5], lines[61].replace("2026", "2126")])
    deliver(folder, "c.csv", [*lines[80:], lines[70]])
    return folder


@pytest.fixture(scope="module")
def undisturbed(delivered, tmp_path_factory):
    """The tables after a run without a crash."""
    folder = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(delivered / "landing", folder / "landing")
    quick_stream.run_stream(folder)
    return folder


@pytest.fixture
def folder(delivered, tmp_path):
    shutil.copytree(delivered / "landing", tmp_path / "landing")
    return tmp_path


@pytest.fixture
def as_undisturbed(folder, undisturbed, same_tables):
    """Assert that the tables are those of the undisturbed run."""
    return lambda: same_tables(folder, undisturbed)


@pytest.mark.parametrize("point", POINTS[:5])
def test_a_kill_at_any_boundary_changes_nothing(point, folder, run, run_and_die, as_undisturbed):
    assert run_and_die(folder, f"{point}:1") == -9
    run()
    as_undisturbed()


def test_a_batch_is_finished_by_the_rules_of_the_day_on_which_it_was_begun(
    folder, run, run_and_die, century_passes, as_undisturbed
):
    assert run_and_die(folder, "batch_begun:1") == -9
    century_passes()
    run()
    as_undisturbed()


def test_a_deleted_checkpoint_is_refused_and_the_repair_loses_and_doubles_nothing(
    folder, run, as_undisturbed, deliver, readings
):
    run()
    shutil.rmtree(folder / "state" / "checkpoint")
    with pytest.raises(UserError, match=r"is gone, but the tables hold batch 2.*recover=true"):
        run()
    as_undisturbed()
    assert run(recover=True)["known_before"] == 94
    assert DeltaTable(str(folder / "streamed_telemetry")).to_pyarrow_table().num_rows == 90
    deliver(folder, "d.csv", [line for _, _, line in readings(4, 30) if line.startswith("B3")])
    assert run()["kept"] == 30


def test_an_older_checkpoint_is_refused_and_repaired(folder, tmp_path_factory, stored):
    (folder / "landing" / "c.csv").rename(folder / "c.csv")
    quick_stream.run_stream(folder)
    backup = tmp_path_factory.mktemp("backup") / "checkpoint"
    shutil.copytree(folder / "state" / "checkpoint", backup)
    (folder / "c.csv").rename(folder / "landing" / "c.csv")
    quick_stream.run_stream(folder)
    shutil.rmtree(folder / "state" / "checkpoint")
    shutil.copytree(backup, folder / "state" / "checkpoint")
    with pytest.raises(UserError, match="ends at batch 1, but the tables hold batch 2"):
        quick_stream.run_stream(folder)
    before = stored(folder, "streamed_telemetry")
    quick_stream.run_stream(folder, recover=True)
    assert stored(folder, "streamed_telemetry").equals(before)


def test_deleted_tables_are_noticed_and_filled_again(folder, stored):
    quick_stream.run_stream(folder)
    before = stored(folder, "streamed_telemetry").drop(columns="Batch_ID")
    for name in quick_stream.TABLES:
        shutil.rmtree(folder / name)
    with pytest.raises(UserError, match=r"the tables end at batch -1.*has closed batch 2"):
        quick_stream.run_stream(folder)
    quick_stream.run_stream(folder, recover=True)
    after = stored(folder, "streamed_telemetry").drop(columns="Batch_ID")
    assert after.equals(before)


@pytest.mark.parametrize("point", ["tables_undone:0", "checkpoint_set_aside:0"])
def test_a_repair_that_is_killed_can_be_done_again(point, folder, run_and_die, stored):
    assert run_and_die(folder, "telemetry_written:1") == -9
    shutil.rmtree(folder / "state" / "checkpoint")
    assert run_and_die(folder, point, recover=True) == -9
    quick_stream.run_stream(folder, recover=True)
    telemetry = stored(folder, "streamed_telemetry")
    assert len(telemetry) == 90
    assert len(telemetry.drop_duplicates(["Source_File", "Source_Row"])) == 90
    assert len(stored(folder, "rejected_events")) == 4


def test_a_whole_checkpoint_needs_no_repair(folder, undisturbed, same_tables):
    quick_stream.run_stream(folder)
    assert quick_stream.run_stream(folder, recover=True)["batches"] == 0
    same_tables(folder, undisturbed)
    assert Checkpoint.read(folder / "state" / "checkpoint").base == 0
