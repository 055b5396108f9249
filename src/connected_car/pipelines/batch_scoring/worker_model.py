"""The champion in Spark's workers: each process reads it once, and only if it is whole."""

import hashlib
from dataclasses import dataclass
from typing import Any

from connected_car.forecasters import load_forecaster
from connected_car.forecasters.family import Family

_present: dict[str, Family] = {}  # digest -> forecaster of this process; one at most


@dataclass(frozen=True)
class WorkerModel:
    """What goes to the workers with each task: where the files are, and what they must be.

    Attributes:
        files: Spark broadcast of the champion's files, name -> content.
        digest: SHA-256 of all of them, from ``files_digest``.
    """

    files: Any
    digest: str

    def forecaster(self) -> Family:
        """Return the forecaster; a worker process reads it when it is first asked, and keeps it.

        Raises:
            RuntimeError: the files are not those that the driver sent.
        """
        if self.digest not in _present:
            files = self.files.value
            if files_digest(files) != self.digest:
                raise RuntimeError("the champion's files have changed on their way to a worker")
            _present.clear()
            _present[self.digest] = load_forecaster(files)
        return _present[self.digest]


def files_digest(files: dict[str, bytes]) -> str:
    """Return one SHA-256 over names and contents, in the order of the names."""
    parts = (
        hashlib.sha256(part).digest() for n in sorted(files) for part in (n.encode(), files[n])
    )
    return hashlib.sha256(b"".join(parts)).hexdigest()
