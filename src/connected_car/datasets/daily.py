"""Daily data to forecast: the project's own table, or a file of another fleet."""

from pathlib import Path
from typing import Any

import pandas as pd
from kedro.io import DatasetError

from connected_car.datasets.delta import DeltaTableDataset, open_table
from connected_car.datasets.table_files import TableFiles

_SUFFIXES = {".csv", ".parquet"}


class DailyDataset(DeltaTableDataset):
    """The daily Delta table, or a CSV or Parquet file (or a folder of either) in its place.

    The files are loaded as a pandas frame; the table as ``load_as`` says, unless its files alone do
    not tell all: those of a partitioned table lack a column, and an empty one may have none.

    Example:
        ```yaml
        daily_telemetry@source:
          type: connected_car.datasets.DailyDataset
          filepath: data/03_primary/daily_telemetry
          schema: daily_telemetry
          load_as: files
        ```
    """

    def load(self) -> Any:
        """Return all days; raises ``DatasetError`` if the files cannot be read."""
        path = Path(self._filepath)
        if path.suffix in _SUFFIXES and not path.exists():
            raise DatasetError(f"there is no file {path}; mend --params telemetry=…")
        if self._exists() or not path.exists():
            return self._table()
        files = sorted(_files(path))
        if not files:
            raise DatasetError(f"{self._filepath} holds no .csv or .parquet file")
        return pd.concat([_read(path) for path in files], ignore_index=True)

    def _table(self) -> Any:
        found = super().load()
        if not isinstance(found, TableFiles):
            return found
        table = open_table(self._filepath, self._version)
        complete = found.row_groups and not table.metadata().partition_columns
        return found if complete else table.to_pyarrow_table().to_pandas()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [p for p in path.rglob("*") if p.suffix in _SUFFIXES]


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        # pandas' own way with numbers ends the process on a text such as 5e8234567999
        return pd.read_csv(path, float_precision="round_trip")
    except (ValueError, OSError) as error:  # both libraries' own errors are ValueErrors
        reason = str(error).splitlines()[0]
        raise DatasetError(f"{path} cannot be read as daily data: {reason}") from error
