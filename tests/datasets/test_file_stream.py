"""Files that Spark has listed: each is read once or named, also when it is gone meanwhile."""

import os
from contextlib import suppress

import pytest

from connected_car.datasets.file_stream import FileStream
from connected_car.datasets.source_log import SourceLog
from connected_car.errors import UserError
from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.stream_source import Known

NAMES = ["a b.csv", "per%20cent.csv", "ü.csv", "z.csv"]


@pytest.fixture
def landing(tmp_path):
    folder = tmp_path / "old 1" / "landing"
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_text(f"{','.join(TELEMETRY_COLUMNS)}\nB1,2026-01-01,1,1,1,1,1,1\n")
    return folder


def bring(project, each) -> None:
    """Run the query to its end; ``each`` gets the source and Spark's frame."""
    source = FileStream(project / "landing", max_files=10)
    trigger = {"availableNow": True}
    query = source.start(lambda frame, _: each(source, frame), project / "checkpoint", trigger)
    query.awaitTermination()


def test_each_listed_file_is_delivered_once_or_named(spark, landing, tmp_path):
    """A batch is killed; the project is moved before it is finished, and once more behind it."""
    delivered = []

    def crash(source, frame) -> None:
        raise RuntimeError("the process is killed")

    def each(source, frame) -> None:
        (source.landing / "z.csv").unlink(missing_ok=True)  # listed already
        delivered.append(source.deliver(frame))

    with suppress(Exception):
        bring(landing.parent, crash)  # the batch is brought again
    second = landing.parent.rename(tmp_path / "new (2)")
    bring(second, each)
    third = second.rename(tmp_path / "new")
    later = third / "landing" / "later.csv"  # written on a machine whose clock is years behind
    later.write_text((third / "landing" / "ü.csv").read_text())
    os.utime(later, (1e9, 1e9))
    bring(third, each)
    one, two = delivered
    assert [file.name for file in one.files] == NAMES[:3]
    assert [file.name for file in two.files] == ["later.csv"]
    ((name, reason),) = one.refused
    assert name == "z.csv"
    assert reason.startswith("it vanished before it was read")
    assert not two.refused


def test_a_file_that_is_back_is_named_with_the_remedy(landing):
    (told,) = FileStream(landing, 1).complaints({"z.csv": Known(0)})
    assert told.startswith("z.csv had vanished before it was read, and is back")
    assert "replay_rejected=true" in told


def test_without_a_checkpoint_nothing_was_listed(tmp_path):
    assert SourceLog(None).new_paths() == SourceLog(tmp_path / "none").new_paths() == []


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("sources/0/1", b"v1\n{"),
        ("sources/0/1", b'v1\n{"path": "file:/a"}'),
        ("sources/0/1", b'v1\n{"path": "file:/a", "batchId": null}'),
        ("sources/0/1", b"v1\n\xff"),
        ("offsets/0", b"v1"),
        ("offsets/0", b'v1\n{"logOffset": []}'),
    ],
)
def test_a_damaged_log_of_sparks_is_said_with_the_remedy(part, content, tmp_path):
    for name, good in {"commits/0": "v1\n{}", "offsets/0": 'v1\n{"logOffset": 0}'}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(good)
    (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / part).write_bytes(content)
    with pytest.raises(UserError, match=f"{part}, which Spark has written, is damaged.*recover"):
        SourceLog(tmp_path).new_paths()
