"""A log of JSON lines to which a node adds as it goes, so that a kill loses nothing it has done."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError

from connected_car.datasets.run_id import current_run_id


class AppendLog:
    """A file of JSON objects, one a line; what is none, such as a half line, is passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self, *needed: str) -> list[dict[str, Any]]:
        """Return the whole lines; only those that have a text under each of the needed keys."""
        if not self._path.exists():
            return []
        found = []
        for line in self._path.read_bytes().splitlines():
            with contextlib.suppress(ValueError, RecursionError):
                found.append(json.loads(line))
        whole = [line for line in found if isinstance(line, dict)]
        return [line for line in whole if all(isinstance(line.get(n), str) for n in needed)]

    def append(self, line: dict[str, Any]) -> None:
        """Add a line with the run's id; it is on disk when this returns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**line, "run_id": current_run_id()}, ensure_ascii=False)
        with self._path.open("ab+") as file:
            begin = b"\n" if _ends_half(file) else b""
            file.write(begin + text.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _ends_half(file: Any) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) != b"\n")


class AppendLogDataset(AbstractDataset[NoReturn, AppendLog]):
    """A log of JSON lines; loads as ``AppendLog``, and need not exist.

    Example:
        ```yaml
        alert_receipts:
          type: connected_car.datasets.AppendLogDataset
          filepath: data/08_reporting/alert_receipts.jsonl
        ```

    Args:
        filepath: the file.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._filepath = Path(filepath)
        self.metadata = metadata

    def load(self) -> AppendLog:
        """Return the log."""
        return AppendLog(self._filepath)

    def save(self, data: NoReturn) -> None:
        """Refuse."""
        raise DatasetError(f"{self._filepath} is written line by line by the node that loads it")

    def _exists(self) -> bool:
        return self._filepath.is_file()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}
