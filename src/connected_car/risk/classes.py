"""The four classes of risk."""

import numpy as np

from connected_car.errors import UserError
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import Level, RiskPolicy

_FROM_WATCH = ("watch", "alert", "overdue")
_FROM_ALERT = ("alert", "overdue")


def classify(
    probability: np.ndarray,
    remaining: np.ndarray,
    previous: np.ndarray,
    watch: Level,
    alert: Level,
) -> np.ndarray:
    """Return ``(n,)`` of ``overdue``, ``alert``, ``watch``, ``ok``.

    A battery of which nothing can be said is watched: it must not look healthy.

    Args:
        probability: ``(n,)`` failure probability, NaN where unknown.
        remaining: ``(n,)`` cycles from the counter to the rating, NaN where unknown.
        previous: ``(n,)`` class before, None where there was none; a battery leaves a class only
            below the level's ``off``.
        watch: where a battery is looked at.
        alert: where its owner is told.
    """
    conditions = [
        remaining <= 0,
        np.isnan(remaining) | np.isnan(probability),
        _reaches(probability, np.isin(previous, _FROM_ALERT), alert),
        _reaches(probability, np.isin(previous, _FROM_WATCH), watch),
    ]
    return np.select(conditions, ["overdue", "watch", "alert", "watch"], "ok").astype(object)


def _reaches(probability: np.ndarray, is_in: np.ndarray, level: Level) -> np.ndarray:
    return (probability >= level.on) | (is_in & (probability >= level.off))


def chosen_levels(policy: RiskPolicy, options: RiskOptions) -> tuple[Level, Level]:
    """Return the levels of watch and alert: the policy's own, or those that the user set.

    A level that is set keeps the policy's proportion of ``off`` to ``on``.

    Raises:
        UserError: a battery would be an alert before it is watched.
    """
    watch = _override(policy.watch, options.watch_above)
    alert = _override(policy.alert, options.alert_above)
    if watch.on > alert.on:
        raise UserError(
            f"a battery would be an alert from {alert.on:g} on but watched only from {watch.on:g} "
            "on: set both batch_scoring.watch_above and batch_scoring.alert_above"
        )
    return watch, alert


def _override(level: Level, on: float | None) -> Level:
    return level if on is None else Level(on, on * level.off / level.on if level.on else 0.0)
