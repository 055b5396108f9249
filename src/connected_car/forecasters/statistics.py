"""Statistical models of single batteries, through statsforecast.

Each forecast fits one model a battery on its last year, a weekly season in it. Parked days are left
out of the fit and come back as the chance of being used. The files hold only settings and fleet.
"""

import json
import logging
import os
import warnings
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import parent_process
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import filled, moments, own_weight
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.parking import Parking, in_use
from connected_car.forecasters.weekdays import WeekdayPrior, weekday_of
from connected_car.hyperparameters import Choice, Space

SEASON = 7
PARTS_FILE = "statistics.json"
_YEAR = 364  # days
_FEWEST_DAYS = 28  # days in use below which no model is fitted
_HIGHEST = 3.0  # a forecast is at most so many times the battery's highest day
_CONSTANT = 1e-12  # relative variance of days that do not vary
_MANY_SERIES = 64  # from here on a second process pays


class LocalStatistics(Family):
    """One model a battery, fitted when a forecast is asked for.

    Without enough days, or where a fit fails, the battery's mean times its weekday profile serves;
    a short history leans on the fleet.
    """

    libraries = ("statsforecast",)
    history_days = _YEAR
    error_batteries: ClassVar[int | None] = 40
    parking: Parking
    weekdays: WeekdayPrior

    def error_windows(self, n_batteries: int) -> int:
        """Return few windows: each costs a fit a battery."""
        return int(np.clip(np.ceil(80 / n_batteries), 2, 8))

    def _learn(self, history: Panel) -> None:
        seen = history.tail(_YEAR)
        self.parking = Parking.of(seen.y)
        self.weekdays = WeekdayPrior.of(in_use(seen.y), weekday_of(seen.last_day), _YEAR)

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        used = replace(history, y=in_use(history.y))
        count, mean, variance = moments(used.y)
        profile = self._profiles(used, horizon)
        own = mean[:, None] * profile
        varied = variance > _CONSTANT * mean**2
        rows = np.flatnonzero((count >= _FEWEST_DAYS) & varied)
        if len(rows):
            found = self._fit_and_forecast(used.select(rows), horizon)
            highest = _HIGHEST * np.nanmax(used.y[rows], axis=1, keepdims=True)
            sound = np.isfinite(found).all(axis=1, keepdims=True)
            own[rows] = np.where(sound, np.clip(found, 0.0, highest), own[rows])
        own *= self.parking.used(history.y, horizon)
        weight = own_weight(history.known_days(), self.fleet)[:, None]
        return weight * own + (1.0 - weight) * self.fleet.level * profile

    def _profiles(self, used: Panel, horizon: int) -> np.ndarray:
        """Return ``(n, horizon)`` weekday factors, for batteries without a model of their own."""
        profiles = self.weekdays.profiles(used.y, weekday_of(used.last_day), _YEAR)
        return np.take_along_axis(profiles, weekday_of(used.future_days(horizon)), axis=1)

    def _fit_and_forecast(self, used: Panel, horizon: int) -> np.ndarray:
        from statsforecast import StatsForecast
        from statsforecast.models import WindowAverage

        begun = np.logical_or.accumulate(~np.isnan(used.y), axis=1)
        y = filled(used, self.fleet).y
        n, t = y.shape
        frame = pd.DataFrame(
            {
                "unique_id": np.repeat(np.arange(n), t),
                "ds": np.tile(np.arange(t), n),
                "y": y.ravel(),
            }
        )[begun.ravel()]
        fallback = WindowAverage(window_size=_FEWEST_DAYS)
        with _quiet():
            model = StatsForecast([self._model()], freq=1, n_jobs=_jobs(n), fallback_model=fallback)
            found: Any = model.forecast(df=frame, h=horizon)
        return found.iloc[:, -1].to_numpy(dtype=float).reshape(n, horizon)

    @abstractmethod
    def _model(self) -> Any:
        """Return the unfitted model of statsforecast."""

    def _files(self) -> dict[str, bytes]:
        parts = {"parking": self.parking.as_lists(), "weekdays": self.weekdays.as_lists()}
        return {PARTS_FILE: json.dumps(parts, indent=2).encode()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        parts = json.loads(files[PARTS_FILE])
        self.parking = Parking.from_lists(parts["parking"])
        self.weekdays = WeekdayPrior.from_lists(parts["weekdays"])


class ETS(LocalStatistics):
    """Exponential smoothing chosen by AICc (Hyndman et al. 2008); by default without a trend.

    A trend costs six times as long and hardly ever pays over 30 days.
    """

    family = "auto_ets"
    complexity = 6
    space: ClassVar[Space] = {"model": Choice("ZNZ", ("ZNZ", "ZZZ"))}

    def _model(self) -> Any:
        from statsforecast.models import AutoETS

        return AutoETS(season_length=SEASON, model=self.hyperparameters["model"])


class Theta(LocalStatistics):
    """The best of the theta models (Fiorucci et al. 2016)."""

    family = "auto_theta"
    complexity = 6

    def _model(self) -> Any:
        from statsforecast.models import AutoTheta

        return AutoTheta(season_length=SEASON)


class CES(LocalStatistics):
    """Complex exponential smoothing (Svetunkov, Kourentzes 2022)."""

    family = "auto_ces"
    complexity = 6

    def _model(self) -> Any:
        from statsforecast.models import AutoCES

        return AutoCES(season_length=SEASON)


class ARIMA(LocalStatistics):
    """Seasonal ARIMA of low order, chosen by a stepwise search (Hyndman, Khandakar 2008)."""

    family = "auto_arima"
    complexity = 7
    error_batteries = 20

    def error_windows(self, n_batteries: int) -> int:
        """Return fewer still: a fit takes a quarter of a second."""
        return int(np.clip(np.ceil(20 / n_batteries), 2, 6))

    def _model(self) -> Any:
        from statsforecast.models import AutoARIMA

        # higher orders cost, and gain nothing
        return AutoARIMA(
            season_length=SEASON, max_p=1, max_q=1, max_P=1, max_Q=1, nmodels=12, approximation=True
        )


class ADIDA(LocalStatistics):
    """Aggregate, smooth, disaggregate (Nikolopoulos et al. 2011), for intermittent use."""

    family = "adida"
    complexity = 4
    error_batteries = None

    def _model(self) -> Any:
        from statsforecast.models import ADIDA as Model

        return Model()


def _jobs(series: int) -> int:
    """Return how many processes pay; a worker that may be killed would leave its own behind."""
    many = series >= _MANY_SERIES and parent_process() is None
    return min(len(os.sched_getaffinity(0)), 8) if many else 1


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the optimiser's warnings of single batteries to itself."""
    logger = logging.getLogger("statsforecast")
    level = logger.level
    logger.setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.setLevel(level)
