"""What goes wrong with single readings, and how often.

A reading has at most one kind of dirt, so that counts add up. Duplicates, clock jumps, future dates
and bad battery ids are rows *added* to a good reading; unparsable, negative and impossible
values *replace* it. Added rows come after their good reading and before the battery's last one.
"""

import numpy as np

from connected_car.pipelines.simulation.blocks import pick
from connected_car.pipelines.simulation.options import DirtShares
from connected_car.pipelines.simulation.wear import to_cycles

ROW_KINDS = (
    "exact_duplicates",
    "conflicting_duplicates",
    "unparsable",
    "negative",
    "impossible",
    "clock_jumps",
    "future_dates",
    "empty_ids",
    "hostile_ids",
)
CLEAN = len(ROW_KINDS)
KIND = {name: code for code, name in enumerate(ROW_KINDS)}
DUPLICATES = ("exact_duplicates", "conflicting_duplicates")
REPLACING = ("unparsable", "negative", "impossible")
_IS_ADDED = np.array([name not in REPLACING for name in ROW_KINDS] + [False])

_TEN_YEARS = 3_652  # days
_YEAR_2090 = 43_830  # days since 1970-01-01
_FARTHEST = 20  # rows between a reading and the row that was added because of it

Columns = dict[str, np.ndarray]


def assign_kinds(shares: DirtShares, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give each reading at most one kind of dirt.

    Args:
        shares: share of readings by kind.
        uniform: two uniform numbers a reading, shape (2, readings).

    Returns:
        Index into ``ROW_KINDS`` (or ``CLEAN``), and a uniform number for the choices to come.
    """
    limits = np.cumsum([getattr(shares, name) for name in ROW_KINDS])
    return np.searchsorted(limits, uniform[0], side="right"), uniform[1]


def reset_days(n_days: int, n: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the day on which a battery's counter starts anew from 0, -1 for most of them."""
    chosen = (rng.permutation(n) + 0.5) / n < share
    day = rng.integers(int(0.2 * n_days), int(0.9 * n_days) + 1, n)
    return np.where(chosen & (day > 0), day, -1)


def add_rows(columns: Columns) -> Columns:
    """Add the rows that come beside good readings, as yet equal to them.

    Args:
        columns: one array a column, among them ``battery``, ``kind`` and ``detail``.

    Returns:
        The columns with the added rows in their places; a good reading's ``kind`` is ``CLEAN``.
    """
    kind, battery = columns["kind"], columns["battery"]
    source = np.flatnonzero(_IS_ADDED[kind])
    last_of_battery = np.searchsorted(battery, battery[source], side="right") - 1
    lag, rest = pick(columns["detail"][source], _FARTHEST)
    place = np.minimum(source + lag, last_of_battery - 1) + 1

    def with_added(values: np.ndarray, added: np.ndarray) -> np.ndarray:
        return np.insert(values, place, added)

    everything = {name: with_added(values, values[source]) for name, values in columns.items()}
    everything["kind"] = with_added(np.where(_IS_ADDED[kind], CLEAN, kind), kind[source])
    everything["detail"] = with_added(columns["detail"], rest)
    return everything


def spoil_numbers(columns: Columns) -> None:
    """Spoil values and days of the rows that ``kind`` names, in place."""
    for name, spoil in _SPOILERS.items():
        rows = np.flatnonzero(columns["kind"] == KIND[name])
        spoil(columns, rows, columns["detail"][rows])


def _conflict(columns: Columns, rows: np.ndarray, rest: np.ndarray) -> None:
    minutes = np.round(columns["minutes"][rows] * (0.5 + rest) + 1, 4)
    columns["minutes"][rows] = minutes
    columns["cycles"][rows] = to_cycles(minutes)
    columns["trips"][rows] += 1


def _negative(columns: Columns, rows: np.ndarray, rest: np.ndarray) -> None:
    cell, _ = pick(rest, 3)
    for choice, name in enumerate(("trips", "minutes", "cycles")):
        chosen = rows[cell == choice]
        columns[name][chosen] = -columns[name][chosen] - 1


def _impossible(columns: Columns, rows: np.ndarray, rest: np.ndarray) -> None:
    cell, rest = pick(rest, 2)
    for choice, (name, least, most) in enumerate((("minutes", 1_441, 9_999), ("cycles", 5.01, 99))):
        chosen = cell == choice
        columns[name][rows[chosen]] = np.round(least + rest[chosen] * (most - least), 4)


def _clock_jump(columns: Columns, rows: np.ndarray, rest: np.ndarray) -> None:
    to_epoch, _ = pick(rest, 2)
    day = columns["day"][rows]
    early = columns["epoch_day"][rows] - _TEN_YEARS
    columns["epoch_day"][rows] = np.where(to_epoch == 1, day, early)


def _future(columns: Columns, rows: np.ndarray, rest: np.ndarray) -> None:
    columns["epoch_day"][rows] = _YEAR_2090 + columns["day"][rows]


_SPOILERS = {
    "conflicting_duplicates": _conflict,
    "negative": _negative,
    "impossible": _impossible,
    "clock_jumps": _clock_jump,
    "future_dates": _future,
}
