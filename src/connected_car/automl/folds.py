"""Rolling-origin folds: what was known at a past cutoff, and what came after it.

From old to new: days that trials learn from | hold-out | folds. The folds are the latest days,
because the champion is to be good now; the hold-out lies before them, so that it is untouched: no
trial learns from it, none is scored on it, and it is forecast once, after the choice.
"""

from dataclasses import dataclass, replace

import numpy as np

from connected_car.errors import UserError
from connected_car.forecasters.panel import Panel, sample_rows

_MIN_HISTORY = 28  # days that are left to learn from


@dataclass(frozen=True)
class History:
    """The fleet's days, all batteries aligned at one last day.

    Attributes:
        panel: what forecasters may learn from, with interpolated days.
        observed: ``(n, t)`` the days that were not interpolated; NaN elsewhere. Only these are
            scored.
        leak_overrides: columns of the panel that the leak guard accused, in sentences.
    """

    panel: Panel
    observed: np.ndarray
    leak_overrides: tuple[str, ...] = ()

    def ranges(self) -> np.ndarray:
        """Return ``(n,)`` max - min of each battery's observed days; 0 where there are none."""
        known = ~np.isnan(self.observed)
        high = np.where(known, self.observed, -np.inf).max(axis=1, initial=-np.inf)
        low = np.where(known, self.observed, np.inf).min(axis=1, initial=np.inf)
        return np.where(known.any(axis=1), high - low, 0.0)

    def sample(self, size: int, seed: int) -> "History":
        """Return a random sample of the batteries, in their order; all of them if they are few."""
        n = len(self.panel.ids)
        if n <= size:
            return self
        rows = sample_rows(n, size, seed)
        return replace(self, panel=self.panel.select(rows), observed=self.observed[rows])


@dataclass(frozen=True)
class Fold:
    """One cutoff.

    Attributes:
        past: the panel up to the cutoff; what is known in advance reaches ``horizon`` days further.
        truth: ``(n, horizon)`` observed days after it; NaN for a day that is not scored, and for
            batteries without any day before the cutoff.
    """

    past: Panel
    truth: np.ndarray


@dataclass(frozen=True)
class Plan:
    """Where the cutoffs lie.

    Attributes:
        horizon: days ahead.
        n_folds: windows that trials are scored on.
        fold_step: days from one cutoff to the next.
        holdout_windows: windows of the horizon's length in the hold-out; 0 for none.
    """

    horizon: int
    n_folds: int
    fold_step: int
    holdout_windows: int

    @property
    def fold_days(self) -> int:
        """Return how many of the last days belong to the folds."""
        return self.horizon + (self.n_folds - 1) * self.fold_step

    @property
    def days_back(self) -> int:
        """Return how many of the last days trials do not learn from."""
        return self.fold_days + self.holdout_windows * self.horizon

    def train(self, history: History) -> Panel:
        """Return the days that trials learn from."""
        return history.panel.before(self.days_back)

    def folds(self, history: History) -> list[Fold]:
        """Return the windows that trials are scored on, oldest first."""
        return self._windows(history, self.fold_days, self.n_folds, self.fold_step)

    def holdout(self, history: History) -> list[Fold]:
        """Return the windows that no trial sees, oldest first."""
        return self._windows(history, self.days_back, self.holdout_windows, self.horizon)

    def _windows(self, history: History, days_back: int, count: int, step: int) -> list[Fold]:
        return [make_fold(history, self.horizon, days_back - k * step) for k in range(count)]

    def check(self, history: History) -> None:
        """Raise ``UserError`` if there is no battery, or too few days."""
        n, days = history.panel.y.shape
        if n == 0:
            raise UserError(
                "daily_telemetry has no battery with a day of use: run data_processing on readings"
            )
        needed = self.days_back + _MIN_HISTORY
        if days < needed:
            raise UserError(
                f"the history has {days} days, but {self.n_folds} folds and "
                f"{self.holdout_windows} hold-out windows of {self.horizon} days need {needed}: "
                "lower forecasting.search.n_folds or forecasting.horizon"
            )


def with_short_past(fold: Fold, least: int, most: int, seed: int) -> Fold:
    """Return the fold as if its batteries were new: each past cut to its last few days.

    Args:
        fold: the fold.
        least: days that are left, drawn evenly for each battery from here on …
        most: … to here; batteries that have no more known days are not scored.
        seed: of the draw.
    """
    n = len(fold.past.ids)
    past = fold.past.cut(np.random.default_rng(seed).integers(least, most + 1, n))
    scored = (fold.past.known_days() > most) & (past.known_days() > 0)
    return Fold(past, np.where(scored[:, None], fold.truth, np.nan))


def make_fold(history: History, horizon: int, days_back: int) -> Fold:
    """Return the fold whose cutoff lies ``days_back`` days before the last day."""
    past = history.panel.before(days_back)
    end = history.observed.shape[1] - days_back + horizon
    truth = history.observed[:, end - horizon : end].copy()
    truth[past.known_days() == 0] = np.nan
    return Fold(past, truth)
