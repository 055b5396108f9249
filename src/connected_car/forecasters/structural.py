"""A structural model: drifting level x weekday profile x yearly pattern x chance of being used.

Each part is a battery's own, shrunk to the fleet's as far as chance explains it. Every step is an
array operation over all batteries.
"""

import json
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import own_weight
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.parking import Parking, in_use, parked_days
from connected_car.forecasters.slow_level import SlowPrior, follow, forecast
from connected_car.forecasters.slow_prior import learn_prior
from connected_car.forecasters.weekdays import (
    WeekdayPrior,
    as_weeks,
    sum_of_squares,
    sum_of_weeks,
    weekday_of,
)
from connected_car.hyperparameters import Choice, Space

PARTS_FILE = "structural.json"
_LEARN_FROM = 2000  # batteries


class Structural(Family):
    """Level (a random walk), weekday profile, yearly waves and parked weeks, all shrunk."""

    family = "structural"
    complexity = 5
    history_days = 1092
    space: ClassVar[Space] = {
        "drift": Choice(1.0, (0.25, 0.5, 1.0, 2.0, 4.0)),  # times the fleet's, as a variance
        "waves": Choice(1, (0, 1, 2)),  # of the year
        "profile_half_life": Choice(91, (49, 91, 182, 364, 1092)),  # days
    }
    parking: Parking
    weekdays: WeekdayPrior
    slow: SlowPrior

    def _learn(self, history: Panel) -> None:
        seen = history.tail(self.history_days or 0).sample(_LEARN_FROM, self.seed)
        y, weekday = in_use(seen.y), weekday_of(seen.last_day)
        self.parking = Parking.of(seen.y)
        self.weekdays = WeekdayPrior.of(y, weekday, self.hyperparameters["profile_half_life"])
        profile = self._profiles(y, weekday)
        _, weeks, noise = self._weeks(y, weekday, profile)
        waves = int(self.hyperparameters["waves"])
        self.slow = learn_prior(weeks, noise, _middle(seen), waves, self.seed)

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        history = history.since_first_day()
        parked = parked_days(history.y)
        y, weekday = in_use(history.y, parked), weekday_of(history.last_day)
        profile = self._profiles(y, weekday)
        level, weeks, noise = self._weeks(y, weekday, profile)
        slow = replace(self.slow, drifts=self.slow.drifts * self.hyperparameters["drift"])
        days = history.future_days(horizon)
        relative = forecast(follow(weeks, noise, _middle(history), slow), days.astype(np.int64))
        chance = self.parking.used(history.y, horizon, parked)
        own = level[:, None] * np.maximum(relative, 0.0) * chance
        weight = own_weight(history.known_days(), self.fleet)[:, None]
        shape = np.take_along_axis(profile, weekday_of(days), axis=1)
        return (weight * own + (1.0 - weight) * self.fleet.level) * shape

    def _profiles(self, y: np.ndarray, weekday: np.ndarray) -> np.ndarray:
        return self.weekdays.profiles(y, weekday, self.hyperparameters["profile_half_life"])

    def _weeks(
        self, y: np.ndarray, weekday: np.ndarray, profile: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the batteries' levels, and ``(n, weeks)`` relative to them with their variance."""
        cube = as_weeks(y)
        known = ~np.isnan(cube)
        column = (weekday[:, None] + np.arange(-6, 1)) % 7
        shape = np.take_along_axis(profile, column, axis=1).T * known
        total, expected = np.where(known, cube, 0.0).sum(axis=1), shape.sum(axis=1)
        level = sum_of_weeks(total) / np.maximum(sum_of_weeks(expected), 1e-9)
        weeks = total / np.maximum(expected * level, 1e-12)
        within = self._noise(cube, shape * (level * weeks)[:, None], known)
        noise = within * (shape**2).sum(axis=1) / np.maximum(expected, 1e-9) ** 2
        seen = (expected > 0) & (level > 0)
        return level, np.where(seen, weeks, 1.0).T, np.where(seen, noise, np.inf).T

    def _noise(self, cube: np.ndarray, expected: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Return ``(n,)`` relative variance of a day around its week, shrunk to the fleet's."""
        misses = sum_of_squares(np.where(known, cube - expected, 0.0))
        own = misses / np.maximum(sum_of_squares(expected), 1e-12) * 7.0 / 6.0
        days = np.count_nonzero(known, axis=(0, 1))
        prior = max(self.weekdays.within, 1e-4)
        return np.maximum((own * days + 28.0 * prior) / (days + 28.0), 0.1 * prior)

    def _files(self) -> dict[str, bytes]:
        parts = {
            "parking": self.parking.as_lists(),
            "weekdays": self.weekdays.as_lists(),
            "slow": {
                "drifts": self.slow.drifts.tolist(),
                "shares": self.slow.shares.tolist(),
                "noise": self.slow.noise,
                "yearly": self.slow.yearly.tolist(),
                "covariance": self.slow.covariance.tolist(),
            },
        }
        return {PARTS_FILE: json.dumps(parts, indent=2, sort_keys=True).encode()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        parts: dict[str, Any] = json.loads(files[PARTS_FILE])
        slow = parts["slow"]
        self.parking = Parking.from_lists(parts["parking"])
        self.weekdays = WeekdayPrior.from_lists(parts["weekdays"])
        p = len(slow["yearly"])
        covariance = np.array(slow["covariance"]).reshape(p, p)
        drifts, shares, yearly = (np.array(slow[name]) for name in ("drifts", "shares", "yearly"))
        self.slow = SlowPrior(drifts, shares, slow["noise"], yearly, covariance)


def _middle(history: Panel) -> np.ndarray:
    """Return ``(n,)`` the day since 1970-01-01 in the middle of the last week."""
    return history.last_day.astype("datetime64[D]").astype(np.int64) - 3.0
