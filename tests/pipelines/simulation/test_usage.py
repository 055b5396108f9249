from datetime import date, timedelta

import numpy as np
import pytest

from connected_car.pipelines.simulation.usage import fleet_minutes, trips, weekdays
from connected_car.pipelines.simulation.wear import to_cycles

DAYS = np.arange(19_905, 19_905 + 730)


@pytest.fixture(scope="module")
def minutes():
    return fleet_minutes(DAYS, 400, np.random.default_rng(3))


def test_weekdays_are_those_of_the_calendar():
    expected = [(date(1970, 1, 1) + timedelta(days=int(day))).weekday() for day in DAYS]
    assert weekdays(DAYS).tolist() == expected


def test_level_and_spread_of_drivers(minutes):
    level = to_cycles(minutes).mean(axis=1)
    assert level.mean() == pytest.approx(0.14, rel=0.06)
    assert level.std() / level.mean() == pytest.approx(0.32, rel=0.15)


def test_two_percent_of_the_weeks_are_parked(minutes):
    assert (minutes == 0).mean() == pytest.approx(0.02, abs=0.004)
    assert minutes.max() < 1_440


def test_there_is_a_weekday_pattern_to_learn(minutes):
    """The mean by weekday beats the mean for most batteries, and for no shuffled battery."""

    def gain(use):
        by_weekday = np.stack([use[:, weekdays(DAYS) == day].mean(axis=1) for day in range(7)], 1)
        return 1 - (use - by_weekday[:, weekdays(DAYS)]).var(axis=1) / use.var(axis=1)

    shuffled = np.random.default_rng(0).permuted(minutes, axis=1)
    assert np.median(gain(minutes)) > 0.1
    assert np.median(gain(shuffled)) < 0.02


def test_a_driven_day_has_a_trip_and_a_parked_one_has_none(minutes):
    number = trips(minutes, np.random.default_rng(4))
    assert ((number == 0) == (minutes == 0)).all()
    assert np.corrcoef(number.ravel(), minutes.ravel())[0, 1] > 0.7
