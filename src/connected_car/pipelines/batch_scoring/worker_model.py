"""A champion in Spark's workers: each process reads it once, and only if it is whole."""

import gc
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from connected_car.spark import spark_session

_present: dict[str, Any] = {}  # digest -> model of this process; one at most


@dataclass(frozen=True)
class WorkerModel:
    """What goes to the workers with each task: where the files are, and what they must be.

    Attributes:
        files: Spark broadcast of the champion's files, name -> content.
        digest: SHA-256 of all of them, from ``files_digest``.
        load: makes the model of the files.
    """

    files: Any
    digest: str
    load: Callable[[dict[str, bytes]], Any]

    @classmethod
    def send(cls, files: dict[str, bytes], load: Callable[[dict[str, bytes]], Any]) -> Self:
        """Send files to Spark's workers."""
        sent = spark_session().sparkContext.broadcast(files)
        return cls(sent, files_digest(files), load)

    def get(self) -> Any:
        """Return the model; a worker process reads it when it is first asked, and keeps it.

        Raises:
            RuntimeError: the files are not those that the driver sent.
        """
        if self.digest not in _present:
            files = self.files.value
            if files_digest(files) != self.digest:
                raise RuntimeError("the champion's files have changed on their way to a worker")
            _present.clear()
            _present[self.digest] = self.load(files)
            gc.freeze()  # after each task Spark's workers look through all objects but these
        return _present[self.digest]


def files_digest(files: dict[str, bytes]) -> str:
    """Return one SHA-256 over names and contents, in the order of the names."""
    parts = (
        hashlib.sha256(part).digest() for n in sorted(files) for part in (n.encode(), files[n])
    )
    return hashlib.sha256(b"".join(parts)).hexdigest()
