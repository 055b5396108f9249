"""The daily history of many batteries as one dense matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Panel:
    """Histories aligned at their last day, so that one array operation serves all batteries.

    Attributes:
        ids: ``(n,)`` battery ids, sorted.
        last_day: ``(n,)`` ``datetime64[D]``, the day of the last column, for each battery.
        y: ``(n, t)`` cycles a day; NaN before a battery's first day and on days without a value.
        known: name -> ``(n, t + ahead)`` what is known in advance of each day, up to the same
            number of days after the last one for all names; NaN where nothing is. Empty for most.
        read: ``(n, t)`` whether the day has a reading of its own: others are known only once a
            later reading is there. None where every known day was read.
    """

    ids: np.ndarray
    last_day: np.ndarray
    y: np.ndarray
    known: Mapping[str, np.ndarray] = field(default_factory=dict)
    read: np.ndarray | None = None

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, max_days: int | None = None, last_day: object = None
    ) -> "Panel":
        """Build it from a long frame ``unique_id, ds, y`` in any order, one row a battery and day.

        Args:
            frame: the long frame; ``ds`` is anything that converts to a day.
            max_days: keep at most that many days before each battery's last one.
            last_day: one last day for all batteries, a day or later than any in the frame; each
                battery's own when None.
        """
        codes, ids = pd.factorize(frame["unique_id"], sort=True)
        day = pd.to_datetime(frame["ds"]).to_numpy().astype("datetime64[D]")
        ends = np.full(len(ids), np.datetime64("0001-01-01", "D"))
        np.maximum.at(ends, codes, day)
        if last_day is not None:
            ends = np.full(len(ids), np.datetime64(pd.Timestamp(str(last_day)), "D"))
        back = (ends[codes] - day).astype(np.int64)
        width = int(back.max()) + 1 if len(back) else 0
        width = min(width, max_days) if max_days else width
        y = np.full((len(ids), width), np.nan)
        kept = back < width
        y[codes[kept], width - 1 - back[kept]] = frame["y"].to_numpy(dtype=float)[kept]
        return cls(np.asarray(ids), ends, y)

    def before(self, days: int) -> "Panel":
        """Return what was known ``days`` days before each battery's last one."""
        if days == 0:
            return self
        y, read = self.y[:, :-days], None if self.read is None else self.read[:, :-days]
        if read is not None:
            y = np.where(np.logical_or.accumulate(read[:, ::-1], axis=1)[:, ::-1], y, np.nan)
        known = {name: values[:, :-days] for name, values in self.known.items()}
        return Panel(self.ids, self.last_day - np.timedelta64(days, "D"), y, known, read)

    def tail(self, days: int) -> "Panel":
        """Return the last ``days`` days."""
        first = max(0, self.y.shape[1] - days)
        known = {name: values[:, first:] for name, values in self.known.items()}
        read = None if self.read is None else self.read[:, first:]
        return replace(self, y=self.y[:, first:], known=known, read=read)

    def cut(self, days: np.ndarray) -> "Panel":
        """Return the panel with each battery's last ``(n,)`` days alone; those before are NaN."""
        width = self.y.shape[1]
        gone = np.arange(width)[None, :] < width - days[:, None]
        return replace(self, y=np.where(gone, np.nan, self.y))

    def since_first_day(self) -> "Panel":
        """Return the whole weeks from the first day on which a battery has a value."""
        known = (~np.isnan(self.y)).any(axis=0)
        days = len(known) - int(known.argmax()) if known.any() else 0
        return self.tail(-(-max(days, 1) // 7) * 7)

    def widen(self, days: int) -> "Panel":
        """Return at least so many days; those that are missing in front are NaN."""
        missing = ((0, 0), (max(0, days - self.y.shape[1]), 0))
        arrays = (self.y, *self.known.values())
        y, *values = (np.pad(array, missing, constant_values=np.nan) for array in arrays)
        read = None if self.read is None else np.pad(self.read, missing)
        return replace(self, y=y, known=dict(zip(self.known, values, strict=True)), read=read)

    def select(self, rows: np.ndarray | slice) -> "Panel":
        """Return the batteries that a mask, an index array or a slice names."""
        known = {name: values[rows] for name, values in self.known.items()}
        read = None if self.read is None else self.read[rows]
        return Panel(self.ids[rows], self.last_day[rows], self.y[rows], known, read)

    def sample(self, most: int | None, seed: int | np.random.Generator) -> "Panel":
        """Return the panel of at most so many batteries, drawn at random, in their order."""
        n = len(self.ids)
        return self if most is None or n <= most else self.select(sample_rows(n, most, seed))

    def with_known(self, frame: pd.DataFrame, columns: Sequence[str], ahead: int) -> "Panel":
        """Return the panel with columns that are known in advance.

        Args:
            frame: ``unique_id, ds`` and the columns, one row a battery and day; days after a
                battery's last one are those to come.
            columns: their names.
            ahead: how many days to come are kept.
        """
        if not columns:
            return self
        width = self.y.shape[1] + ahead
        row = pd.Index(self.ids).get_indexer(pd.Index(frame["unique_id"]))
        day = pd.to_datetime(frame["ds"]).to_numpy().astype("datetime64[D]")
        place = (day - self.last_day[row]).astype(np.int64) + self.y.shape[1] - 1
        kept = (row >= 0) & (place >= 0) & (place < width)
        known = {name: np.full((len(self.ids), width), np.nan) for name in columns}
        for name, values in known.items():
            values[row[kept], place[kept]] = frame[name].to_numpy(dtype=float)[kept]
        return replace(self, known=known)

    def known_days(self) -> np.ndarray:
        """Return ``(n,)`` the number of days with a value."""
        return (~np.isnan(self.y)).sum(axis=1)

    def future_days(self, horizon: int) -> np.ndarray:
        """Return ``(n, horizon)`` days after each battery's last one."""
        return self.last_day[:, None] + np.arange(1, horizon + 1).astype("timedelta64[D]")

    def days(self) -> np.ndarray:
        """Return ``(n, t)`` the day of each cell of ``y``."""
        back = np.arange(self.y.shape[1] - 1, -1, -1).astype("timedelta64[D]")
        return self.last_day[:, None] - back


def sample_rows(n: int, most: int, seed: int | np.random.Generator) -> np.ndarray:
    """Return rows of ``n`` in their order: all, or ``most`` drawn at random."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))
