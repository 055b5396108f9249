"""Charges spread over the days that they pay for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from connected_car.forecasters.charges import spread_charges

_ = np.nan


def test_a_charge_pays_for_the_days_since_the_one_before():
    y = np.array([[_, 2.0, 0.0, 0.0, 6.0, 1.0, 0.0, 0.0]])
    unread = np.array([[False, False, True, True, False, False, True, True]])
    expected = np.array([[_, 2.0, 2.0, 2.0, 2.0, 1.0, _, _]])
    np.testing.assert_array_equal(spread_charges(y, unread), expected)


def test_an_unknown_day_ends_what_a_charge_pays_for():
    y = np.array([[1.0, 0.0, _, 0.0, 4.0]])
    unread = np.array([[False, True, False, True, False]])
    np.testing.assert_array_equal(spread_charges(y, unread), [[1.0, _, _, 2.0, 2.0]])


def test_a_battery_that_is_read_daily_keeps_its_days_of_no_use():
    y = np.array([[1.0, 0.0, 0.0, 3.0], [0.0, 0.0, 0.0, 2.0]])
    unread = np.array([[False] * 4, [True] * 3 + [False]])
    spread = spread_charges(y, unread)
    np.testing.assert_array_equal(spread, [[1.0, 0.0, 0.0, 3.0], [0.5] * 4])
    assert y[1].tolist() == [0, 0, 0, 2]  # the input is left alone


@given(
    arrays(float, (3, 20), elements=st.sampled_from([0.0, 0.5, 2.0, np.nan])),
    arrays(bool, (3, 20)),
)
def test_it_equals_a_loop(y, unread):
    y = np.where(unread & ~np.isnan(y), 0.0, y)
    unread = unread & ~np.isnan(y)
    expected = y.copy()
    for row, marks, out in zip(y, unread, expected, strict=True):
        waiting: list[int] = []
        for day, value in enumerate(row):
            if np.isnan(value):
                out[waiting], waiting = np.nan, []
            elif marks[day]:
                waiting.append(day)
            else:
                out[[*waiting, day]], waiting = value / (len(waiting) + 1), []
        out[waiting] = np.nan
    np.testing.assert_array_equal(spread_charges(y, unread), expected)
