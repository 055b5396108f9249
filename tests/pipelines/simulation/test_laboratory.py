"""The lab preset against the workshop's own battery, and against the figures measured there."""

import numpy as np
import pandas as pd
import pytest

from connected_car.pipelines.simulation.nodes import simulate_telemetry, simulate_true_days


@pytest.fixture(params=[1, 2, 3])
def lab_options(make_options, request):
    return make_options(
        preset="lab", n_batteries=1, n_days=1_539, end_date="2017-03-19", seed=request.param
    )


def daily(options) -> pd.DataFrame:
    days, _ = simulate_true_days(options)
    return days["readings_0001"]()


def test_level_spread_and_range_are_the_measured_ones(lab_options):
    cycles = daily(lab_options)["Daily_Cycles_Used"].to_numpy()
    assert cycles.mean() == pytest.approx(0.142090, rel=0.05)
    assert cycles.std() == pytest.approx(0.012142, rel=0.05)
    assert np.ptp(cycles) == pytest.approx(0.185246 - 0.105648, rel=0.05)


def test_distribution_is_that_of_the_workshops_file(lab_options, lab_file):
    cycles = np.sort(daily(lab_options)["Daily_Cycles_Used"].to_numpy())
    measured = np.sort(pd.read_csv(lab_file)["Daily_Cycles_Used"].to_numpy())
    assert np.abs(cycles - measured).max() < 0.004


def test_there_is_nothing_to_learn(lab_options):
    cycles = daily(lab_options)["Daily_Cycles_Used"].to_numpy(float)
    lags = [np.corrcoef(cycles[:-lag], cycles[lag:])[0, 1] for lag in range(1, 31)]
    assert np.abs(lags).max() < 4 / np.sqrt(len(cycles))


def test_twice_a_day_until_the_end_of_2014_and_only_duplicates_and_gaps(lab_options):
    text = simulate_telemetry(lab_options)["readings_0001"]()
    rows = [line.split(",") for line in text.splitlines()[1:]]
    timed = [row[1] for row in rows if " " in row[1]]
    plain = [row[1] for row in rows if " " not in row[1]]
    assert max(timed) == "2014-12-31 12:00:00"
    assert min(plain) == "2015-01-01"
    assert {row[0] for row in rows} == {"0"}
    assert {row[7] for row in rows} == {"200"}
    assert all(float(cell) >= 0 for row in rows for cell in row[2:])


def test_trips_and_rating_are_the_workshops(lab_options):
    days = daily(lab_options)
    assert set(days["Number_Of_Trips"]) == {5}
    assert days["Battery_Age_Days"].iloc[0] == 0
    assert days["Lifetime_Cycles_Used"].iloc[-1] == pytest.approx(218.68, rel=0.01)


def test_a_single_day_works(make_options):
    days = daily(make_options(preset="lab", n_batteries=1, n_days=1))
    assert len(days) == 1
