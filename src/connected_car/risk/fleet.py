"""A fleet's past, and what was known of it on an earlier day."""

from dataclasses import dataclass

import numpy as np

from connected_car.forecasters.panel import Panel


@dataclass(frozen=True)
class FleetHistory:
    """All batteries aligned at one last day; each matrix is ``(n, t)`` with a column a day.

    Attributes:
        panel: cycles a day, filled days included.
        observed: whether the day has a reading of its own.
        counter: cycles used up to the end of the day; NaN where unknown.
        rating: rated cycles; NaN where unknown.
    """

    panel: Panel
    observed: np.ndarray
    counter: np.ndarray
    rating: np.ndarray

    def sample(self, size: int, seed: int) -> "FleetHistory":
        """Return a random sample of the batteries, in their order; all of them if they are few."""
        n = len(self.panel.ids)
        if n <= size:
            return self
        rows = np.sort(np.random.default_rng(seed).choice(n, size, replace=False))
        parts = (self.observed, self.counter, self.rating)
        return FleetHistory(self.panel.select(rows), *(part[rows] for part in parts))

    def running_counter(self) -> np.ndarray:
        """Return the highest counter up to each day; -inf before the first one."""
        return np.maximum.accumulate(np.where(np.isnan(self.counter), -np.inf, self.counter), 1)

    def known_at(self, back: int) -> "KnownFleet":
        """Return what was known ``back`` days before the last day.

        A day that was filled between two readings is known only once the later one is there.
        """
        end = self.observed.shape[1] - back
        seen = self.observed[:, :end]
        rows = np.flatnonzero(seen.any(axis=1))
        silent = np.argmax(seen[rows, ::-1], axis=1)
        column = np.arange(end)[None, :] - silent[:, None]
        y = np.take_along_axis(self.panel.y[rows, :end], np.maximum(column, 0), axis=1)
        last_day = self.panel.last_day[rows] - (back + silent).astype("timedelta64[D]")
        y = np.where(column >= 0, y, np.nan)
        return KnownFleet(Panel(self.panel.ids[rows], last_day, y), rows, end - 1 - silent, silent)


@dataclass(frozen=True)
class KnownFleet:
    """The batteries with a reading, each aligned at its own last one, as they are scored.

    Attributes:
        panel: their days.
        rows: ``(n,)`` their rows in the fleet.
        last: ``(n,)`` the column of the last reading in the fleet's matrices.
        silent: ``(n,)`` days since then.
    """

    panel: Panel
    rows: np.ndarray
    last: np.ndarray
    silent: np.ndarray

    def select(self, rows: np.ndarray | slice) -> "KnownFleet":
        """Return some of the batteries."""
        parts = (self.rows[rows], self.last[rows], self.silent[rows])
        return KnownFleet(self.panel.select(rows), *parts)
