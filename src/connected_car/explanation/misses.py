"""The worst misses of a forecaster, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from connected_car.automl.primary import nrmse
from connected_car.explanation.sentences import cycles, percent
from connected_car.forecasters.levels import moments
from connected_car.forecasters.panel import Panel
from connected_car.pages.words import day

_BEFORE_DAYS = 28
_NEAR = 0.1  # of the sum
_CHANGE = 0.2  # of the use, that is worth a sentence
_STILL_DAYS = 5


@dataclass(frozen=True)
class Miss:
    """One battery on one window; sums and means are over the scored days.

    Attributes:
        battery: its id.
        first_day: of the window.
        last_day: of the window.
        days: scored days.
        forecast: sum of the forecast, cycles.
        used: sum of what came, cycles.
        still: days without any use.
        change: mean use against the 28 days before; NaN if these are not known or zero.
        error: NRMSE.
    """

    battery: str
    first_day: date
    last_day: date
    days: int
    forecast: float
    used: float
    still: int
    change: float
    error: float

    def describe(self) -> str:
        """Return two to four sentences."""
        when = f"{day(self.first_day)} to {day(self.last_day)}"
        parts = [
            f"Battery {self.battery}, {when}: {cycles(self.forecast)} cycles were forecast, "
            f"{cycles(self.used)} were used{self._distance()}."
        ]
        if abs(self.change) >= _CHANGE:
            verb = "rose" if self.change > 0 else "fell"
            parts.append(f"Its use {verb} by {percent(self.change)} against the four weeks before.")
        if self.still >= _STILL_DAYS:
            parts.append(f"It was not used on {self.still} of the {self.days} days.")
        return " ".join(parts)

    def _distance(self) -> str:
        if self.used <= 0:
            return ""
        off = self.forecast / self.used - 1
        if abs(off) < _NEAR:
            return "; the sum is near, but single days are far off"
        return f", so the forecast was {percent(off)} too {'high' if off > 0 else 'low'}"


def worst_misses(
    windows: Iterable[tuple[Panel, np.ndarray, np.ndarray]], ranges: np.ndarray, most: int = 5
) -> list[Miss]:
    """Return the misses with the highest NRMSE, the worst first, each battery once.

    Args:
        windows: past, ``(n, horizon)`` truth (NaN where not scored) and forecast of each.
        ranges: ``(n,)`` range of each battery's target.
        most: how many.
    """
    found = []
    for past, truth, point in windows:
        errors = nrmse(truth, point, ranges)
        worst = np.argsort(-np.where(np.isnan(errors), -np.inf, errors), kind="stable")[:most]
        found += [_miss(past, truth, point, row, errors) for row in worst if errors[row] > 0]
    ranked = sorted(found, key=lambda miss: -miss.error)
    once = {miss.battery: miss for miss in reversed(ranked)}
    return [miss for miss in ranked if once[miss.battery] is miss][:most]


def _miss(past: Panel, truth: np.ndarray, point: np.ndarray, row: int, errors: np.ndarray) -> Miss:
    battery = past.select(np.array([row]))
    days, scored = battery.future_days(truth.shape[1])[0], ~np.isnan(truth[row])
    used = truth[row][scored]
    _, before, _ = moments(battery.tail(_BEFORE_DAYS).y)
    change = used.mean() / before[0] - 1 if before[0] > 0 else float("nan")
    return Miss(
        battery=str(battery.ids[0]),
        first_day=days[0].item(),
        last_day=days[-1].item(),
        days=int(scored.sum()),
        forecast=float(point[row][scored].sum()),
        used=float(used.sum()),
        still=int((used == 0).sum()),
        change=float(change),
        error=float(errors[row]),
    )
