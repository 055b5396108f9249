"""Spark's checkpoint beside the tables: do they tell of the same stream?

Spark counts the batches of a checkpoint from 0. The tables count on over all checkpoints, so each
one remembers the number of its first batch.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connected_car.errors import UserError
from connected_car.stored_files import read_stored, write_whole

_FILE = "connected_car.json"  # in the checkpoint's folder, so that a backup holds both
REPAIR = "kedro run --pipelines streaming_scoring --params recover=true"


@dataclass(frozen=True)
class _Kept:
    """What the file holds; see ``Checkpoint``."""

    base: int
    replay: int | None


@dataclass(frozen=True)
class Checkpoint:
    """A folder of Spark's, and what is kept beside it.

    Attributes:
        folder: the checkpoint.
        base: id in the tables of its batch 0.
        replay: id of the last batch that Spark did not bring: a replay of rejected events; None
            without any.
    """

    folder: Path
    base: int = 0
    replay: int | None = None

    @classmethod
    def read(cls, folder: Path) -> "Checkpoint":
        """Read what is there; a new checkpoint begins with batch 0.

        Raises:
            UserError: the file is damaged.
        """
        path = folder / _FILE
        if not path.exists():
            return cls(folder)
        known = read_stored(path, _Kept, f"to go on without loss or repetition: {REPAIR}")
        return cls(folder, known.base, known.replay)

    def write(self) -> None:
        """Write base and replay, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / _FILE, json.dumps({"base": self.base, "replay": self.replay}))

    def committed(self) -> int:
        """Return the last batch that Spark has closed, as the tables count; base - 1 without."""
        return self.base + _last(self.folder / "commits")

    def planned(self) -> int:
        """Return the last batch that Spark has begun, as the tables count; base - 1 without."""
        return self.base + _last(self.folder / "offsets")

    def position(self) -> Any:
        """Return how far the source was planned in the last batch begun; None where none tells."""
        last = self.folder / "offsets" / str(_last(self.folder / "offsets"))
        try:
            return json.loads(last.read_text().splitlines()[-1])
        except (OSError, ValueError, IndexError):
            return None

    def has_begun(self) -> bool:
        """Return whether Spark has closed a batch of this checkpoint."""
        return _last(self.folder / "commits") >= 0

    def check(self, written: int) -> None:
        """Make sure that the checkpoint goes with the tables.

        Args:
            written: last batch that is whole in the tables; -1 without any.

        Raises:
            UserError: the checkpoint was deleted or is older than the tables, or the tables are
                older than it.
        """
        if written > self.planned():
            have = "is gone" if not self.has_begun() else f"ends at batch {self.planned()}"
            raise UserError(
                f"the checkpoint {self.folder} {have}, but the tables hold batch {written}: it was "
                f"deleted, or restored from a backup. To go on without loss or repetition: {REPAIR}"
            )
        if self.has_begun() and written < self.committed():
            raise UserError(
                f"the tables end at batch {written}, but the checkpoint {self.folder} has closed "
                f"batch {self.committed()}: they were deleted, or restored from a backup. To read "
                f"what they lack once more: {REPAIR}"
            )

    def set_aside(self) -> Path | None:
        """Rename the folder, never delete it; return its new name, None when there is none."""
        if not self.folder.exists():
            return None
        aside = self.folder.with_name(f"{self.folder.name}.{time.time_ns()}")
        self.folder.rename(aside)
        return aside


def _last(folder: Path) -> int:
    """Return the greatest batch number among the files of a folder; -1 without any."""
    if not folder.is_dir():
        return -1
    numbers = [path.name.removesuffix(".compact") for path in folder.iterdir()]
    return max((int(number) for number in numbers if number.isdecimal()), default=-1)
