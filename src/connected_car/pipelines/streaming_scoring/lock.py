"""One stream at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connected_car.errors import UserError


@contextmanager
def single_writer(path: Path) -> Iterator[None]:
    """Hold the lock; the system releases it when the process ends, however it ends.

    Raises:
        UserError: another process holds it.
    """
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise UserError(
                f"another stream is running (process {owner}) and writes to the same tables: stop "
                f"it first, or wait until it ends; the lock is {path}"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
