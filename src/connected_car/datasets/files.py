"""Files of a run: as the ones of kedro-datasets, but whole or not at all, and with the run's id.

A file is written beside its target and then renamed, so that a kill never leaves half a file.
"""

import json
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
from kedro_datasets.json import JSONDataset as KedroJSONDataset
from kedro_datasets.pandas import CSVDataset as KedroCSVDataset
from kedro_datasets.text import TextDataset as KedroTextDataset

from connected_car.datasets.run_id import current_run_id
from connected_car.errors import UserError
from connected_car.spreadsheets import neutral_frame, restored_frame


class WholeFile:
    """Saves through a hidden file that is renamed when it is complete.

    Its name is always the same, so that what a kill has left is written over by the next run.
    """

    _filepath: PurePosixPath
    _fs: Any

    def save_whole(self, save: Any, data: Any) -> None:
        """Call ``save(data)`` with the file path set to a hidden neighbour, then rename."""
        target = self._filepath
        hidden = target.with_name(f".{target.name}.new")
        self._filepath = hidden
        try:
            save(data)
            self._fs.mv(str(hidden), str(target))
        finally:
            self._filepath = target
            if self._fs.exists(str(hidden)):
                self._fs.rm(str(hidden))


class JSONDataset(WholeFile, KedroJSONDataset):
    """A JSON object; ``run_id`` is added as its first key.

    Example:
        ```yaml
        forecast_summary:
          type: connected_car.datasets.JSONDataset
          filepath: data/08_reporting/forecast_summary.json
        ```
    """

    DEFAULT_SAVE_ARGS = {"indent": 2, "ensure_ascii": False, "allow_nan": False}  # noqa: RUF012

    def save(self, data: dict[str, Any]) -> None:
        """Write the object."""
        self.save_whole(super().save, {"run_id": current_run_id(), **data})


class CSVDataset(WholeFile, KedroCSVDataset):
    """A small table as CSV, in which no text is a formula; the column ``Run_ID`` is added."""

    # pandas' own way with numbers ends the process on a text such as 5e8234567999, as ids may be
    DEFAULT_LOAD_ARGS = {"float_precision": "round_trip"}  # noqa: RUF012
    DEFAULT_SAVE_ARGS = {"index": False}  # noqa: RUF012

    def save(self, data: pd.DataFrame) -> None:
        """Write the table."""
        self.save_whole(super().save, neutral_frame(data).assign(Run_ID=current_run_id()))

    def load(self) -> pd.DataFrame:
        """Read the table, with the texts as they were saved."""
        return restored_frame(super().load())


class TextDataset(WholeFile, KedroTextDataset):
    """Text or HTML; ``{{run_id}}`` in it is replaced by the run's id."""

    def save(self, data: str) -> None:
        """Write the text."""
        self.save_whole(super().save, data.replace("{{run_id}}", current_run_id()))


class JSONLinesDataset(WholeFile, KedroTextDataset):
    """A list of JSON objects, one a line; a line without ``run_id`` gets the run's.

    Args:
        missing_ok: a missing file loads as an empty list.
    """

    def __init__(self, *, filepath: str, missing_ok: bool = False, **kwargs: Any) -> None:
        super().__init__(filepath=filepath, **kwargs)
        self._missing_ok = missing_ok

    def load(self) -> list[dict[str, Any]]:
        """Read the lines; raises ``UserError`` for one that is no JSON object."""
        if self._missing_ok and not self._exists():
            return []
        lines = self._fs.cat_file(str(self._filepath)).splitlines()
        return [self._object(number, line) for number, line in enumerate(lines, start=1)]

    def _object(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        raise UserError(f"{self._filepath}, line {number}: no JSON object; mend or delete it")

    def save(self, data: list[dict[str, Any]]) -> None:
        """Write the lines."""
        lines = [
            json.dumps({**line, "run_id": line.get("run_id", current_run_id())}, ensure_ascii=False)
            for line in data
        ]
        self.save_whole(super().save, "".join(f"{line}\n" for line in lines))
