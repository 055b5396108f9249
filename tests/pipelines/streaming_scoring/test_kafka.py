"""What holds for files holds for a topic: kills, repairs, replays, and the numbers of the batch."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import quick_stream
import quick_topic
from as_batch import assert_as_batch
from connected_car.errors import UserError
from connected_car.kafka.payload import source_name
from connected_car.pipelines.streaming_scoring.crash import POINTS
from connected_car.tables import TELEMETRY_COLUMNS
from kafka_brokers import MockBroker

BIG = "x" * 100_000


@pytest.fixture(scope="module")
def start_broker():
    """Start a broker of librdkafka's own, with an empty topic ``telemetry``."""
    started = []

    def start(n_partitions: int) -> MockBroker:
        broker = MockBroker()
        broker.create("telemetry", n_partitions)
        started.append(broker)
        return broker

    yield start
    for broker in started:
        broker.close()


def _by_partition(lines: list[str], n_partitions: int = 3) -> dict[int, list[str]]:
    """Give each battery a partition, as a producer does that sends its id as the key."""
    found: dict[int, list[str]] = {number: [] for number in range(n_partitions)}
    for line in lines:
        found[sum(line.partition(",")[0].encode()) % n_partitions].append(line)
    return found


@pytest.fixture(scope="module")
def sent(start_broker, readings):
    """A broker with something of everything: good, late, repeated, empty and broken messages."""
    broker = start_broker(3)
    lines = [line for _, _, line in readings(3, 30)]
    future = lines[61].replace("2026", "2126")
    broker.send("telemetry", _by_partition([*lines[:61], *lines[62:], lines[61], lines[5], future]))
    broker.send("telemetry", {0: ["nonsense", None]})
    return broker


