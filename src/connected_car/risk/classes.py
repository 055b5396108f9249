"""The four classes of risk."""

import numpy as np


def classify(
    probability: np.ndarray, remaining: np.ndarray, watch_above: float, alert_above: float
) -> np.ndarray:
    """Return ``(n,)`` of ``overdue``, ``alert``, ``watch``, ``ok``.

    A battery of which nothing can be said is watched: it must not look healthy.

    Args:
        probability: ``(n,)`` failure probability, NaN where unknown.
        remaining: ``(n,)`` cycles from the counter to the rating, NaN where unknown.
        watch_above: probability from which a battery is watched.
        alert_above: probability from which it is an alert.
    """
    conditions = [
        remaining <= 0,
        np.isnan(remaining) | np.isnan(probability),
        probability >= alert_above,
        probability >= watch_above,
    ]
    return np.select(conditions, ["overdue", "watch", "alert", "watch"], "ok").astype(object)
