"""Levels, their shrinking and the filling of gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.forecasters.levels import (
    SHORT_DAYS,
    FleetLevel,
    carry_weekdays,
    level_doubt,
    moments,
    own_weight,
    scale,
    shrunk_level,
)
from connected_car.forecasters.panel import Panel

CELLS = st.one_of(st.none(), st.floats(0, 5))


def as_panel(y: np.ndarray) -> Panel:
    ids = np.array([f"b{i}" for i in range(len(y))])
    return Panel(ids, np.full(len(y), np.datetime64("2026-06-30")), y)


@given(st.lists(CELLS, min_size=1, max_size=40))
def test_carry_weekdays_equals_a_naive_loop(cells):
    y = np.array([np.nan if c is None else c for c in cells])
    expected = y.copy()
    for day in range(7, len(y)):
        if np.isnan(expected[day]):
            expected[day] = expected[day - 7]
    np.testing.assert_array_equal(carry_weekdays(y[None])[0], expected)


@given(st.lists(CELLS, min_size=1, max_size=40))
def test_moments_equal_numpy_on_the_known_days(cells):
    y = np.array([np.nan if c is None else c for c in cells])
    known = y[~np.isnan(y)]
    count, mean, variance = (part[0] for part in moments(y[None]))
    assert count == len(known)
    assert np.isclose(mean, known.mean() if len(known) else 0)
    assert np.isclose(variance, known.var(ddof=1) if len(known) > 1 else 0)


def test_the_weight_of_own_days_grows_from_none_to_all():
    weights = own_weight(np.arange(SHORT_DAYS + 1), FleetLevel(0.2, 0.05, 0.1))
    assert weights[0] == 0
    assert weights[-1] == 1
    assert (np.diff(weights) > 0).all()


def test_a_short_history_lies_between_its_own_mean_and_the_fleets():
    y = np.full((3, 100), np.nan)
    y[0], y[1, -10:], y[2, -3:] = 0.2, 0.4, 0.4
    fleet = FleetLevel(0.2, 0.1, 0.05)
    long, ten_days, three_days = shrunk_level(as_panel(y), fleet)
    assert long == pytest.approx(0.2)
    assert 0.2 < three_days < ten_days < 0.4


def test_one_huge_battery_does_not_move_the_fleets_level():
    y = np.full((21, 80), 0.2)
    y[0] = 1e6
    assert FleetLevel.of(as_panel(y)).level < 0.25


def test_scale_is_the_batterys_own_when_long_and_the_fleets_when_there_is_none():
    rng = np.random.default_rng(0)
    y = np.full((2, 400), np.nan)
    y[0] = rng.normal(1, 0.3, 400)
    fleet = FleetLevel(1.0, 0.1, 0.7)
    own, none = scale(as_panel(y), fleet)
    assert np.isclose(own, y[0, -364:].std(ddof=1))
    assert np.isclose(none, 0.7)


def test_the_level_of_an_unknown_battery_is_as_doubtful_as_the_fleet_is_wide():
    y = np.full((3, 80), np.nan)
    y[0], y[1, -14:] = 0.2, 0.2
    doubt = level_doubt(as_panel(y), FleetLevel(0.2, 0.06, 0.05))
    assert doubt[0] == 0
    assert 0 < doubt[1] < doubt[2]
    assert np.isclose(doubt[2], 0.06)


def test_a_fleet_without_a_day_uses_nothing():
    for y in (np.empty((0, 30)), np.full((2, 30), np.nan)):
        assert FleetLevel.of(as_panel(y)) == FleetLevel(0.0, 0.0, 0.0)
