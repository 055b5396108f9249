"""The score of parts of the fleet and of the days, with bootstrap intervals over batteries."""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from connected_car.automl.bootstrap import bootstrap_interval
from connected_car.automl.forecasts import Forecasts
from connected_car.automl.primary import battery_scores, mean_over_folds

_BLOCK_DAYS = 10  # horizon days in a slice
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class SliceScorer:
    """Scores parts of a set of forecasts.

    Attributes:
        forecasts: one entry a window.
        ranges: ``(n,)`` range of each battery's whole target history.
        metric: name of the primary metric.
        seed: of the bootstrap.
    """

    forecasts: list[Forecasts]
    ranges: np.ndarray
    metric: str
    seed: int

    def everything(self) -> dict[str, Any]:
        """Return the score of all batteries and days."""
        return self._row("all", "all", self.forecasts)

    def by_horizon(self) -> list[dict[str, Any]]:
        """Return the score of the first, second, … ten days ahead."""
        horizon = self.forecasts[0].truth.shape[1]
        blocks = [(a, min(a + _BLOCK_DAYS, horizon)) for a in range(0, horizon, _BLOCK_DAYS)]
        days = np.arange(horizon)
        return [
            self._row(
                "by horizon",
                f"days {a + 1}-{b} ahead",
                [_keep(f, ((days >= a) & (days < b))[None, :]) for f in self.forecasts],
            )
            for a, b in blocks
        ]

    def by_weekday(self, first_days: list[np.ndarray]) -> list[dict[str, Any]]:
        """Return the score of each weekday.

        Args:
            first_days: for each window ``(n,)`` ``datetime64[D]``, the first day that is forecast.
        """
        horizon = self.forecasts[0].truth.shape[1]
        weekdays = [  # day 0 of the epoch was a Thursday
            ((first.astype("datetime64[D]").astype(int) + 3)[:, None] + np.arange(horizon)) % 7
            for first in first_days
        ]
        pairs = list(zip(self.forecasts, weekdays, strict=True))
        return [
            self._row("by weekday", name, [_keep(f, days == day) for f, days in pairs])
            for day, name in enumerate(WEEKDAYS)
        ]

    def by_battery(self, name: str, labels: np.ndarray) -> list[dict[str, Any]]:
        """Return the score of each group of batteries, in the order of the labels.

        Args:
            name: of the slice, e.g. ``by age``.
            labels: ``(n,)`` text, the group of each battery.
        """
        return [
            self._row(name, label, [_keep(f, (labels == label)[:, None]) for f in self.forecasts])
            for label in dict.fromkeys(sorted(map(str, labels), key=_natural))
        ]

    def _row(self, name: str, value: str, forecasts: list[Forecasts]) -> dict[str, Any]:
        """Return one row; figures are None where no battery is scored, the interval for a few."""
        by_fold = np.stack([battery_scores(self.metric, f, self.ranges) for f in forecasts])
        scores = mean_over_folds(by_fold)
        row = {"slice": name, "value": value, "batteries": len(scores), "metric": self.metric}
        if not len(scores):
            return row | {"score": None, "lower": None, "upper": None, "coverage_80_sum": None}
        return row | {
            "score": float(scores.mean()),
            **self._interval(scores),
            "coverage_80_sum": _coverage(forecasts) if name not in _DAY_SLICES else None,
        }

    def _interval(self, scores: np.ndarray) -> dict[str, float | None]:
        lower, upper = bootstrap_interval(scores, np.random.default_rng(self.seed))
        return {"lower": lower, "upper": upper}


_DAY_SLICES = {"by horizon", "by weekday"}  # the interval of a sum is of all days


def _natural(label: str) -> list[tuple[int, str]]:
    """Sort ``60 days`` before ``365 days``."""
    return [(int(part or 0) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", label)]


def _keep(forecasts: Forecasts, mask: np.ndarray) -> Forecasts:
    """Return the forecasts with only some cells scored."""
    return replace(forecasts, truth=np.where(mask, forecasts.truth, np.nan))


def _coverage(forecasts: list[Forecasts]) -> float:
    """Return the share of the sums over a window that lie in their 80 % interval."""
    inside = []
    for fold in forecasts:
        total = np.nansum(fold.truth, axis=1)
        hit = (total >= fold.sums[0]) & (total <= fold.sums[1])
        inside.append(hit[fold.scored.any(axis=1)])
    return float(np.concatenate(inside).mean())
