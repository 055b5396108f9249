"""Rolling-origin folds: what was known at a past cutoff, and what came after it."""

from dataclasses import dataclass

import numpy as np

from connected_car.errors import UserError
from connected_car.forecasters.panel import Panel

_MIN_HISTORY = 28  # days before the first cutoff


@dataclass(frozen=True)
class History:
    """The fleet's days, all batteries aligned at one last day.

    Attributes:
        panel: what forecasters may learn from, with interpolated days.
        observed: ``(n, t)`` the days that were really read; NaN elsewhere. Only these are scored.
    """

    panel: Panel
    observed: np.ndarray

    def ranges(self) -> np.ndarray:
        """Return ``(n,)`` max - min of each battery's observed days; 0 where there are none."""
        known = ~np.isnan(self.observed)
        high = np.where(known, self.observed, -np.inf).max(axis=1, initial=-np.inf)
        low = np.where(known, self.observed, np.inf).min(axis=1, initial=np.inf)
        return np.where(known.any(axis=1), high - low, 0.0)


@dataclass(frozen=True)
class Fold:
    """One cutoff.

    Attributes:
        past: the panel up to the cutoff.
        truth: ``(n, horizon)`` observed days after it; NaN for a day that is not scored, and for
            batteries without any day before the cutoff.
    """

    past: Panel
    truth: np.ndarray


def rolling_origin(history: History, horizon: int, n_folds: int) -> list[Fold]:
    """Return the last ``n_folds`` windows of ``horizon`` days, oldest first, without overlap."""
    return [make_fold(history, horizon, k * horizon) for k in range(n_folds, 0, -1)]


def holdout(history: History, horizon: int, n_folds: int) -> Fold:
    """Return the window just before the folds, on which no trial is ever scored.

    It lies before the folds, not after them, so that the choice rests on the latest days.
    """
    return make_fold(history, horizon, (n_folds + 1) * horizon)


def make_fold(history: History, horizon: int, days_back: int) -> Fold:
    """Return the fold whose cutoff lies ``days_back`` days before the last day."""
    past = history.panel.before(days_back)
    end = history.observed.shape[1] - days_back + horizon
    truth = history.observed[:, end - horizon : end].copy()
    truth[past.known_days() == 0] = np.nan
    return Fold(past, truth)


def check_length(history: History, horizon: int, n_folds: int) -> None:
    """Raise ``UserError`` if there is no battery, or too few days for folds and hold-out."""
    n, days = history.panel.y.shape
    if n == 0:
        raise UserError(
            "daily_telemetry has no battery with a day of use: run data_processing on readings"
        )
    needed = (n_folds + 1) * horizon + _MIN_HISTORY
    if days < needed:
        raise UserError(
            f"the history has {days} days, but {n_folds} folds and a hold-out of {horizon} days "
            f"need {needed}: lower forecasting.search.n_folds or forecasting.horizon"
        )
