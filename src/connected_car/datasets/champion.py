"""The champion forecaster in MLflow's registry."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from connected_car.datasets.registered import RegisteredDataset, log_files
from connected_car.forecasters import forecast_frame, load_forecaster
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

    def rebuild(self, files: dict[str, bytes], tags: dict[str, str], version: str) -> Champion:
        """Return forecaster and policy."""
        stored = files.get(POLICY_FILE)
        policy = RiskPolicy() if stored is None else RiskPolicy.from_json(stored)
        return Champion(load_forecaster(files), tags, version, self._model_name, policy)

    def log_model(self, files: dict[str, bytes]) -> "ModelInfo":
        """Log the forecaster."""
        return log_model(files, self._model_name)


def log_model(files: dict[str, bytes], name: str) -> "ModelInfo":
    """Log a forecaster's files as a pyfunc model: a history in, forecasts out."""
    from mlflow.models import infer_signature

    history = _example_history()
    forecaster = load_forecaster(files)
    forecasts = forecast_frame(forecaster, history, _HORIZON)
    return log_files(
        files,
        name,
        folder=_FOLDER,
        code="champion_model.py",
        packages=("forecasters", "hyperparameters.py"),
        libraries=forecaster.libraries,
        signature=infer_signature(history, forecasts, params={"horizon": _HORIZON}),
        input_example=history,
    )


def _example_history() -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=70, freq="D")
    cycles = 0.1 + 0.02 * (days.dayofweek < 5)
    return pd.DataFrame({"unique_id": "battery-1", "ds": days, "y": cycles})
