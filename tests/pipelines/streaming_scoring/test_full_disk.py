"""A disk that fills up under the stream: it is named, nothing is lost, and room is all it needs."""

import os
import shutil

import pytest

from connected_car.mistakes import find_mistake, one_line

ROOMS = [4, 16, 32, 48, 64]  # kB that are free before a run: it ends early, or late


def _leave(folder, kilobytes: int) -> None:
    """Fill the disk but for some room."""
    fill = folder / "fill"
    fill.unlink(missing_ok=True)
    state = os.statvfs(folder)
    fill.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - 1024 * kilobytes)))


@pytest.fixture
def calm(tmp_path, quick, deliver, readings):
    """Three files, and the tables of a stream that has all the room it needs."""
    lines = [line for _, _, line in readings(3, 30)]
    for number in range(3):
        deliver(tmp_path, f"{number}.csv", [*lines[30 * number : 30 * number + 30], "nonsense"])
    quick.run_stream(tmp_path)
    return tmp_path


def test_a_full_disk_ends_the_stream_with_a_line_and_room_mends_it(
    small_disk, calm, quick, same_tables
):
    shutil.copytree(calm / "landing", small_disk / "landing")
    ended = []
    for room in ROOMS:
        _leave(small_disk, room)
        try:
            quick.run_stream(small_disk)
        except Exception as error:  # of the system's, of Arrow's or of Delta's
            ended.append(one_line(find_mistake(error) or error))
    assert set(ended) == {"the disk is full: make room, and run again; what is stored is whole"}
    (small_disk / "fill").unlink()
    quick.run_stream(small_disk)
    same_tables(small_disk, calm)
    assert not [path for path in (small_disk / "state").iterdir() if path.name.startswith(".")]
