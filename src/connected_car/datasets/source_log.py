"""Which files Spark has listed for the batches of a checkpoint."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from connected_car.errors import UserError
from connected_car.stored_files import write_whole

logger = logging.getLogger(__name__)

Taken = TypeVar("Taken")
_COMPACT = ".compact"  # such a file repeats those before it
_AS_THEY_ARE = "/!$&'()*+,:;=@~"  # signs that Java leaves in a path


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
        found = {_path(entry) for entry in entries if entry["batchId"] > self._done}
        self._done = max((number for number, _ in new), default=self._done)
        return [unquote(path) for path in sorted(found)]

    def follow(self, landing: Path) -> None:
        """Let the log name the files of ``landing``, where it names those of another folder.

        Spark writes absolute paths and refuses them once the project was moved or copied.
        """
        if self._checkpoint is None:
            return
        log = self._checkpoint / "sources" / "0"
        files = {file: _entries(file) for _, file in _numbered(log)}
        paths = {_path(entry) for entries in files.values() for entry in entries}
        folders = {os.path.dirname(p) for p in paths if not unquote(p).startswith(f"{landing}/")}
        if not folders:
            return
        before, now = os.path.commonpath(folders), quote(str(landing), safe=_AS_THEY_ARE)
        for file, entries in files.items():
            for entry in entries:
                if (path := _path(entry)).startswith(f"{before}/"):
                    entry["path"] = f"file://{now}{path.removeprefix(before)}"
            _replace(file, entries)
        logger.info("%s was moved or copied to %s: the checkpoint follows", unquote(before), now)


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


def _path(entry: dict[str, Any]) -> str:
    """Return the path that an entry names, as its URI spells it."""
    return "/" + str(entry["path"]).removeprefix("file:").lstrip("/")


def _replace(file: Path, entries: list[dict[str, Any]]) -> None:
    """Write other entries, and take away Spark's checksum of those before."""
    version = file.read_text().partition("\n")[0]
    file.with_name(f".{file.name}.crc").unlink(missing_ok=True)
    write_whole(file, "\n".join([version, *map(json.dumps, entries)]))


def _entries(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a file."""
    return _whole(
        path,
        lambda found: [{**e, "path": str(e["path"]), "batchId": int(e["batchId"])} for e in found],
    )


def _whole(path: Path, take: Callable[[list[Any]], Taken]) -> Taken:
    """Return what is taken from the objects of a file, which has a line of its version first."""
    try:
        return take([json.loads(line) for line in path.read_text().splitlines()[1:]])
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise UserError(
            f"{path}, which Spark has written, is damaged: rename the folder of the checkpoint, "
            "then kedro run --pipelines streaming_scoring --params recover=true"
        ) from error
