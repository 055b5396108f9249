"""The champion of the hour; what the options mean."""

import threading

import pytest

import quick_stream
from connected_car.errors import UserError
from connected_car.pipelines.streaming_scoring import scoring
from connected_car.pipelines.streaming_scoring.champion import PresentChampion
from connected_car.pipelines.streaming_scoring.counting import Counts


def test_a_new_champion_is_taken_at_the_next_batch(deliver, readings, tmp_path, stored):
    lines = [line for _, _, line in readings(1, 40)]
    registry = quick_stream.Registry(quick_stream.mean_champion("1"))
    deliver(tmp_path, "a.csv", lines[:30])
    quick_stream.run_stream(tmp_path, registry)
    registry.champion = quick_stream.mean_champion("2")
    deliver(tmp_path, "b.csv", lines[30:])
    quick_stream.run_stream(tmp_path, registry)
    risk = stored(tmp_path, "streamed_battery_risk")
    assert list(risk.sort_values("Batch_ID")["Model_Version"]) == ["1", "2"]
    assert list(stored(tmp_path, "stream_health")["Model_Version"]) == ["1", "2"]


def test_a_champion_that_cannot_be_loaded_leaves_the_old_one_in_use():
    class Broken(quick_stream.Registry):
        broken = False

        def load(self):
            if self.broken:
                raise OSError("half a file\nand more")
            return super().load()

    registry = Broken(quick_stream.mean_champion("1"))
    present = PresentChampion(registry, quick_stream.groups()[2])
    assert present.get()[0].version == "1"
    registry.champion, registry.broken = quick_stream.mean_champion("2"), True
    champion, warnings = present.get()
    assert champion.version == "1"
    assert warnings == [
        "the new champion cannot be used, version 1 stays: half a file",
    ]
    registry.broken = False
    assert present.get()[0].version == "2"


def test_without_any_champion_nothing_is_begun(deliver, readings, tmp_path):
    class Empty(quick_stream.Registry):
        def load(self):
            raise UserError("no champion yet")

    deliver(tmp_path, "a.csv", [line for _, _, line in readings(1, 40)])
    with pytest.raises(UserError, match="no champion yet"):
        quick_stream.run_stream(tmp_path, Empty(quick_stream.mean_champion()))
    assert quick_stream.run_stream(tmp_path)["kept"] == 40


def test_the_wish_to_stop_ends_the_stream_before_the_next_batch(
    deliver, readings, tmp_path, monkeypatch
):
    lines = [line for _, _, line in readings(1, 40)]
    for number in range(4):
        deliver(tmp_path, f"{number}.csv", lines[number * 10 : number * 10 + 10])
    tables = quick_stream.StreamTable
    append = tables.append

    def append_and_stop(self, batch, rows):
        if self.filepath.endswith("stream_health") and batch == 1:
            (tmp_path / "state" / "stop").write_text("")
        return append(self, batch, rows)

    monkeypatch.setattr(tables, "append", append_and_stop)
    summary = quick_stream.run_stream(tmp_path)
    assert (summary["batches"], summary["kept"]) == (2, 20)
    assert summary["ended"].startswith("stopped by the stop file")
    monkeypatch.setattr(tables, "append", append)
    assert quick_stream.run_stream(tmp_path)["kept"] == 20


def test_one_thread_scores_all_small_batches(deliver, readings, tmp_path, monkeypatch):
    """Threads of each batch's own would let the process grow."""
    threads = []

    def noted(*args):
        threads.append(threading.current_thread())
        return score_numbers(*args)

    score_numbers = scoring.score_numbers
    monkeypatch.setattr(scoring, "score_numbers", noted)
    for number, (_, _, line) in enumerate(readings(1, 3)):
        deliver(tmp_path, f"{number}.csv", [line])
    quick_stream.run_stream(tmp_path)
    assert len(threads) == 3
    assert len(set(threads)) == 1


def test_nothing_to_do_is_one_line(tmp_path):
    summary = quick_stream.run_stream(tmp_path)
    assert summary["text"].endswith("there was no new event")


def test_a_lost_reading_is_an_error():
    with pytest.raises(RuntimeError, match="3 readings were read, but 1 kept"):
        Counts(read=3, kept=1, duplicate=1, rejected=0).check()
