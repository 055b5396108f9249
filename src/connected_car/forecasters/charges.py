"""Daily use behind a charging log, where a reading pays for all days since the one before."""

import numpy as np


def spread_charges(y: np.ndarray, unread: np.ndarray) -> np.ndarray:
    """Return the daily use: each charge spread evenly over the days that it pays for.

    A log's lumps say when it was charged; from one charge to another, their sum is exactly what was
    used. Days that no reading has paid for yet are unknown, not zero.

    Args:
        y: ``(n, t)`` cycles as stored: a charge on its day, 0 on days without a reading.
        unread: ``(n, t)`` the days without a reading that the next one pays for.

    Returns:
        ``(n, t)``; NaN on unread days without a later reading, or with an unknown day before it.
        Rows without unread days are as they were.
    """
    rows = np.flatnonzero(unread.any(axis=1))
    if not len(rows):
        return y
    known, width = ~np.isnan(y[rows]), y.shape[1]
    column = np.arange(width, dtype=np.int32)[None, :]
    pays = known & ~unread[rows]
    payer = np.where(pays, column, width).astype(np.int32)
    payer = np.minimum.accumulate(payer[:, ::-1], axis=1)[:, ::-1]
    before = np.where(pays | ~known, column, np.int32(-1))
    before = np.maximum.accumulate(before, axis=1)
    before = np.pad(before[:, :-1], ((0, 0), (1, 0)), constant_values=-1)
    paid_by = np.minimum(payer, width - 1)
    first = np.take_along_axis(before, paid_by, axis=1) + 1
    charge = np.take_along_axis(y[rows], paid_by, axis=1) / (paid_by - first + 1)
    spread = y.copy()
    spread[rows] = np.where(known & (payer < width) & (first <= column), charge, np.nan)
    return spread
