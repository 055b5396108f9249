"""Delivered files by their paths, for workers that read them themselves."""

from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError

from connected_car.errors import UserError


def delivered_paths(path: Path) -> list[Path]:
    """Return a file, or the files of a folder by name; none where neither is there.

    Files whose names begin with ``.`` or ``_`` are being written still, and left out.
    """
    if path.is_dir():
        inside = (file for file in path.iterdir() if file.is_file())
        return sorted(file for file in inside if not file.name.startswith((".", "_")))
    return [path] if path.is_file() else []


class DeliveredFilesDataset(AbstractDataset[NoReturn, list[str]]):
    """A file, or all files of a folder; only read.

    Example:
        ```yaml
        component_inspections:
          type: connected_car.datasets.DeliveredFilesDataset
          filepath: data/01_raw/component_inspections.csv
          missing_ok: true
        ```

    Args:
        filepath: the file or folder.
        missing_ok: where nothing is there, load an empty list.
    """

    def __init__(
        self, *, filepath: str, missing_ok: bool = False, metadata: dict[str, Any] | None = None
    ) -> None:
        self._filepath = Path(str(filepath))
        self._missing_ok = missing_ok
        self.metadata = metadata

    def load(self) -> list[str]:
        """Return absolute paths, sorted; raises ``UserError`` when there is none."""
        files = delivered_paths(self._filepath)
        if files or self._missing_ok:
            return [str(path.absolute()) for path in files]
        raise UserError(f"there is no file at {self._filepath}; mend the path")

    def save(self, data: NoReturn) -> NoReturn:
        """Refuse: the files are the user's."""
        raise DatasetError("delivered files are only read")

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}
