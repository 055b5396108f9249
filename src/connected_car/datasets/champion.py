"""The champion forecaster in MLflow's registry."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from kedro.io import DatasetError

from connected_car.datasets.model_files import log_files
from connected_car.datasets.registered import RegisteredDataset
from connected_car.forecasters import Panel, forecast_frame, load_forecaster
from connected_car.forecasters.family import Family
from connected_car.risk.policy import POLICY_FILE, RiskPolicy

if TYPE_CHECKING:
    from mlflow.models.model import ModelInfo

_FOLDER = "forecaster"
_HORIZON = 30


@dataclass(frozen=True)
class Champion:
    """A fitted forecaster and where it stands in the registry.

    Attributes:
        forecaster: the fitted forecaster.
        tags: what the registry is told about it.
        version: its version in the registry; None before it is registered.
        name: under which it is registered; None before.
        policy: how its probabilities are calibrated and judged.
    """

    forecaster: Family
    tags: dict[str, str] = field(default_factory=dict)
    version: str | None = None
    name: str | None = None
    policy: RiskPolicy = field(default_factory=RiskPolicy)

    def to_files(self) -> dict[str, bytes]:
        """Return model and policy as file name -> content."""
        return {**self.forecaster.to_files(), POLICY_FILE: self.policy.to_json()}


class ChampionDataset(RegisteredDataset):
    """The registered champion forecaster; see ``RegisteredDataset``.

    Example:
        ```yaml
        forecaster:
          type: connected_car.datasets.ChampionDataset
          model_name: battery_forecaster
          alias: champion
        ```
    """

    folder = _FOLDER
    pipeline = "forecasting"
    parameter = "model_name"
    purpose = (
        "A battery's daily cycles of the days to come, as sample paths, from its own past. "
        "The alias champion names the version that scores the fleet."
    )

    def _rebuild(self, files: dict[str, bytes], tags: dict[str, str], version: str) -> Champion:
        """Return forecaster and policy."""
        stored = files.get(POLICY_FILE)
        policy = RiskPolicy() if stored is None else RiskPolicy.from_json(stored)
        forecaster = load_forecaster(files)
        _prove(forecaster)
        return Champion(forecaster, tags, version, self._model_name, policy)

    def log_model(self, files: dict[str, bytes]) -> "ModelInfo":
        """Log the forecaster as a pyfunc model: a history in, forecasts out."""
        from mlflow.models import infer_signature

        forecaster, history = load_forecaster(files), _example()
        forecasts = forecast_frame(forecaster, history, _HORIZON)
        return log_files(
            files,
            self._model_name,
            folder=_FOLDER,
            code="champion_model.py",
            packages=("forecasters", "families.py", "hyperparameters.py"),
            libraries=forecaster.libraries,
            signature=infer_signature(history, forecasts, params={"horizon": _HORIZON}),
            input_example=history,
        )


class ChampionWatch:
    """Looks which version is the champion now, which costs little, and loads it when asked."""

    def __init__(self, dataset: ChampionDataset) -> None:
        self._dataset = dataset

    def version(self) -> str | None:
        """Return the version that the alias points to now; None without a champion."""
        return self._dataset.version()

    def load(self) -> Champion:
        """Return the champion; raises as ``ChampionDataset.load``."""
        return ChampionDataset.load(self._dataset)  # its own load would give the watch


class ChampionWatchDataset(ChampionDataset):
    """The champion of a process that runs for months; loads as ``ChampionWatch``.

    Example:
        ```yaml
        champion_watch:
          type: connected_car.datasets.ChampionWatchDataset
          model_name: battery_forecaster
        ```
    """

    def load(self) -> ChampionWatch:
        """Return the watch; nothing is looked up yet."""
        return ChampionWatch(self)

    def save(self, data: Any) -> None:
        """Refuse: the forecasting pipeline names the champion."""
        raise DatasetError("the stream does not change the champion")


def _prove(forecaster: Family) -> None:
    """Forecast an example: files that can be read may still hold nonsense."""
    history = Panel.from_frame(_example())
    n = len(history.ids)
    point = forecaster.predict(history, _HORIZON)
    paths = forecaster.sample(history, _HORIZON, 2, 1)
    shapes = {point.shape: (n, _HORIZON), paths.shape: (n, 2, _HORIZON)}
    sound = all((np.isfinite(found) & (found >= 0)).all() for found in (point, paths))
    if not sound or any(found != right for found, right in shapes.items()):
        raise ValueError("an example's forecasts are no cycles")


def _example() -> pd.DataFrame:
    """Return ``unique_id, ds, y`` of a battery with 400 days behind it, and of one with a week."""
    days = pd.date_range(end="2026-06-30", periods=400)
    cycles = 0.1 + 0.02 * (days.dayofweek < 5) + 0.01 * (np.arange(400) % 3)
    long = pd.DataFrame({"unique_id": "battery-1", "ds": days, "y": cycles})
    return pd.concat([long, long[-7:].assign(unique_id="battery-2", y=0.1)], ignore_index=True)
