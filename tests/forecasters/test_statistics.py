"""Local models through statsforecast."""

import numpy as np
import pytest

from connected_car.forecasters import Panel, make
from connected_car.forecasters import statistics as module


class _Broken:
    """A model that cannot be fitted."""

    alias = "broken"
    uses_exog = False

    def new(self):
        return self

    def forecast(self, *args, **kwargs):
        raise ValueError("no fit")

    def __repr__(self):
        return self.alias


@pytest.fixture(scope="module")
def fleet(make_fleet) -> Panel:
    return make_fleet(n=8, days=200, kind="weekly")


@pytest.mark.parametrize("family", ["auto_ets", "auto_theta", "auto_ces", "auto_arima"])
def test_the_weekly_pattern_is_found_without_a_word(family, fleet, capfd):
    point = make(family).learn(fleet).predict(fleet, 28)
    usual = fleet.y[:, -196:].reshape(8, 28, 7).mean(axis=1)
    found = point.reshape(8, 4, 7).mean(axis=1)
    assert np.corrcoef(found.ravel(), usual.ravel())[0, 1] > 0.9
    assert capfd.readouterr() == ("", "")


def test_a_model_that_fails_is_replaced_by_a_mean(fleet, monkeypatch):
    forecaster = make("auto_ets").learn(fleet)
    monkeypatch.setattr(type(forecaster), "_model", lambda self: _Broken())
    point = forecaster.predict(fleet, 30)
    np.testing.assert_allclose(point.mean(axis=1), fleet.y[:, -28:].mean(axis=1), rtol=0.05)


def test_parked_weeks_leave_the_level_as_it_was(make_fleet):
    calm = make_fleet(n=4, days=300)
    parked = calm.y.copy()
    parked[:, -40:-12] = 0
    forecaster = make("auto_ets").learn(calm)
    before = forecaster.predict(calm, 30).mean(axis=1)
    after = forecaster.predict(Panel(calm.ids, calm.last_day, parked), 30).mean(axis=1)
    np.testing.assert_allclose(after, before, rtol=0.15)


def test_few_days_give_the_own_level_and_the_fleets_weekdays(make_fleet):
    fleet = make_fleet(n=40, days=200, kind="weekly")
    forecaster = make("auto_ets").learn(fleet)
    usual = Panel(fleet.ids[:1], fleet.last_day[:1], 2 * fleet.y[:, -14:].mean(axis=0)[None])
    week = forecaster.predict(usual, 28)[0].reshape(4, 7).mean(axis=0)
    assert week.mean() == pytest.approx(usual.y.mean(), rel=0.25)
    fleets = fleet.y[:, -196:].reshape(-1, 28, 7).mean(axis=(0, 1))
    assert np.corrcoef(week, fleets)[0, 1] > 0.9


def test_processes_are_started_for_many_series_alone(monkeypatch):
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda pid: set(range(4)))
    assert module._jobs(10) == 1
    assert module._jobs(1000) == 4
    monkeypatch.setattr(module, "parent_process", lambda: "of a worker, which may be killed")
    assert module._jobs(1000) == 1
