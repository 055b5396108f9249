"""A battery's figures do not depend on how far back the batteries beside it go."""

import numpy as np
import pytest

from connected_car.forecasters import Panel, make


@pytest.fixture(scope="module")
def mixed() -> Panel:
    """Thirty batteries of 1 to 500 days, a few days missing, some parked."""
    rng = np.random.default_rng(3)
    y = rng.lognormal(-2, 0.3, (30, 500)) * np.where(np.arange(500) % 7 < 5, 1.2, 0.5)
    y[rng.random(y.shape) < 0.05] = np.nan
    y[5:9, -40:-20] = 0
    lengths = np.concatenate([[1, 6, 7, 8, 500], rng.integers(1, 500, 25)])
    y[np.arange(500) < 500 - lengths[:, None]] = np.nan
    ids = np.array([f"B{k:02d}" for k in range(30)], dtype=object)
    return Panel(ids, np.repeat(np.datetime64("2026-03-31"), 30), y)


@pytest.mark.parametrize("waves", [0, 1])
def test_a_battery_alone_has_the_same_forecast_to_the_bit(mixed, waves):
    model = make("structural", waves=waves).learn(mixed)
    together = model.predict(mixed.widen(1092), 30)
    np.testing.assert_array_equal(together, model.predict(mixed, 30))
    for row in range(30):
        alone = mixed.select([row])
        np.testing.assert_array_equal(model.predict(alone, 30)[0], together[row])
        np.testing.assert_array_equal(model.predict(alone.since_first_day(), 30)[0], together[row])
