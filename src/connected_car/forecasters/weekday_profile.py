"""Each battery's mean times its weekday profile."""

import json
from typing import ClassVar

import numpy as np

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import moments, shrink
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.weekdays import WeekdayPrior, weekday_of
from connected_car.hyperparameters import Choice, Space

PROFILE_FILE = "weekday_profile.json"


class WeekdayProfile(Family):
    """Forecasts the mean of the last ``window`` days times the weekday's factor.

    The factors are the battery's own, shrunk to the fleet's as far as chance explains them.
    """

    family = "weekday_profile"
    complexity = 3
    space: ClassVar[Space] = {
        "window": Choice(91, (28, 56, 91, 182, 364)),
        "half_life": Choice(182, (91, 182, 364)),
    }
    prior: WeekdayPrior

    def _learn(self, history: Panel) -> None:
        seen = history.tail(self.history_days or 0)
        half_life = self.hyperparameters["half_life"]
        self.prior = WeekdayPrior.of(seen.y, weekday_of(seen.last_day), half_life)

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        half_life, weekday = self.hyperparameters["half_life"], weekday_of(history.last_day)
        profile = self.prior.profiles(history.y, weekday, half_life)
        year_count, year_mean, _ = moments(history.y)
        count, mean, _ = moments(history.tail(int(self.hyperparameters["window"])).y)
        level = shrink(np.where(count > 0, mean, year_mean), year_count, self.fleet)
        ahead = weekday_of(history.future_days(horizon))
        return level[:, None] * np.take_along_axis(profile, ahead, axis=1)

    def _files(self) -> dict[str, bytes]:
        return {PROFILE_FILE: json.dumps(self.prior.as_lists(), indent=2).encode()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        self.prior = WeekdayPrior.from_lists(json.loads(files[PROFILE_FILE]))
