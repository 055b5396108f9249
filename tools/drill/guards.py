"""Guards that can be taken out of the copy, to see that the drill notices."""

from pathlib import Path
from typing import NamedTuple


class Guard(NamedTuple):
    """A line of the code without which a promise does not hold.

    Attributes:
        file: below ``src/connected_car``.
        line: the text of the guard.
        without: what stands there when it is taken out.
    """

    file: str
    line: str
    without: str


_STREAM = "pipelines/streaming_scoring"
GUARDS = {
    "done_writes": Guard(
        "datasets/stream_table.py", "if self.last_batch() >= batch:", "if batch < 0:"
    ),
    "checkpoint": Guard(
        f"{_STREAM}/checkpoint.py", "if written > self.planned():", "if written < -1:"
    ),
    "known_files": Guard(
        f"{_STREAM}/batch.py",
        'known = stream.ledger if kind == "events" else {}',
        "known: dict[str, Known] = {}",
    ),
    "one_writer": Guard(
        "hooks/lock.py", "fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))", "pass"
    ),
}


def take_out(guard: Guard, source: Path) -> None:
    """Take a guard out of a copy of the code.

    Args:
        guard: which.
        source: the copy's ``src/connected_car``.

    Raises:
        LookupError: the code has no such line, or has it twice.
    """
    path = source / guard.file
    text = path.read_text()
    if text.count(guard.line) != 1:
        raise LookupError(f"{guard.file} has not once: {guard.line}")
    path.write_text(text.replace(guard.line, guard.without))
