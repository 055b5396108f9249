"""Which batteries are explained one by one."""

import numpy as np

from connected_car.explanation.groups import Parts
from connected_car.forecasters.levels import SHORT_DAYS, moments
from connected_car.forecasters.panel import Panel

_PACE_DAYS = 91

URGENT = "The one that reaches its rating first"
PASSED = "The one furthest past its rating"
TYPICAL = "A typical one: half of the forecasts were better"
WORST = "The one that was forecast worst"
ONLY = "The only battery"
SHORT = "The one with the shortest history"


def select_batteries(
    history: Panel, errors: np.ndarray, cycles_left: np.ndarray
) -> list[tuple[int, str]]:
    """Return up to four rows of the fleet, each once, and why each is shown.

    Args:
        history: the fleet.
        errors: ``(n,)`` error of each battery on the hold-out; NaN where not scored.
        cycles_left: ``(n,)`` rated minus used cycles; NaN where not known.
    """
    if len(history.ids) == 1:
        return [(0, ONLY)]
    candidates = [_urgent(history, cycles_left), *_by_error(errors), _short(history)]
    shown: dict[int, str] = {}
    for candidate in candidates:
        if candidate is not None:
            shown.setdefault(*candidate)
    if not shown and len(history.ids):
        shown[0] = "The first one"
    return list(shown.items())


def _urgent(history: Panel, cycles_left: np.ndarray) -> tuple[int, str] | None:
    _, pace, _ = moments(history.tail(_PACE_DAYS).y)
    ahead = np.where(
        (cycles_left > 0) & (pace > 0), cycles_left / np.where(pace > 0, pace, 1), np.inf
    )
    if np.isfinite(ahead).any():
        return int(np.argmin(ahead)), URGENT
    if (cycles_left <= 0).any():
        return int(np.nanargmin(cycles_left)), PASSED
    return None


def _by_error(errors: np.ndarray) -> list[tuple[int, str]]:
    ranked = np.argsort(errors, kind="stable")[: np.isfinite(errors).sum()]
    if not len(ranked):
        return []
    return [(int(ranked[(len(ranked) - 1) // 2]), TYPICAL), (int(ranked[-1]), WORST)]


def _short(history: Panel) -> tuple[int, str] | None:
    known = history.known_days()
    short = (known > 0) & (known < SHORT_DAYS) & ~np.isnan(Parts.of(history).level)
    return (int(np.argmin(np.where(short, known, np.inf))), SHORT) if short.any() else None
