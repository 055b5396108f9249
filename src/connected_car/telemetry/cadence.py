"""How often a battery reports, by period, found from its timestamps alone.

A day belongs to one cadence. The cadence at a reading is the commonest distance between readings
around it; where it changes, the finer cadence ends with the last day, or begins with the first
one, that has a reading off the coarser grid. A day on the border that has no such reading counts
as coarse, because the finer grid would make up a part of it.
"""

import numpy as np

from connected_car.telemetry.runs import run_bounds, run_starts, window_sums

HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR
CADENCES = np.array([1, 2, 3, 4, 6, 8, 12, 24])  # hours
_EDGES = np.sqrt(CADENCES[:-1] * CADENCES[1:])
_SHORTEST, LONGEST = 0.5, 24 * 1.4  # hours; what is shorter or longer says nothing
_HALF_WINDOW = 8  # distances on either side
_SHORT_PERIOD = 10  # readings; a coarser period as short as that inside a finer one is a gap
_BORDER = 14  # readings looked at on either side of a border
NEAR_MIDNIGHT = 30 * 60_000_000  # microseconds


def cadence_at_readings(code: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Return the cadence around each reading, in hours.

    Args:
        code: number of the battery, sorted.
        time: microseconds since 1970, ascending within a battery.
    """
    n = len(code)
    first, behind = run_bounds(run_starts(code), n)
    index = np.arange(n)
    low = np.maximum(index - _HALF_WINDOW, first)
    high = np.minimum(index + _HALF_WINDOW, behind - 1)
    votes = _votes(code, time)
    best, best_count = np.full(n, len(CADENCES) - 1), np.zeros(n, dtype=np.int64)
    for candidate in np.unique(votes[votes >= 0]).tolist():
        count = window_sums((votes == candidate).astype(np.int64), low, high)
        better = count > best_count
        best[better], best_count[better] = candidate, count[better]
    return _without_short_periods(code, CADENCES[best])


def _votes(code: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Return, by distance to the next reading, the number of the nearest cadence, or -1."""
    hours = np.diff(time) / HOUR
    votes = np.searchsorted(_EDGES, hours)
    says_nothing = (hours < _SHORTEST) | (hours > LONGEST) | (code[1:] != code[:-1])
    return np.where(says_nothing, -1, votes)


def _without_short_periods(code: np.ndarray, step: np.ndarray) -> np.ndarray:
    starts = run_starts(code, step)
    lengths = np.diff(np.append(starts, len(step)))
    steps, owner = step[starts], code[starts]
    inner = np.zeros(len(starts), dtype=bool)
    inner[1:-1] = (
        (steps[:-2] == steps[2:])
        & (owner[:-2] == owner[2:])
        & (steps[1:-1] > steps[:-2])
        & (lengths[1:-1] < _SHORT_PERIOD)
    )
    steps = np.where(inner, np.roll(steps, 1), steps)
    return np.repeat(steps, lengths)


def settle_midnight(
    code: np.ndarray, time: np.ndarray, step: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Put readings that scatter around midnight onto it.

    A battery whose readings fall now on one side of midnight, now on the other, means midnight:
    23:58 belongs to the day that begins then. A battery that always reports at 23:50, or that
    drifts across midnight once, stays on its own day.

    Returns:
        Times, and by reading whether its battery scatters around midnight.
    """
    n_batteries = int(code.max()) + 1
    finest = np.full(n_batteries, 24)
    np.minimum.at(finest, code, step)
    near = np.minimum(NEAR_MIDNIGHT, finest * HOUR // 4)[code]
    since = time % DAY
    before, after = since >= DAY - near, since < near
    scatters = _changes_sides(code[before | after], before[before | after], n_batteries)[code]
    return np.where(scatters & before, time - since + DAY, time), scatters


def _changes_sides(code: np.ndarray, before: np.ndarray, n_batteries: int) -> np.ndarray:
    """Return, by battery, whether its readings near midnight change sides often."""
    n_before = np.bincount(code[before], minlength=n_batteries)
    n_after = np.bincount(code[~before], minlength=n_batteries)
    changed = (code[1:] == code[:-1]) & (before[1:] != before[:-1])
    n_changes = np.bincount(code[1:][changed], minlength=n_batteries)
    return scatters_around_midnight(n_before, n_after, n_changes)


def scatters_around_midnight(
    n_before: np.ndarray, n_after: np.ndarray, n_changes: np.ndarray
) -> np.ndarray:
    """Return whether a battery means midnight when it reports near it.

    Args:
        n_before: its readings shortly before midnight.
        n_after: those shortly after.
        n_changes: how often one of them followed one of the others.
    """
    fewer = np.minimum(n_before, n_after)
    return (fewer > 1) & (n_changes >= 0.6 * fewer)


def periods(code: np.ndarray, time: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return the cadence of each reading's period, borders exact to the day.

    Args:
        code: number of the battery, sorted.
        time: settled times, ascending within a battery.
        step: cadence around each reading, hours.
    """
    starts = run_starts(code, step)
    is_border = np.zeros(len(starts), dtype=bool)
    is_border[1:] = code[starts[1:]] == code[starts[:-1]]
    if not is_border.any():
        return step
    moved = starts.copy()
    moved[is_border] = _exact_borders(code, time, step, starts, np.flatnonzero(is_border))
    lengths = np.diff(np.append(np.maximum.accumulate(moved), len(step)))
    return _one_a_day(code, time, np.repeat(step[starts], lengths))


def _one_a_day(code: np.ndarray, time: np.ndarray, step: np.ndarray) -> np.ndarray:
    starts = run_starts(code, time // DAY)
    return np.repeat(step[starts], np.diff(np.append(starts, len(step))))


def _exact_borders(
    code: np.ndarray, time: np.ndarray, step: np.ndarray, starts: np.ndarray, which: np.ndarray
) -> np.ndarray:
    border = starts[which]
    low, high = starts[which - 1], np.append(starts[1:], len(step))[which]
    earlier, later = step[border - 1], step[border]
    fine, coarse = np.minimum(earlier, later), np.maximum(earlier, later)
    becomes_coarse = later > earlier
    on_grid = np.where(
        becomes_coarse, np.minimum(border + 5, high - 1), np.maximum(border - 6, low)
    )
    index = border[:, None] + np.arange(-_BORDER, _BORDER)
    inside = (index >= low[:, None]) & (index < high[:, None])
    index = np.clip(index, 0, len(time) - 1)
    off = inside & _is_off(time[index] - time[on_grid][:, None], fine, coarse)
    proof = np.where(
        becomes_coarse, 2 * _BORDER - 1 - np.argmax(off[:, ::-1], axis=1), np.argmax(off, axis=1)
    )
    day = time[index[np.arange(len(border)), proof]] // DAY
    wanted = np.where(becomes_coarse, day + 1, day)
    found = _first_reading_from(code, time, code[border], wanted)
    return np.where(off.any(axis=1), np.clip(found, low, high), border)


def _is_off(distance: np.ndarray, fine: np.ndarray, coarse: np.ndarray) -> np.ndarray:
    whole, part = (coarse * HOUR)[:, None], (fine * HOUR * 2 // 5)[:, None]
    rest = distance % whole
    return np.minimum(rest, whole - rest) > part


def _first_reading_from(
    code: np.ndarray, time: np.ndarray, battery: np.ndarray, day: np.ndarray
) -> np.ndarray:
    days = time // DAY
    least = min(int(days.min()), int(day.min()))
    width = max(int(days.max()), int(day.max())) - least + 1
    keys = code.astype(np.int64) * width + days - least
    return np.searchsorted(keys, battery.astype(np.int64) * width + day - least, side="left")
