"""The benchmark's fleet is what it says it is."""

import numpy as np
import pytest

from benchmarks.reference_fleet import NOISE_FLOOR, reference_fleet


@pytest.fixture(scope="module")
def fleet():
    return reference_fleet(seed=5, n=300)


def test_the_noise_floor_is_as_stated_and_below_what_anyone_can_reach(fleet):
    assert fleet.noise_floor() == pytest.approx(NOISE_FLOOR, abs=2e-4)
    assert fleet.reachable() > fleet.noise_floor()


def test_level_gaps_and_parked_weeks_are_as_stated(fleet):
    y = fleet.history.observed
    assert y.shape == (300, 730)
    assert np.nanmean(y) == pytest.approx(0.14, rel=0.1)
    assert np.isnan(y).mean() == pytest.approx(0.045, abs=0.005)
    assert np.nanmean(y == 0) == pytest.approx(0.02 * (1 - 0.045), abs=0.005)


def test_the_same_seed_gives_the_same_fleet_and_another_one_another(fleet):
    again, other = reference_fleet(seed=5, n=300), reference_fleet(seed=6, n=300)
    np.testing.assert_array_equal(again.history.observed, fleet.history.observed)
    assert not np.array_equal(other.history.observed, fleet.history.observed)


def test_without_weeks_of_zeros_the_floor_is_nearly_in_reach():
    calm = reference_fleet(seed=5, n=300, parked_are_zeros=False)
    assert calm.noise_floor() == pytest.approx(NOISE_FLOOR, abs=2e-4)
    assert calm.reachable() < 1.03 * calm.noise_floor()


def test_a_parked_car_that_sends_nothing_has_missing_days():
    y = reference_fleet(seed=5, n=300, parked_are_zeros=False).history.observed
    assert np.isnan(y).mean() == pytest.approx(0.045, abs=0.005)
    assert not (y == 0).any()
    gaps = np.isnan(y)
    whole_weeks = np.lib.stride_tricks.sliding_window_view(gaps, 7, axis=1).all(axis=2)
    assert whole_weeks.mean() > 0.002  # of single days alone: never
