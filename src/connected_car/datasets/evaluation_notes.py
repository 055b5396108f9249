"""Notes whose truth the simulation knows, to evaluate a model; there may be none."""

from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from kedro.io import AbstractDataset, DatasetError

COLUMNS = ["text", "label", "year", "material", "condition", "variation", "needs_review"]


class EvaluationNotesDataset(AbstractDataset[NoReturn, pd.DataFrame]):
    """Notes of the simulation in wordings that no other file has, with what they state.

    Example:
        ```yaml
        evaluation_notes:
          type: connected_car.datasets.EvaluationNotesDataset
          filepath: data/01_raw/simulation/truth/notes.parquet
        ```

    Args:
        filepath: the truth about all simulated notes; without it an empty frame is loaded.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._filepath = Path(filepath)
        self.metadata = metadata

    def load(self) -> pd.DataFrame:
        """Return ``COLUMNS`` of the notes to evaluate."""
        if not self._exists():
            return pd.DataFrame(columns=COLUMNS)
        filters = [("split", "==", "evaluation")]
        notes = pd.read_parquet(self._filepath, columns=COLUMNS, filters=filters)
        return notes.reset_index(drop=True)

    def save(self, data: NoReturn) -> NoReturn:
        """Refuse: the truth is only read."""
        raise DatasetError("the truth about notes is only read")

    def _exists(self) -> bool:
        return self._filepath.is_file()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}
