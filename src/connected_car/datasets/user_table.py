"""A small table that a user may hand in with a run."""

from pathlib import Path
from typing import Any

import pandas as pd
from kedro.io import AbstractDataset, DatasetError

from connected_car.errors import UserError

_FIRST_LINE = 2  # the one after the header


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
        where = f"{self._parameter}={self._filepath}"
        try:
            frame = pd.read_csv(
                self._filepath,
                dtype=str,
                keep_default_na=False,
                na_values=[""],
                encoding="utf-8-sig",
            )
        except FileNotFoundError as error:
            raise UserError(f"{where}: there is no such file; mend the path") from error
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OSError) as error:
            reason = " ".join(str(error).split())
            raise UserError(f"{where}: it is no CSV in UTF-8 ({reason}); mend it") from error
        if not isinstance(frame.index, pd.RangeIndex):  # pandas takes the first ones as an index
            raise UserError(f"{where}: its lines have more fields than its header; mend it")
        missing = [name for name in self._columns if name not in frame]
        if missing:
            has = ", ".join(map(str, frame.columns))
            raise UserError(f"{where}: it has no column {', '.join(missing)}; it has: {has}")
        return frame[self._columns].set_axis(frame.index + _FIRST_LINE)

    def save(self, data: pd.DataFrame) -> None:
        """Refuse: the table is the user's."""
        raise DatasetError(f"{self._parameter} is only read")

    def _exists(self) -> bool:
        return self._filepath is None or self._filepath.is_file()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}
