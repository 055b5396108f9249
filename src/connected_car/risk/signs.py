"""Signs that a battery's records are out of order: its rhythm, its counter, its rating.

Matrices are ``(n, t)``, one row a battery, the last column its last day.
"""

import numpy as np

SIGN_DAYS = 90  # a counter or a rating that changed longer ago is no news
_TOLERANCE = 1.0  # cycles; smaller steps of a counter are rounding and time of day
_SHARE_OF_GAPS = 0.95


def usual_gaps(read: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the least gap, in days, that 95 of 100 gaps between readings do not exceed.

    1 where there are no two readings. Gaps of one day, nearly all of them in most fleets, are only
    counted; the others lie between the runs of days with a reading.

    Args:
        read: whether the day has a reading.
    """
    edge = np.zeros((len(read), 1), dtype=bool)
    row, first = np.nonzero(read & ~np.hstack([edge, read[:, :-1]]))
    _, last = np.nonzero(read & ~np.hstack([read[:, 1:], edge]))
    same = row[1:] == row[:-1]
    owner, gap = row[1:][same], (first[1:] - last[:-1])[same]
    count = np.maximum(np.count_nonzero(read, axis=1) - 1, 0)
    order = np.lexsort((-gap, owner))
    owner, gap = owner[order], gap[order]
    longer = np.bincount(owner, minlength=len(read))
    above = count - np.ceil(_SHARE_OF_GAPS * count - 1e-9).astype(int)  # gaps that may exceed it
    place = np.cumsum(longer) - longer + above
    inside = above < longer
    usual = np.ones(len(read), dtype=int)
    usual[inside] = gap[place[inside]]
    return usual


def counter_jumps(counter: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the last step of the counter that the use does not explain, and how far back it is.

    From one known day to the next the counter may rise by that day's use and, for each absent day
    between, by the battery's highest daily use; it may not fall.

    Args:
        counter: the lifetime counter of the last days, NaN where absent.
        y: cycles a day, at least as wide.

    Returns:
        ``(n,)`` cycles too many (negative: fell by so many), NaN without such a step; ``(n,)`` days
        back, NaN likewise.
    """
    width = counter.shape[1]
    place = np.where(np.isnan(counter), -1, np.arange(width))
    before = np.maximum.accumulate(place, axis=1)[:, :-1]
    known = (before >= 0) & ~np.isnan(counter[:, 1:])
    rise = counter[:, 1:] - np.take_along_axis(counter, np.maximum(before, 0), axis=1)
    absent = np.arange(width - 1) - before
    highest = np.fmax.reduce(y, axis=1, initial=0.0)[:, None]
    used = np.nan_to_num(y[:, y.shape[1] - width + 1 :])
    excess = np.where(rise < 0, rise, np.maximum(rise - used - absent * highest, 0.0))
    return _last(np.where(known & (np.abs(excess) > _TOLERANCE), excess, np.nan))


def rating_changes(rating: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the last rating that differs from the present one, and how many days back it is.

    Args:
        rating: rated cycles of the last days, NaN where absent.

    Returns:
        ``(n,)`` cycles and ``(n,)`` days back, both NaN where the rating did not change.
    """
    return _last(np.where(np.abs(rating - rating[:, -1:]) > 1e-6, rating, np.nan))


def _last(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the last number of each row and how many columns before the end it stands."""
    known = ~np.isnan(values)
    back = np.argmax(known[:, ::-1], axis=1)
    found = np.take_along_axis(values, values.shape[1] - 1 - back[:, None], axis=1)[:, 0]
    return found, np.where(known.any(axis=1), back, np.nan)
