"""The last days of many batteries in one matrix, where one more day costs one cell a battery."""

import numpy as np

_SLACK = 64  # days that can be added before a row is moved


class RecentDays:
    """Rows that end at each battery's last day."""

    def __init__(self, days: int, empty: float | bool) -> None:
        """Make it without rows.

        Args:
            days: how many last days are kept at least.
            empty: stands for a day that is not known; its type is that of the cells.
        """
        self.days = days
        self._empty = empty
        self._cells = np.full((0, days + _SLACK), empty)
        self._end = np.zeros(0, dtype=np.int64)

    def add_rows(self, count: int) -> None:
        """Add batteries without any day."""
        new = np.full((count, self._cells.shape[1]), self._empty)
        self._cells = np.concatenate([self._cells, new])
        self._end = np.append(self._end, np.full(count, self.days))

    def keep(self, days: int) -> None:
        """Keep so many last days from now on, if they are more than before."""
        more = days - self.days
        if more > 0:
            front = np.full((len(self._cells), more), self._empty)
            self._cells = np.concatenate([front, self._cells], axis=1)
            self._end += more
            self.days = days

    def put(self, rows: np.ndarray, values: np.ndarray) -> None:
        """Replace the days of some batteries; the last column is their last day."""
        known = values[:, -self.days :]
        self._cells[rows] = self._empty
        self._cells[rows, self.days - known.shape[1] : self.days] = known
        self._end[rows] = self.days

    def append(self, rows: np.ndarray, values: np.ndarray | bool) -> None:
        """Add a day to some batteries."""
        full = rows[self._end[rows] == self._cells.shape[1]]
        if len(full):
            self._cells[full, : self.days] = self._cells[full, -self.days :]
            self._cells[full, self.days :] = self._empty
            self._end[full] = self.days
        self._cells[rows, self._end[rows]] = values
        self._end[rows] += 1

    def last(self, rows: np.ndarray, days: int) -> np.ndarray:
        """Return ``(len(rows), days)`` last days, the newest in the last column."""
        end = self._end[rows]
        if len(end) and (end == end[0]).all():
            return self._cells[rows, end[0] - days : end[0]]
        column = end[:, None] + np.arange(-days, 0)
        return self._cells[rows[:, None], column]
