"""Sums of weeks are those of NumPy, to the bit."""

import numpy as np
import pytest

from connected_car.forecasters.weekdays import week_sums


@pytest.mark.parametrize("seed", range(3))
def test_week_sums_are_plain_sums(seed):
    cube = np.random.default_rng(seed).lognormal(0, 2, (40, 30, 7))
    np.testing.assert_array_equal(week_sums(cube), cube.sum(axis=2))
    np.testing.assert_array_equal(week_sums(cube > 1), (cube > 1).sum(axis=2))
