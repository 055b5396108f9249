"""Second readings of the same moment: the first in file order stays."""

import numpy as np

from connected_car.telemetry.partition import Partition
from connected_car.telemetry.schema import NUMBER_COLUMNS

SAME_ROW = "duplicate row"
SAME_TIME = "duplicate timestamp with other values"


def by_battery_and_time(readings: Partition, rows: np.ndarray) -> np.ndarray:
    """Return rows sorted by battery and time, and by file order where both are equal."""
    time, code = readings.time[rows], readings.code[rows]
    if len(rows) == 0:
        return rows
    since = time - time.min()
    width = int(since.max()) + 1
    if width * (int(code.max()) + 1) < 2**62:
        order = np.argsort(code * width + since, kind="stable")
    else:
        order = np.lexsort((time, code))
    ordered = rows[order]
    tied = _follows_same_time(readings, ordered)
    return _file_order_in_ties(readings, ordered, tied) if tied.any() else ordered


def _follows_same_time(readings: Partition, ordered: np.ndarray) -> np.ndarray:
    time, code = readings.time[ordered], readings.code[ordered]
    tied = np.zeros(len(ordered), dtype=bool)
    tied[1:] = (time[1:] == time[:-1]) & (code[1:] == code[:-1])
    return tied


def _file_order_in_ties(readings: Partition, ordered: np.ndarray, tied: np.ndarray) -> np.ndarray:
    involved = tied.copy()
    involved[:-1] |= tied[1:]
    group = np.cumsum(~tied)[involved]
    rows = ordered[involved]
    order = np.lexsort((readings.row[rows], readings.block[rows], readings.file[rows], group))
    ordered = ordered.copy()
    ordered[involved] = rows[order]
    return ordered


def find_duplicates(readings: Partition, ordered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find readings whose battery and timestamp stand already in an earlier one.

    Returns:
        Two booleans per element of ``ordered``: has the same timestamp as one before it, and has
        the same values too.
    """
    again = _follows_same_time(readings, ordered)
    equal = again.copy()
    if again.any():
        firsts = np.maximum.accumulate(np.where(again, 0, np.arange(len(ordered))))
        first, second = ordered[firsts[again]], ordered[again]
        same = np.ones(len(second), dtype=bool)
        for name in NUMBER_COLUMNS:
            same &= readings.numbers[name][first] == readings.numbers[name][second]
        equal[again] = same
    return again, equal
