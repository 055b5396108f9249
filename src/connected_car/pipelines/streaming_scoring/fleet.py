"""What is remembered of every battery between batches: its last day and class. It is small."""

from typing import Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_COLUMNS = ["Battery_ID", "Batch_ID", "As_Of_Date", "Risk", "Previous_Risk"]


class Readable(Protocol):
    """A table that gives some columns of the rows that satisfy a condition."""

    def read(self, columns: list[str], where: pc.Expression | None = None) -> pa.Table:
        """Return them."""


class FleetMemory:
    """The newest row of ``streamed_battery_risk`` for each battery; can always be read again."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._place = {battery: number for number, battery in enumerate(rows["Battery_ID"])}
        self._day = rows["As_Of_Date"].to_numpy().astype("datetime64[D]")
        self._risk = rows["Risk"].to_numpy(dtype=object)
        self._previous = rows["Previous_Risk"].to_numpy(dtype=object)

    @classmethod
    def read(cls, risk: Readable, before: int) -> "FleetMemory":
        """Read what the batches before one have left."""
        table = risk.read(_COLUMNS, pc.field("Batch_ID") < before)
        newest = table.group_by("Battery_ID").aggregate([("Batch_ID", "max")])
        newest = newest.rename_columns(["Battery_ID", "Batch_ID"])
        joined = newest.join(table, ["Battery_ID", "Batch_ID"])
        return cls(joined.to_pandas(date_as_object=False))

    def recall(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return day, class and class before of the last row of some batteries; empty without."""
        rows = self._rows(ids)
        known = rows >= 0
        day = np.full(len(ids), np.datetime64("NaT", "D"))
        day[known] = self._day[rows[known]]
        risk, previous = (np.full(len(ids), None, dtype=object) for _ in range(2))
        risk[known], previous[known] = self._risk[rows[known]], self._previous[rows[known]]
        return day, risk, previous

    def note_days(self, ids: np.ndarray, days: np.ndarray) -> None:
        """Remember the last day of some batteries, which may be new."""
        new = [battery for battery in ids if battery not in self._place]
        start = len(self._place)
        self._place |= {battery: start + number for number, battery in enumerate(new)}
        self._day = np.append(self._day, np.full(len(new), np.datetime64("NaT", "D")))
        self._risk = np.append(self._risk, np.full(len(new), None, dtype=object))
        self._previous = np.append(self._previous, np.full(len(new), None, dtype=object))
        self._day[self._rows(ids)] = days

    def note_classes(self, ids: np.ndarray, risk: np.ndarray, previous: np.ndarray) -> None:
        """Remember the class of some batteries, and the one before."""
        rows = self._rows(ids)
        self._risk[rows], self._previous[rows] = risk, previous

    def last_day(self) -> np.datetime64:
        """Return the newest day that is known of any battery."""
        return np.nanmax(self._day)

    def _rows(self, ids: np.ndarray) -> np.ndarray:
        return np.array([self._place.get(battery, -1) for battery in ids], dtype=np.int64)
