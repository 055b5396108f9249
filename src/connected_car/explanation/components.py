"""A forecast taken apart into level, weekday profile and course, whatever made it."""

from dataclasses import dataclass

import numpy as np

from connected_car.explanation.groups import Parts, weekday_means
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.weekdays import weekday_of


@dataclass(frozen=True)
class Components:
    """One battery's forecast taken apart.

    Attributes:
        level: mean of the forecast, cycles a day.
        weekdays: ``(7,)`` mean of each weekday / level, from Monday; NaN for one not forecast.
        own_weekdays: ``(7,)`` the same of its last year; 1 where nothing is known.
        course: ``(weeks,)`` mean of each whole week of the forecast / level.
    """

    level: float
    weekdays: np.ndarray
    own_weekdays: np.ndarray
    course: np.ndarray


def components(history: Panel, point: np.ndarray) -> list[Components]:
    """Return the components of each battery's forecast ``(n, horizon)``."""
    level = point.mean(axis=1)
    ratio = point / np.where(level > 0, level, np.nan)[:, None]
    weekdays = weekday_means(ratio, weekday_of(history.future_days(point.shape[1])))
    weeks = point.shape[1] // 7
    course = ratio[:, : 7 * weeks].reshape(len(ratio), weeks, 7).mean(axis=2)
    own = Parts.of(history).weekdays
    rows = zip(level, weekdays, own, course, strict=True)
    return [Components(float(mean), *rest) for mean, *rest in rows]
