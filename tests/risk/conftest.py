"""A small fleet and a forecaster whose paths are easy to check."""

import numpy as np
import pandas as pd
import pytest

from connected_car.forecasters.base import Forecaster
from connected_car.forecasters.panel import Panel
from connected_car.risk.options import RiskOptions


class Steady(Forecaster):
    """Tomorrow is as the mean of the known days; a path is that, times a factor of its own."""

    family = "steady"
    complexity = 0

    def fit(self, history: Panel) -> "Steady":
        return self

    def predict(self, history: Panel, horizon: int) -> np.ndarray:
        return np.repeat(np.nanmean(history.y, axis=1)[:, None], horizon, axis=1)

    def sample(
        self,
        history: Panel,
        horizon: int,
        n: int,
        seed: int,
        *,
        point: np.ndarray | None = None,
    ) -> np.ndarray:
        factors = np.linspace(0.5, 1.5, n)
        return self.predict(history, horizon)[:, None, :] * factors[None, :, None]

    def to_files(self) -> dict[str, bytes]:
        return {}

    @classmethod
    def from_files(cls, files: dict[str, bytes]) -> "Steady":
        return cls()


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def options() -> RiskOptions:
    return RiskOptions(
        horizon=30,
        n_paths=101,
        history_days=60,
        short_history_days=28,
        watch_above=0.05,
        alert_above=0.3,
        seed=7,
    )


@pytest.fixture
def make_days():
    """Make the days of one battery: a steady 0.5 cycles a day up to 2026-06-02."""

    def make(battery: str, days: int, lifetime: float, rating: float = 200.0) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "Battery_ID": battery,
                "Date": pd.date_range(end="2026-06-02", periods=days).date,
                "Daily_Cycles_Used": 0.5,
                "Lifetime_Cycles_Used": lifetime - 0.5 * np.arange(days - 1, -1, -1),
                "Battery_Rated_Cycles": rating,
                "Is_Interpolated": False,
            }
        )

    return make


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)
