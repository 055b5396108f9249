"""A fleet's past, and what was known of it on an earlier day."""

from dataclasses import dataclass, replace

import numpy as np

from connected_car.forecasters.panel import Panel


@dataclass(frozen=True)
class FleetHistory:
    """All batteries aligned at one last day; each matrix is ``(n, t)`` with a column a day.

    Attributes:
        panel: cycles a day, filled days included, and which days have a reading of their own.
        is_log: ``(n,)`` whether it is a charging log, where a reading pays for days before it.
        counter: cycles used up to the end of the day, as read; NaN where unknown.
        rating: rated cycles; NaN where unknown.
    """

    panel: Panel
    is_log: np.ndarray
    counter: np.ndarray
    rating: np.ndarray

    @property
    def read(self) -> np.ndarray:
        """Whether the day has a reading of its own."""
        assert self.panel.read is not None
        return self.panel.read

    def running_counter(self) -> np.ndarray:
        """Return the highest counter up to each day; -inf before the first one."""
        return np.maximum.accumulate(np.where(np.isnan(self.counter), -np.inf, self.counter), 1)

    def newest_reading(self) -> np.ndarray:
        """Return ``(n,)`` the column of each battery's last reading; the last one without any."""
        return self.read.shape[1] - 1 - np.argmax(self.read[:, ::-1], axis=1)

    def known_at(self, back: int) -> "KnownFleet":
        """Return what was known ``back`` days before the last day.

        A day that was filled between two readings is known only once the later one is there.
        """
        end = self.read.shape[1] - back
        seen = self.read[:, :end]
        rows = np.flatnonzero(seen.any(axis=1))
        silent = np.argmax(seen[rows, ::-1], axis=1)
        past = self.panel.before(back).select(rows)
        panel = replace(
            past,
            last_day=past.last_day - silent.astype("timedelta64[D]"),
            y=_shifted(past.y, silent),
            known={name: _shifted(values, silent) for name, values in past.known.items()},
            read=_shifted(seen[rows], silent) == 1,
        )
        return KnownFleet(panel, rows, end - 1 - silent, silent)


def _shifted(values: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the rows moved to the right by so many columns each; NaN comes in."""
    column = np.arange(values.shape[1])[None, :] - days[:, None]
    moved = np.take_along_axis(values, np.maximum(column, 0), axis=1)
    return np.where(column >= 0, moved, np.nan)


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
