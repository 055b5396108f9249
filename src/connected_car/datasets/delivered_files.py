"""Delivered files by their paths, for workers that read them themselves."""

from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError

from connected_car.errors import UserError


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
        """Return absolute paths, sorted; raises ``UserError`` when there is none.

        Files whose names begin with ``.`` or ``_`` are being written still, and left out.
        """
        if self._filepath.is_dir():
            inside = (path for path in self._filepath.iterdir() if path.is_file())
            files = sorted(path for path in inside if not path.name.startswith((".", "_")))
        else:
            files = [self._filepath] if self._filepath.is_file() else []
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
