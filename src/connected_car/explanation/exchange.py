"""Histories in which one part was exchanged with others', or taken away."""

from dataclasses import replace

import numpy as np

from connected_car.explanation.groups import KNOWN, LEVEL, WEEKDAYS, Group, Parts
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.weekdays import weekday_of


def exchanged(
    parts: Parts, group: Group, rng: np.random.Generator
) -> tuple[Panel, np.ndarray] | None:
    """Return the histories with a group exchanged, and ``(n,)`` which batteries that concerns.

    Windows and level come from another battery, drawn at random. A window's days are scaled by the
    levels of both, so that the pattern alone moves. A single battery gets its own days of some
    weeks earlier. The weekday profile is turned by one to six days: exchanged between batteries
    that all rest on Sundays it would change nothing. For the same reason what is known in advance
    comes from another battery and another day. None if the group cannot be exchanged.
    """
    rows = parts.has(group)
    if group == KNOWN:
        return (_replanned(parts.history, rows, rng), rows) if rows.any() else None
    if group == WEEKDAYS:
        return (_turned(parts, rows, rng), rows) if rows.any() else None
    donors = _donors(rows, rng)
    if group == LEVEL:
        if donors is None:
            return None
        return parts.rebuilt(parts.ratio, parts.level[donors], rows), rows
    columns = group.columns(parts.ratio.shape[1])
    ratio = parts.ratio.copy()
    if donors is not None:
        ratio[:, columns] = parts.ratio[donors, columns]
    else:
        earlier = _earlier(parts.ratio, columns, rng) if rows.any() else None
        if earlier is None:
            return None
        ratio[:, columns] = earlier
    return parts.rebuilt(ratio, parts.level, rows), rows


def occluded(parts: Parts, group: Group, fleet_level: float) -> tuple[Panel, np.ndarray]:
    """Return the histories without what a group tells, and ``(n,)`` which batteries that concerns.

    The level becomes the fleet's, the weekday profile flat, and the days of a window what level and
    weekday profile let one expect. Missing days stay missing. Nothing is known in advance any more.
    """
    rows, ratio, level = parts.has(group), parts.ratio.copy(), parts.level
    if group == KNOWN:
        days = np.arange(next(iter(parts.history.known.values())).shape[1])
        past = days < ratio.shape[1]
        known = {k: np.where(past, v, np.nan) for k, v in parts.history.known.items()}
        return replace(parts.history, known=known), rows
    if group == LEVEL:
        level = np.full_like(level, fleet_level)
    elif group == WEEKDAYS:
        ratio = ratio - parts.profile + 1.0
    else:
        columns = group.columns(ratio.shape[1])
        ratio[:, columns] = np.where(np.isnan(ratio), np.nan, parts.profile)[:, columns]
    return parts.rebuilt(ratio, level, rows), rows


def _donors(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """Return ``(n,)`` another battery for each row that takes part; None if there is no other."""
    taking_part = rng.permutation(np.flatnonzero(rows))
    if len(taking_part) < 2:
        return None
    donors = np.arange(len(rows))
    donors[taking_part] = np.roll(taking_part, 1)
    return donors


def _turned(parts: Parts, rows: np.ndarray, rng: np.random.Generator) -> Panel:
    turn = rng.integers(1, 7, len(rows))
    codes = np.arange(7)[None, :] + turn[:, None]
    turned = np.take_along_axis(parts.weekdays, codes % 7, axis=1)
    days = weekday_of(parts.history.days())
    laid_out = np.take_along_axis(turned, days, axis=1)
    return parts.rebuilt(parts.ratio - parts.profile + laid_out, parts.level, rows)


def _replanned(history: Panel, rows: np.ndarray, rng: np.random.Generator) -> Panel:
    """Give the rows another battery's days to come, in random order; its own to a single one."""
    donors = _donors(rows, rng)
    taken = np.flatnonzero(rows) if donors is None else donors[rows]
    first, last = history.y.shape[1], next(iter(history.known.values())).shape[1]
    order = rng.permuted(np.tile(np.arange(first, last), (len(taken), 1)), axis=1)
    known = {name: values.copy() for name, values in history.known.items()}
    for name, values in known.items():
        values[rows, first:] = history.known[name][taken[:, None], order]
    return replace(history, known=known)


def _earlier(ratio: np.ndarray, columns: slice, rng: np.random.Generator) -> np.ndarray | None:
    """Return the days some whole weeks before a window; None if the history does not reach."""
    length = columns.stop - columns.start
    least, most = -(-length // 7), columns.start // 7
    if most < least:
        return None
    shift = 7 * int(rng.integers(least, most + 1))
    return ratio[:, columns.start - shift : columns.stop - shift]
