"""A small fleet and a forecaster whose paths are easy to check."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from connected_car.forecasters.base import Forecaster
from connected_car.forecasters.panel import Panel
from connected_car.risk.decisions import decide
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import Level, RiskPolicy
from connected_car.risk.scoring import score_batteries


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
        silent_after_days=7,
        watch_above=None,
        alert_above=None,
        seed=7,
    )


@pytest.fixture
def policy() -> RiskPolicy:
    return RiskPolicy(watch=Level(0.05, 0.035), alert=Level(0.3, 0.21))


@pytest.fixture
def judge(steady, options, policy):
    """Score days with the steady forecaster and decide; by battery."""

    def judge(daily, today=date(2026, 6, 2), previous=None, **changed) -> pd.DataFrame:
        chosen = options.model_copy(update=changed)
        numbers = score_batteries(daily, steady, chosen)[1]
        before = np.full(len(numbers), previous, dtype=object)
        return decide(numbers, before, policy, chosen, today).set_index("Battery_ID")

    return judge


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
                "Observed_Readings": np.int32(1),
            }
        )

    return make


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)
