"""What is known of stored data without reading it."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_MOST_HASHED = 64 * 2**20  # bytes of one set of files: about 0.1 s
_MOST_FILES_HASHED = 1_000
_MOST_FILES = 10_000  # that are looked at


def table_version(path: str) -> int | None:
    """Return the newest version of a Delta table; None where there is none that can be opened."""
    from deltalake.exceptions import DeltaError

    if "://" not in path and not (Path(path) / "_delta_log").is_dir():
        return None
    try:
        return _open(path, without_files=True).version()
    except DeltaError:
        return None


def table_rows(path: str, version: int | None = None) -> int | None:
    """Return how many rows a Delta table has, by the counts in its log; None if one is missing."""
    actions = pa.table(_open(path, version=version).get_add_actions(flatten=True))
    if actions.num_rows == 0:
        return 0
    counts = actions["num_records"]
    return None if counts.null_count else pc.sum(counts).as_py()


def files_state(path: str) -> dict[str, Any] | None:
    """Return number, bytes and newest time of the files at a path; their digest where it is cheap.

    The digest is of names and contents, so that it stays when a folder is copied.
    """
    files = list(_files(Path(path)))
    if not files or len(files) > _MOST_FILES:
        return None
    sizes = [file.stat() for file in files]
    total = sum(stat.st_size for stat in sizes)
    is_cheap = total <= _MOST_HASHED and len(files) <= _MOST_FILES_HASHED
    newest = datetime.fromtimestamp(max(stat.st_mtime for stat in sizes), UTC)
    return {
        "files": len(files),
        "bytes": total,
        "newest": newest.isoformat(timespec="seconds"),
        "sha256": _digest(files, Path(path)) if is_cheap else None,
    }


def rows_in(data: Any) -> int | None:
    """Return the rows of a pandas or Arrow table; None for anything else."""
    if isinstance(data, pa.Table):
        return data.num_rows
    shape = getattr(data, "shape", None)
    is_frame = hasattr(data, "iloc") and isinstance(shape, tuple) and len(shape) == 2
    return int(shape[0]) if is_frame and shape is not None else None


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        found = (p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "_")))
        for number, file in enumerate(found):
            if number > _MOST_FILES:
                return
            yield file


def _digest(files: list[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(root)}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as content:
            while block := content.read(2**20):
                digest.update(block)
    return digest.hexdigest()[:12]


def _open(path: str, **how: Any) -> Any:
    from deltalake import DeltaTable

    return DeltaTable(path, **how)
