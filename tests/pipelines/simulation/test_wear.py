import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.pipelines.simulation.truth import describe_batteries
from connected_car.pipelines.simulation.wear import Wear, crossing_day, running_cycles


def naive_crossing(start: float, rated: float, minutes: list[float]) -> int:
    counter = start
    for day, driven in enumerate(minutes):
        counter += round(driven * 0.0024603, 11)
        if counter >= rated:
            return day
    return -1


@given(
    st.lists(st.floats(0, 1_000), min_size=1, max_size=40),
    st.floats(0, 50),
    st.floats(0.5, 60),
)
def test_crossing_day_equals_a_loop(minutes, start, rated):
    running = running_cycles(np.array([minutes]))
    wear = Wear(np.array([rated]), np.array([start]), np.array([0]))
    found = crossing_day(running, wear)[0]
    expected = naive_crossing(start, rated, minutes)
    # sums in another order may differ in the last digit: then both days reach the rating to 1e-9
    if found != expected:
        reached = start + running[0, 1 + min(d for d in (found, expected) if d >= 0)]
        assert reached == pytest.approx(rated, abs=1e-9)


def test_stated_shares_of_a_fleet_pass_their_rating_in_time(make_options):
    options = make_options(n_batteries=2_000)
    batteries = describe_batteries(options)
    crossing = pd.to_datetime(batteries["Crossing_Date"])
    left = (crossing - pd.Timestamp(options.end_date)).dt.days
    assert (left <= 0).mean() == pytest.approx(0.02, abs=0.002)
    assert left.between(1, 30).mean() == pytest.approx(0.04, abs=0.002)
    assert left.between(31, 90).mean() == pytest.approx(0.04, abs=0.002)
    assert left.between(91, 120).sum() > 0  # no hole after the last class
    is_past = batteries["Lifetime_Cycles_Used"] >= batteries["Battery_Rated_Cycles"]
    assert (is_past == (left <= 0)).all()


@pytest.mark.parametrize(("n_days", "n_batteries"), [(1, 3), (10, 50), (3_650, 50)])
def test_counters_start_at_zero_or_more_for_any_length(make_options, n_days, n_batteries):
    options = make_options(n_batteries=n_batteries, n_days=n_days)
    batteries = describe_batteries(options)
    assert len(batteries) == n_batteries
    in_service = pd.to_datetime(batteries["In_Service_Date"])
    first_day = pd.Timestamp(options.end_date) - pd.Timedelta(days=n_days - 1)
    assert (in_service <= first_day).all()
    assert (batteries["Lifetime_Cycles_Used"] >= 0).all()
