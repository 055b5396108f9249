"""Forecasters of which it is known what they look at, and a fleet to explain."""

import numpy as np
import pytest

from connected_car.forecasters.family import Family
from connected_car.forecasters.panel import Panel


class Planted(Family):
    """A forecaster whose answer is a function of the history, and that counts its calls."""

    family = "planted"
    complexity = 0
    history_days = None

    def __init__(self, rule) -> None:
        super().__init__()
        self.rule, self.calls = rule, 0

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        self.calls += 1
        return np.broadcast_to(self.rule(history, horizon), (len(history.ids), horizon)).copy()


@pytest.fixture(scope="session")
def planted():
    """Make a forecaster from ``(history, horizon) -> forecasts``."""
    return Planted


@pytest.fixture(scope="session")
def fleet(make_fleet) -> Panel:
    """Thirty batteries of 400 days; some are odd."""
    panel = make_fleet(n=30, days=400, kind="weekly", missing=0.03)
    panel.y[1, :-20] = np.nan  # 20 days are known
    panel.y[2] = 0.0
    panel.y[3, -40:] = np.nan
    panel.y[4, -28:] *= 0.6
    panel.y[5] = np.nan
    panel.y[6, -28:] *= 1.7
    panel.y[7, :-100] = np.nan
    return panel


@pytest.fixture(scope="session")
def split(fleet):
    """Past, truth and ranges of a window of 30 days."""
    known = np.nan_to_num(fleet.y)
    return fleet.before(30), fleet.y[:, -30:], np.ptp(known, axis=1)
