"""What the families share: fleet level, past errors, sample paths and files."""

import json
from abc import abstractmethod
from dataclasses import asdict
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from connected_car.arrays import array, npy
from connected_car.forecasters.base import Forecaster
from connected_car.forecasters.levels import FleetLevel
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.past_errors import (
    ERROR_DAYS,
    MAX_VECTORS,
    PastErrors,
    collect_errors,
)
from connected_car.forecasters.paths import sample_paths
from connected_car.hyperparameters import Space

SETTINGS_FILE = "forecaster.json"
ERRORS_FILE = "errors.npy"
ERROR_DAYS_FILE = "error_days.npy"
_LARGEST_ERROR = 1e30  # times a scale, which may be tiny; beyond, a float32 path overflows
BASELINE = "baseline"  # of feature contributions: the forecast before any feature is seen


class Family(Forecaster):
    """A forecaster whose sample paths are its forecast plus errors that it made in the past.

    A family gives ``_forecast`` and, if it learns more than the fleet's level, ``_learn`` and its
    own files.

    Attributes:
        space: the hyperparameters, with their defaults and what a search may try.
        history_days: how many days before the cutoff a forecast looks at; None for all.
        error_batteries: how many batteries' past is forecast to collect errors; None for all.
        explained_batteries: on how many batteries at most the family is explained, some 20
            forecasts each; fewer for a family that is slow.
        libraries: what forecasting needs beside numpy, pandas and scipy.
        fleet: what is known of a battery without a history.
        errors: what the family missed by in the past.
    """

    space: ClassVar[Space] = {}
    history_days: ClassVar[int | None] = 364
    error_batteries: ClassVar[int | None] = None
    explained_batteries: int = 200
    libraries: tuple[str, ...] = ()
    fleet: FleetLevel
    errors: PastErrors

    hyperparameters: dict[str, Any]

    def __init__(self, seed: int = 0, **hyperparameters: float | str) -> None:
        unknown = set(hyperparameters) - set(self.space)
        if unknown:
            raise TypeError(f"{self.family} has no hyperparameters {sorted(unknown)}")
        self.seed = seed
        self.hyperparameters = {k: v.default for k, v in self.space.items()} | hyperparameters

    def fit(self, history: Panel) -> Self:
        """Learn from the histories, and from the errors that the family made in their past."""
        self.errors = collect_errors(self, history)
        return self.learn(history)

    def learn(self, history: Panel) -> Self:
        """Learn what ``predict`` needs; ``sample`` needs ``fit``."""
        self.fleet = FleetLevel.of(history)
        self._learn(history)
        return self

    def twin(self, past: Panel) -> "Family":
        """Return a forecaster of the same settings that learned from the past alone."""
        return type(self)(seed=self.seed, **self.hyperparameters).learn(past)

    def advance(self, past: Panel) -> None:
        """Take in the days since ``learn``; a family that learns once and for all leaves them."""

    def error_windows(self, n_batteries: int) -> int:
        """Return how many past windows give error vectors: the latest ones, enough of them.

        Early windows rest on a shorter history, so their errors are not quite those of today.
        """
        return int(np.clip(np.ceil(MAX_VECTORS / n_batteries), 3, 24))

    def predict(self, history: Panel, horizon: int) -> np.ndarray:
        """Return ``(n, horizon)`` expected cycles for the days after each battery's last one."""
        if not len(history.ids):
            return np.empty((0, horizon))
        seen = history.tail(self.history_days) if self.history_days else history
        return np.maximum(0.0, self._forecast(seen, horizon))

    def sample(
        self,
        history: Panel,
        horizon: int,
        n: int,
        seed: int,
        *,
        point: np.ndarray | None = None,
    ) -> np.ndarray:
        """Return ``(batteries, n, horizon)`` float32 sample paths; see ``Forecaster.sample``."""
        point = self.predict(history, horizon) if point is None else point
        return sample_paths(point, self, history, n, seed)

    def feature_contributions(self, history: Panel) -> pd.DataFrame | None:
        """Return what each feature adds to each battery's forecast, if the family can tell.

        Returns:
            A row a battery, indexed by its id, and a column a feature, cycles a day; with the
            column ``BASELINE`` a row sums up to the mean forecast of the next week. None by
            default.
        """
        return None

    def to_files(self) -> dict[str, bytes]:
        """Return the fitted model as file name -> content."""
        settings = {
            "family": self.family,
            "hyperparameters": self.hyperparameters,
            "seed": self.seed,
            "fleet": asdict(self.fleet),
            "errors": {"growth": self.errors.growth, "usual": self.errors.usual},
        }
        return {
            SETTINGS_FILE: json.dumps(settings, indent=2, sort_keys=True).encode(),
            ERRORS_FILE: npy(self.errors.vectors),
            ERROR_DAYS_FILE: npy(self.errors.days),
            **self._files(),
        }

    @classmethod
    def from_files(cls, files: dict[str, bytes]) -> Self:
        """Rebuild the model that ``to_files`` described."""
        settings: dict[str, Any] = json.loads(files[SETTINGS_FILE])
        model = cls(seed=settings["seed"], **settings["hyperparameters"])
        model.fleet = FleetLevel(**settings["fleet"])
        model.errors = _past_errors(files, settings.get("errors", {}))
        model._read_files(files)
        return model

    def _learn(self, history: Panel) -> None:
        """Learn more than the fleet's level."""

    @abstractmethod
    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        """Return ``(n, horizon)`` expected cycles; ``history`` is cut to ``history_days``."""

    def _files(self) -> dict[str, bytes]:
        """Return the family's own files."""
        return {}

    def _read_files(self, files: dict[str, bytes]) -> None:
        """Take the family's own files."""


def _past_errors(files: dict[str, bytes], units: dict[str, float]) -> PastErrors:
    """Return the stored errors; models of version 0.1.0 and before have no ``units``."""
    vectors, days = array(files[ERRORS_FILE]), array(files[ERROR_DAYS_FILE])
    growth, usual = float(units.get("growth", 0.0)), float(units.get("usual", 1.0))
    if not (abs(growth) < 1 and 0 < usual < _LARGEST_ERROR):
        raise ValueError("the units of its past errors are none")
    if vectors.shape != (len(days), ERROR_DAYS) or not (np.abs(vectors) < _LARGEST_ERROR).all():
        raise ValueError("its past errors are no numbers")
    return PastErrors(vectors, days, growth, usual)
