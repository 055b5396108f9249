"""What every family of forecasters offers."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from connected_car.forecasters.panel import Panel


class Forecaster(ABC):
    """Forecasts the daily cycles of many batteries at once; never negative, never NaN.

    A model is a set of small files in safe formats (JSON, LightGBM text, ``.npy`` without objects).

    Attributes:
        family: the name by which parameters, leaderboard and registry know the family.
        complexity: rank for ties; of two models that are as good the lower one is chosen.
        known_columns: what it has learned from beside the days: columns known in advance.
    """

    family: ClassVar[str]
    complexity: ClassVar[int]
    known_columns: tuple[str, ...] = ()

    @abstractmethod
    def fit(self, history: Panel) -> Self:
        """Learn from the histories; returns itself."""

    @abstractmethod
    def predict(self, history: Panel, horizon: int) -> np.ndarray:
        """Return ``(n, horizon)`` expected cycles for the days after each battery's last one."""

    @abstractmethod
    def sample(
        self,
        history: Panel,
        horizon: int,
        n: int,
        seed: int,
        *,
        point: np.ndarray | None = None,
    ) -> np.ndarray:
        """Return ``(batteries, n, horizon)`` sample paths whose sums have the right spread.

        The draw of a battery depends on ``seed`` and on its own id and last day alone, so that any
        partitioning of the fleet gives the same paths.

        Args:
            history: what is known of each battery.
            horizon: days ahead.
            n: paths a battery.
            seed: another seed gives other draws.
            point: ``predict``'s answer for the same history and horizon, where it is known already.
        """

    @abstractmethod
    def to_files(self) -> dict[str, bytes]:
        """Return the fitted model as file name -> content."""

    @classmethod
    @abstractmethod
    def from_files(cls, files: dict[str, bytes]) -> Self:
        """Rebuild the model that ``to_files`` described."""

    def save(self, folder: Path) -> None:
        """Write the model's files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.to_files().items():
            (folder / name).write_bytes(content)
