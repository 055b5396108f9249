"""Probability, interval and replacement date against a naive loop, and their properties."""

import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp

from connected_car.risk.probability import (
    crossing_shares,
    interval,
    running_totals,
)
from connected_car.risk.replacement import CAP_DAYS, dates_after, days_to_crossing

cycles = st.floats(0, 5, allow_nan=False, width=32)
paths_of_two = hnp.arrays(float, (2, 20, 12), elements=cycles)
remaining_of_two = hnp.arrays(float, 2, elements=st.floats(-5, 80, width=32))


def naive_share(paths: np.ndarray, remaining: float, day: int) -> float:
    crossed = 0
    for path in paths:
        total = 0.0
        for cycles_of_day in path[:day]:
            total += cycles_of_day
        crossed += total >= remaining
    return crossed / len(paths)


@settings(max_examples=50)
@given(paths_of_two, remaining_of_two)
def test_shares_equal_a_naive_loop(paths, remaining):
    shares = crossing_shares(running_totals(paths), remaining)
    for battery in range(2):
        for day in (1, 7, 12):
            naive = naive_share(paths[battery], remaining[battery], day)
            assert shares[battery, day - 1] == naive


@settings(max_examples=50)
@given(paths_of_two, remaining_of_two, st.floats(0, 50))
def test_probability_never_falls_with_a_longer_horizon_or_a_lower_rating(paths, remaining, less):
    totals = running_totals(paths)
    shares = crossing_shares(totals, remaining)
    assert (np.diff(shares, axis=1) >= 0).all()
    assert (crossing_shares(totals, remaining - less) >= shares).all()


@settings(max_examples=50)
@given(hnp.arrays(float, (3, 21, 4), elements=cycles))
def test_interval_is_the_quantile_and_holds_its_centre(draws):
    centre = draws.mean(axis=1)
    lower, upper = interval(draws, centre)
    low, high = np.quantile(draws, [0.1, 0.9], axis=1)
    np.testing.assert_allclose(lower, np.minimum(low, centre))
    np.testing.assert_allclose(upper, np.maximum(high, centre))


def naive_days(paths: np.ndarray, remaining: float, rate: float) -> float:
    if remaining <= 0:
        return 0.0
    for day in range(1, paths.shape[1] + 1):
        if naive_share(paths, remaining, day) >= 0.5:
            return day
    if rate == 0:
        return math.nan
    beyond = math.ceil((remaining - np.median(paths.sum(axis=1))) / rate)
    return min(paths.shape[1] + beyond, CAP_DAYS)


@settings(max_examples=50)
@given(hnp.arrays(float, (2, 20, 12), elements=st.integers(0, 5)), remaining_of_two)
def test_days_to_crossing_equal_a_naive_loop(paths, remaining):
    rate = paths.mean(axis=(1, 2))
    totals = np.median(paths.sum(axis=2), axis=1)
    days = days_to_crossing(
        crossing_shares(running_totals(paths), remaining), remaining, totals, rate
    )
    naive = [naive_days(paths[i], remaining[i], rate[i]) for i in range(2)]
    np.testing.assert_array_equal(days, naive)


def test_unknown_counter_gives_no_probability_and_no_date():
    paths = np.ones((1, 20, 30))
    shares = crossing_shares(running_totals(paths), np.array([np.nan]))
    days = days_to_crossing(shares, np.array([np.nan]), np.array([30.0]), np.array([1.0]))
    assert np.isnan(shares).all()
    assert np.isnat(dates_after(np.array(["2026-06-02"], "datetime64[D]"), days)).all()


@pytest.mark.parametrize(("rate", "expected"), [(1e-9, CAP_DAYS), (0.5, 130)])
def test_slow_use_is_extrapolated_and_capped(rate, expected):
    paths = np.full((1, 20, 30), rate)
    remaining = np.array([65.0])
    shares = crossing_shares(running_totals(paths), remaining)
    days = days_to_crossing(shares, remaining, np.array([30 * rate]), np.array([rate]))
    assert days == [expected]
