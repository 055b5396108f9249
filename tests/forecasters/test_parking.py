"""Days without use."""

import numpy as np
import pytest

from connected_car.forecasters.parking import Parking, in_use, parked_days, zero_runs

NAN = np.nan


def used(days: int = 100) -> np.ndarray:
    return np.full((1, days), 0.2)


def test_runs_of_zeros_have_age_and_length_and_bridge_missing_days():
    y = np.array([[0.1, 0, NAN, 0, 0.2, NAN, 0]])
    age, length = zero_runs(y)
    np.testing.assert_array_equal(age, [[0, 1, 2, 3, 0, 0, 1]])
    np.testing.assert_array_equal(length, [[0, 3, 3, 3, 0, 0, 1]])


def test_a_weekly_day_off_is_not_parking():
    y = used()
    y[0, ::7] = 0
    y[0, 60:67] = 0
    np.testing.assert_array_equal(np.flatnonzero(parked_days(y)[0]), np.arange(60, 67))


def test_any_zero_day_is_parking_where_there_is_hardly_one():
    y = used()
    y[0, -2:] = 0
    np.testing.assert_array_equal(np.flatnonzero(parked_days(y)[0]), [98, 99])


def test_the_length_of_a_stand_is_learned_from_the_fleet():
    y = np.repeat(used(200), 50, axis=0)
    for row in range(50):
        y[row, row + 20 : row + 27] = 0
    parking = Parking.of(y)
    assert parking.share == pytest.approx(7 / 200)
    assert parking.restart[6] > 0.95
    assert (parking.restart[:6] < 0.05).all()
    now = used(200)
    now[0, -5:] = 0
    chance = parking.used(now, 10)[0]
    assert (chance[:2] < 0.15).all()
    assert (chance[2:] > 0.85).all()


def test_a_battery_that_never_moved_will_hardly_move():
    assert (Parking.of(used()).used(np.zeros((1, 300)), 5) < 0.1).all()


def test_impossibly_large_days_are_cut_and_parked_ones_are_unknown():
    y = used()
    y[0, 3], y[0, 50:60] = 1e6, 0
    seen = in_use(y)
    assert np.nanmax(seen) == pytest.approx(2.0)
    assert np.isnan(seen[0, 50:60]).all()


@pytest.mark.parametrize("seed", range(20))
def test_days_are_cut_at_ten_times_the_median_of_those_in_use(seed):
    rng = np.random.default_rng(seed)
    y = rng.lognormal(0, 2.5, (8, rng.integers(0, 40)))
    y[rng.random(y.shape) < 0.3] = NAN
    seen = in_use(y)
    for row, found in zip(y, seen, strict=True):
        known = np.sort(row[~np.isnan(row)])
        bound = 10 * known[(len(known) - 1) // 2] if len(known) else NAN
        np.testing.assert_array_equal(found, np.minimum(row, bound))
