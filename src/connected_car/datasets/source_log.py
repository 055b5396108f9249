"""Which files Spark has listed for the batches of a checkpoint."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from connected_car.errors import UserError

Taken = TypeVar("Taken")
_COMPACT = ".compact"  # such a file repeats those before it


class SourceLog:
    """The log that Spark's file source keeps in its checkpoint, read as the batches come.

    A file of it that is damaged raises ``UserError``.

    Args:
        checkpoint: the folder of the checkpoint; None without any.
    """

    def __init__(self, checkpoint: Path | None) -> None:
        self._checkpoint = checkpoint
        self._done = -1 if checkpoint is None else _closed(checkpoint)

    def new_paths(self) -> list[str]:
        """Return the files listed since the last call, or since the last batch that was closed."""
        if self._checkpoint is None:
            return []
        log = self._checkpoint / "sources" / "0"
        new = [(n, path) for n, path in _numbered(log) if n > self._done]
        entries = [entry for _, path in new for entry in _entries(path)]
        found = {path for path, batch in entries if batch > self._done}
        self._done = max((number for number, _ in new), default=self._done)
        return [f"/{unquote(uri.removeprefix('file:')).lstrip('/')}" for uri in sorted(found)]


def _closed(checkpoint: Path) -> int:
    """Return up to which entry of the log the closed batches go; -1 without any."""
    last = max((number for number, _ in _numbered(checkpoint / "commits")), default=None)
    if last is None:
        return -1
    path = checkpoint / "offsets" / str(last)
    return _whole(path, lambda objects: int(objects[-1]["logOffset"]))


def _numbered(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob("*"):
        number = path.name.removesuffix(_COMPACT)
        if number.isdecimal():
            yield int(number), path


def _entries(path: Path) -> list[tuple[str, int]]:
    """Return path and batch of the entries of a file."""
    return _whole(path, lambda objects: [(str(e["path"]), int(e["batchId"])) for e in objects])


def _whole(path: Path, take: Callable[[list[Any]], Taken]) -> Taken:
    """Return what is taken from the objects of a file, which has a line of its version first."""
    try:
        return take([json.loads(line) for line in path.read_text().splitlines()[1:]])
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise UserError(
            f"{path}, which Spark has written, is damaged: rename the folder of the checkpoint, "
            "then kedro run --pipelines streaming_scoring --params recover=true"
        ) from error
