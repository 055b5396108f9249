"""One process at a time: the second is refused, or waits; a dead one bars nobody."""

import subprocess
import sys
import threading

import pytest

from connected_car.errors import UserError
from connected_car.hooks.lock import exclusive

HOLD = """
import sys
from pathlib import Path
from connected_car.hooks.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
BUSY = "it is running (process {owner})"


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_the_second_is_refused_with_one_line_and_a_dead_one_bars_nobody(holder, tmp_path):
    with (
        pytest.raises(UserError, match=f"^it is running \\(process {holder.pid}\\); the lock is "),
        exclusive(tmp_path / "lock", BUSY),
    ):
        pass
    holder.kill()
    holder.wait()
    with exclusive(tmp_path / "lock", BUSY):
        pass


def test_without_words_the_second_waits(holder, tmp_path):
    entered = threading.Event()

    def wait() -> None:
        with exclusive(tmp_path / "lock"):
            entered.set()

    threading.Thread(target=wait).start()
    assert not entered.wait(0.3)
    holder.kill()
    assert entered.wait(10)
