"""The days of the batteries that report as usual, kept between batches.

A cache that can always be made again from the tables. It holds batteries that were read once a day
all along, and nothing odd about them: for these, one more reading in the usual rhythm changes
nothing about the days before (``telemetry.steady`` says why), so that they are not cleaned anew.
"""

from collections.abc import Iterable

import numpy as np

from connected_car.forecasters.panel import Panel
from connected_car.pipelines.streaming_scoring.recent import RecentDays
from connected_car.risk.states import RECENT_DAYS, DayMatrices, sign_width
from connected_car.telemetry.steady import FACTS, Facts, lifetime

_GROW_DAYS = 128


class HotFleet:
    """What is remembered of each usual battery.

    Attributes:
        facts: by name of ``FACTS``, one value a row.
        usual: by row, whether the battery is still usual.
    """

    def __init__(self, history_days: int, capacity: int) -> None:
        self._history_days = history_days
        self._capacity = capacity
        self._place: dict[str, int] = {}
        self._ids = np.empty(0, dtype=object)
        self.facts = {name: np.zeros(0, dtype=kind) for name, kind in FACTS.items()}
        self.usual = np.zeros(0, dtype=bool)
        short = min(_GROW_DAYS, history_days)
        signs = sign_width(history_days)
        self._cycles, self._read = RecentDays(short, np.nan), RecentDays(short, False)
        self._counter, self._rating = RecentDays(signs, np.nan), RecentDays(signs, np.nan)
        self._own = RecentDays(RECENT_DAYS, False)

    def rows(self, ids: Iterable[str]) -> np.ndarray:
        """Return the row of each battery; -1 where it is unknown or not usual."""
        rows = np.fromiter((self._place.get(battery, -1) for battery in ids), dtype=np.int64)
        known = rows >= 0
        rows[known] = np.where(self.usual[rows[known]], rows[known], -1)
        return rows

    def facts_of(self, rows: np.ndarray) -> Facts:
        """Return the facts of some batteries."""
        return {name: values[rows] for name, values in self.facts.items()}

    def forget(self, ids: Iterable[str]) -> None:
        """Take batteries for unusual from now on."""
        rows = self.rows(ids)
        self.usual[rows[rows >= 0]] = False

    def remember(self, days: DayMatrices, facts: Facts) -> None:
        """Take in usual batteries as a whole, as far as there is room.

        Args:
            days: their days.
            facts: by name of ``FACTS``, one value a battery.
        """
        fits = self._make_room(days.panel.ids)
        rows = np.array([self._place[battery] for battery in days.panel.ids[fits]], dtype=np.int64)
        for name, values in facts.items():
            self.facts[name][rows] = values[fits]
        self.usual[rows] = True
        self._keep(int(days.span[fits].max(initial=0)))
        self._cycles.put(rows, days.panel.y[fits])
        self._read.put(rows, days.read[fits])
        self._counter.put(rows, days.counter[fits])
        self._rating.put(rows, days.rating[fits])
        self._own.put(rows, days.own[fits])

    def go_on(self, rows: np.ndarray, after: Facts, numbers: dict[str, np.ndarray]) -> None:
        """Add the day of a reading in the usual rhythm.

        Args:
            rows: of the batteries.
            after: their facts after it, see ``telemetry.steady``.
            numbers: the reading's number columns.
        """
        if not len(rows):
            return
        for name, values in after.items():
            self.facts[name][rows] = values
        self._keep(int((after["last_day"] - after["first_day"]).max()) + 1)
        self._cycles.append(rows, numbers["Daily_Cycles_Used"])
        self._counter.append(rows, lifetime(after))
        self._rating.append(rows, numbers["Battery_Rated_Cycles"])
        self._read.append(rows, True)
        self._own.append(rows, True)

    def matrices(self, rows: np.ndarray) -> DayMatrices:
        """Return the days of some batteries, as ``risk.states.day_matrices`` gives them."""
        y = np.full((len(rows), self._history_days), np.nan)
        y[:, -self._cycles.days :] = self._cycles.last(rows, self._cycles.days)
        last = self.facts["last_day"][rows]
        panel = Panel(self._ids[rows], last.astype("datetime64[D]"), y)
        signs = sign_width(self._history_days)
        return DayMatrices(
            panel,
            read=self._read.last(rows, self._read.days),
            unpaid=None,
            counter=self._counter.last(rows, signs),
            rating=self._rating.last(rows, signs),
            span=last - self.facts["first_day"][rows] + 1,
            own=self._own.last(rows, RECENT_DAYS),
        )

    def _keep(self, days: int) -> None:
        if days > self._cycles.days:
            more = min(self._history_days, -(-days // _GROW_DAYS) * _GROW_DAYS)
            self._cycles.keep(more)
            self._read.keep(more)

    def _make_room(self, ids: np.ndarray) -> np.ndarray:
        """Give new batteries a row while there is room; return which have one."""
        new = [battery for battery in ids if battery not in self._place]
        new = new[: max(0, self._capacity - len(self._place))]
        start = len(self._place)
        self._place |= {battery: start + number for number, battery in enumerate(new)}
        self._ids = np.append(self._ids, np.array(new, dtype=object))
        self.usual = np.append(self.usual, np.zeros(len(new), dtype=bool))
        for name, kind in FACTS.items():
            self.facts[name] = np.append(self.facts[name], np.zeros(len(new), dtype=kind))
        for matrix in (self._cycles, self._read, self._counter, self._rating, self._own):
            matrix.add_rows(len(new))
        return np.array([battery in self._place for battery in ids], dtype=bool)
