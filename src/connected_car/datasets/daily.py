"""Daily data to forecast: the project's own table, or a file of another fleet."""

from pathlib import Path

import pandas as pd
from kedro.io import DatasetError

from connected_car.datasets.delta import DeltaTableDataset

_SUFFIXES = {".csv", ".parquet"}


class DailyDataset(DeltaTableDataset):
    """The daily Delta table, or a CSV or Parquet file (or a folder of either) in its place.

    Example:
        ```yaml
        daily_telemetry@pandas:
          type: connected_car.datasets.DailyDataset
          filepath: data/03_primary/daily_telemetry
          schema: daily_telemetry
        ```
    """

    def load(self) -> pd.DataFrame:
        """Return all days; raises ``DatasetError`` if the files cannot be read."""
        path = Path(self._filepath)
        if path.suffix in _SUFFIXES and not path.exists():
            raise DatasetError(f"there is no file {path}; mend --params telemetry=…")
        if self._exists() or not path.exists():
            return super().load()
        files = sorted(_files(path))
        if not files:
            raise DatasetError(f"{self._filepath} holds no .csv or .parquet file")
        return pd.concat([_read(path) for path in files], ignore_index=True)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [p for p in path.rglob("*") if p.suffix in _SUFFIXES]


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    except (ValueError, OSError) as error:  # both libraries' own errors are ValueErrors
        reason = str(error).splitlines()[0]
        raise DatasetError(f"{path} cannot be read as daily data: {reason}") from error
