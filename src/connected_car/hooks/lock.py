"""Locks between processes, which the system releases when their holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connected_car.errors import UserError


@contextmanager
def exclusive(path: Path, busy: str = "") -> Iterator[None]:
    """Hold a lock on a file, which is made where it is missing and stays.

    Args:
        path: the file; the process that holds it is written there.
        busy: what to say where another process holds it, with ``{owner}`` for its number. Without
            it, wait.

    Raises:
        UserError: another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
        except BlockingIOError as error:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise UserError(f"{busy.format(owner=owner)}; the lock is {path}") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
