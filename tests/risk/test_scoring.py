"""The scoring function as a whole: its numbers, and independence of a battery's company."""

import numpy as np
import pandas as pd
import pytest

from connected_car.risk import scoring
from connected_car.risk.numbers import NUMBERS
from connected_car.risk.scoring import score_batteries
from connected_car.tables import SCHEMAS


@pytest.fixture
def fleet(make_days) -> pd.DataFrame:
    return pd.concat([make_days("a", 50, 150.0), make_days("b", 50, 188.0)])


def test_columns_are_those_that_are_stored(fleet, steady, options):
    forecasts, numbers = score_batteries(fleet, steady, options)
    assert list(numbers.columns) == ["Battery_ID", *NUMBERS.names]
    assert [*forecasts.columns, "Model_Version", "Run_ID"] == SCHEMAS["battery_forecasts"].names
    assert len(forecasts) == 2 * 30


def test_numbers_are_those_of_a_battery_that_is_easy_to_check(make_days, steady, options):
    """0.5 cycles a day; the paths bring 0.25 to 0.75 a day, and 12 cycles are left."""
    row = score_batteries(make_days("b", 50, 188.0), steady, options)[1].iloc[0]
    factors = np.linspace(0.5, 1.5, 101)
    assert row["Share_Crossing"] == np.mean(factors * 15 >= 12)
    assert row["Days_Median"] == 24
    assert row["Days_Early"] == np.ceil(12 / (0.5 * 1.4))
    assert row["Days_Late"] == np.ceil(12 / (0.5 * 0.6))
    assert (row["Use_Recent"], row["Use_Year"], row["Span_Days"]) == (0.5, 0.5, 50)


def test_beyond_the_horizon_each_path_goes_on_at_its_own_rate(make_days, steady, options):
    row = score_batteries(make_days("a", 50, 150.0), steady, options)[1].iloc[0]
    assert row["Days_Median"] == 100
    assert row["Days_Early"] == pytest.approx(50 / (0.5 * 1.4), abs=1)
    assert row["Days_Late"] == pytest.approx(50 / (0.5 * 0.6), abs=1)


def test_blocks_order_and_company_change_nothing(fleet, steady, options, monkeypatch):
    forecasts, numbers = score_batteries(fleet, steady, options)
    monkeypatch.setattr(scoring, "_PATHS_AT_ONCE", 1)
    shuffled = fleet.sample(frac=1, random_state=1)
    for part, whole in zip(
        score_batteries(shuffled, steady, options), (forecasts, numbers), strict=True
    ):
        pd.testing.assert_frame_equal(part, whole, check_exact=True)
    alone = score_batteries(fleet[fleet["Battery_ID"] == "b"], steady, options)[1]
    expected = numbers[numbers["Battery_ID"] == "b"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, expected, check_exact=True)


def test_the_input_stays_as_it_is(fleet, steady, options):
    before = fleet.copy(deep=True)
    score_batteries(fleet, steady, options)
    pd.testing.assert_frame_equal(fleet, before)