@pytest.fixture(scope="module")
def undisturbed(sent, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    summary = quick_topic.run_topic(folder, sent.servers)
    assert (summary["kept"], summary["duplicate"], summary["rejected"]) == (90, 1, 3)
    assert summary["batches"] == 3  # the first one records where reading begins
    return folder


@pytest.fixture
def as_undisturbed(undisturbed, same_tables, tmp_path):
    return lambda: same_tables(tmp_path, undisturbed)


@pytest.mark.parametrize("point", POINTS[:5])
def test_a_kill_at_any_boundary_changes_nothing(point, sent, tmp_path, run_and_die, as_undisturbed):
    assert run_and_die(tmp_path, f"{point}:1", sent.servers) == -9
    quick_topic.run_topic(tmp_path, sent.servers)
    as_undisturbed()


def test_a_kill_before_the_first_message_is_read_forgets_no_place(
    start_broker, tmp_path, monkeypatch
):
    broker = start_broker(1)
    broker.send("telemetry", {0: ["before"]})
    with monkeypatch.context() as patch:
        patch.setenv("CONNECTED_CAR_CRASH_AT", "batch_begun:0")
        patch.setattr(os, "kill", _die)
        with pytest.raises(_Died):
            quick_topic.run_topic(tmp_path, broker.servers, start="latest")
    broker.send("telemetry", {0: ["nonsense"]})
    assert quick_topic.run_topic(tmp_path, broker.servers, start="latest")["rejected"] == 1


class _Died(Exception):
    """What a test dies of instead of SIGKILL."""


def _die(process: int, sign: int) -> None:
    raise _Died


@pytest.fixture
def shared(readings, deliver, tmp_path_factory):
    """Share out readings over partitions, in any order; a file each holds the same lines."""

    def shared(seed: int, n_partitions: int) -> tuple[Path, dict[int, list[str]]]:
        rng, folder = np.random.default_rng(seed), tmp_path_factory.mktemp("cut")
        lines = np.array([line for _, _, line in readings(3, 40, seed)])
        lines = rng.permutation(np.append(lines, rng.choice(lines, 6)))
        place = rng.integers(0, n_partitions, len(lines))
        parts = {number: lines[place == number].tolist() for number in range(n_partitions)}
        for number, own in parts.items():
            deliver(folder, f"{source_name('telemetry', number).replace('/', '_')}.csv", own)
        return folder, parts

    return shared


CUTS = {
    "seed": st.integers(0, 10_000),
    "n_partitions": st.integers(1, 4),
    "limits": st.lists(st.integers(7, 90), min_size=1, max_size=4),
    "payload": st.sampled_from(["csv", "json"]),
}


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(cut=st.fixed_dictionaries(CUTS))
def test_any_cut_into_batches_ends_as_the_batch(start_broker, shared, cut):
    folder, parts = shared(cut["seed"], cut["n_partitions"])
    broker, rng = start_broker(cut["n_partitions"]), np.random.default_rng(cut["seed"])
    for limit in [*cut["limits"], 1_000]:
        for number, own in parts.items():  # some of it comes while the stream is away
            until = len(own) if limit == 1_000 else int(rng.integers(0, 30))
            broker.send("telemetry", {number: _as(cut["payload"], own[:until])})
            del own[:until]
        quick_topic.run_topic(folder, broker.servers, max_messages=limit, payload=cut["payload"])
    assert_as_batch(folder)
    health = DeltaTable(str(folder / "stream_health")).to_pyarrow_table().to_pandas()
    assert health["Read"].sum() == 126
    shutil.rmtree(folder)


def _as(payload: str, lines: list[str]) -> list[str]:
    if payload == "csv":
        return lines
    return [json.dumps(dict(zip(TELEMETRY_COLUMNS, x.split(","), strict=True))) for x in lines]


def test_a_row_tells_partition_offset_and_key(sent, undisturbed, stored):
    telemetry = stored(undisturbed, "streamed_telemetry")
    assert len(telemetry) == len(telemetry.drop_duplicates(["Source_File", "Source_Row"])) == 90
    assert set(telemetry["Source_File"]) == {source_name("telemetry", n) for n in range(3)}
    assert (telemetry["Message_Key"] == telemetry["Battery_ID"]).all()
    rejected = stored(undisturbed, "rejected_events").set_index("Raw_Text")
    assert rejected.loc["nonsense", "Source_File"] == "kafka:telemetry/00000"
    assert rejected.loc["nonsense", "Message_Key"] == "nonsense"
    assert rejected.loc["(no payload)", "Message_Key"] is None
    assert rejected.loc["(no payload)", "Source_Row"] == rejected.loc["nonsense", "Source_Row"] + 1


def test_a_deleted_checkpoint_is_repaired_from_the_tables(start_broker, readings, tmp_path, stored):
    broker = start_broker(3)
    lines = [line for _, _, line in readings(3, 30)]
    broker.send("telemetry", _by_partition(lines[:70]))
    quick_topic.run_topic(tmp_path, broker.servers)
    shutil.rmtree(tmp_path / "state" / "checkpoint")
    broker.send("telemetry", _by_partition(lines[70:]))
    with pytest.raises(UserError, match=r"is gone, but the tables hold batch.*recover=true"):
        quick_topic.run_topic(tmp_path, broker.servers)
    summary = quick_topic.run_topic(tmp_path, broker.servers, recover=True, start="latest")
    assert (summary["read"], summary["kept"], summary["known_before"]) == (20, 20, 0)
    assert len(stored(tmp_path, "streamed_telemetry")) == 90


def test_another_source_is_refused_or_taken_in_behind_the_one_before(
    start_broker, readings, deliver, tmp_path, stored
):
    broker, lines = start_broker(1), [line for _, _, line in readings(1, 30)]
    deliver(tmp_path, "first.csv", lines[:10])
    quick_stream.run_stream(tmp_path)
    broker.send("telemetry", {0: lines[5:20]})
    with pytest.raises(UserError, match=r"another source, and this stream reads topics.*recover"):
        quick_topic.run_topic(tmp_path, broker.servers)
    summary = quick_topic.run_topic(tmp_path, broker.servers, recover=True)
    assert (summary["kept"], summary["duplicate"]) == (10, 5)
    deliver(tmp_path, "second.csv", lines[15:])
    with pytest.raises(UserError, match="this stream reads files"):
        quick_stream.run_stream(tmp_path)
    summary = quick_stream.run_stream(tmp_path, recover=True)
    assert (summary["kept"], summary["duplicate"], summary["known_before"]) == (10, 5, 10)
    assert len(stored(tmp_path, "streamed_telemetry")) == 30


def test_a_repair_jumps_over_nothing_that_is_gone(start_broker, readings, tmp_path):
    broker = start_broker(1)
    lines = [line for _, _, line in readings(1, 10)]
    broker.send("telemetry", {0: lines})
    quick_topic.run_topic(tmp_path, broker.servers)
    shutil.rmtree(tmp_path / "state" / "checkpoint")
    broker.send("telemetry", {0: [BIG] * 80})
    with pytest.raises(UserError, match=r"has deleted .* \(offsets 10 to .*kafka_skip_lost=true"):
        quick_topic.run_topic(tmp_path, broker.servers, recover=True)
    with pytest.raises(UserError, match="kafka_skip_lost=true"):
        quick_topic.run_topic(tmp_path, broker.servers)
    summary = quick_topic.run_topic(tmp_path, broker.servers, skip_lost=True)
    assert 40 < summary["rejected"] < 80
    assert quick_topic.run_topic(tmp_path, broker.servers)["batches"] == 0


def test_a_replay_takes_back_what_is_good_now_and_only_once(
    start_broker, readings, tmp_path, century_passes, stored
):
    broker = start_broker(1)
    lines = [line for _, _, line in readings(1, 20)]
    fields = lines[-1].replace("2026-01", "2126-01").split(",")
    future = ",".join([*fields[:2], str(int(fields[2]) + 36_524), *fields[3:]])
    broker.send("telemetry", {0: [*lines[:-1], future, "nonsense"]})
    assert quick_topic.run_topic(tmp_path, broker.servers)["rejected"] == 2
    century_passes()
    again = quick_topic.run_topic(tmp_path, broker.servers, replay_rejected=True)
    assert (again["read"], again["kept"], again["rejected"]) == (2, 1, 1)
    last = quick_topic.run_topic(tmp_path, broker.servers, replay_rejected=True)
    assert (last["read"], last["kept"], last["rejected"]) == (1, 0, 1)
    telemetry = stored(tmp_path, "streamed_telemetry")
    assert len(telemetry) == 20
    assert (telemetry["Message_Key"] == telemetry["Battery_ID"]).all()


def test_health_tells_how_long_the_oldest_message_waits(start_broker, readings, tmp_path):
    broker = start_broker(1)
    broker.send("telemetry", {0: [line for _, _, line in readings(1, 10)]})
    quick_topic.run_topic(tmp_path, broker.servers, max_messages=6)
    health = DeltaTable(str(tmp_path / "stream_health")).to_pyarrow_table().to_pandas()
    waiting = health.sort_values("Batch_ID")["Oldest_Waiting_Seconds"]
    assert list(waiting.isna()) == [True, False, True]
    assert 0 <= waiting.iloc[1] < 600
