"""A folder in which a node keeps its progress."""

from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError


class FolderDataset(AbstractDataset[NoReturn, Path]):
    """A folder, made when missing; nothing can be saved to it but by the node that gets its path.

    Example:
        ```yaml
        forecast_search:
          type: connected_car.datasets.FolderDataset
          filepath: data/06_models/forecast_search/battery_forecaster
        ```

    Args:
        filepath: the folder.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._filepath = Path(filepath)
        self.metadata = metadata

    def load(self) -> Path:
        """Return the path of the folder."""
        self._filepath.mkdir(parents=True, exist_ok=True)
        return self._filepath

    def save(self, data: NoReturn) -> None:
        """Refuse."""
        raise DatasetError(f"{self._filepath} is filled by the node that works in it")

    def _exists(self) -> bool:
        return self._filepath.is_dir()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}
