"""A small table that a user may hand in with a run."""

from pathlib import Path
from typing import Any

import pandas as pd
from kedro.io import AbstractDataset, DatasetError

from connected_car.datasets.user_csv import read_user_csv


class UserTableDataset(AbstractDataset[pd.DataFrame, pd.DataFrame]):
    """A CSV that a user may name; every cell stays text as written, rows are indexed by line.

    Example:
        ```yaml
        acknowledgement_list:
          type: connected_car.datasets.UserTableDataset
          filepath: ${runtime_params:acknowledgements, null}
          parameter: acknowledgements
          columns: [Alert_ID, Owner, Reason, Until]
        ```

    Args:
        filepath: the file; None where none is named, which loads as an empty table.
        parameter: by which it is named, for what is said to the user.
        columns: that it must have, in any order; others are ignored.
    """

    def __init__(
        self,
        *,
        filepath: str | None,
        parameter: str,
        columns: list[str],
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._filepath = None if filepath is None else Path(str(filepath))
        self._parameter = parameter
        self._columns = columns
        self.metadata = metadata

    def load(self) -> pd.DataFrame:
        """Return the rows; raises ``UserError`` for a file or column that is not there."""
        if self._filepath is None:
            return pd.DataFrame(columns=self._columns, dtype=object)
        called = f"{self._parameter}={self._filepath}"
        return read_user_csv(self._filepath, called, self._columns)[self._columns]

    def save(self, data: pd.DataFrame) -> None:
        """Refuse: the table is the user's."""
        raise DatasetError(f"{self._parameter} is only read")

    def _exists(self) -> bool:
        return self._filepath is None or self._filepath.is_file()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}
