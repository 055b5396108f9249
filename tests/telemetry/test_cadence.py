"""How often a battery reports is found from its timestamps, exact to the day."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.telemetry.cadence import CADENCES, DAY, HOUR, cadence_at_readings, periods


def periods_of(result) -> list[tuple[str, str, int]]:
    return [
        (str(period["First_Day"]), str(period["Last_Day"]), period["Hours"])
        for period in result["battery"]["Cadence"][0]
    ]


@pytest.mark.parametrize("hours", [1, 2, 3, 4, 6, 8, 12, 24])
@pytest.mark.parametrize("begin", ["00:00", "00:40", "18:00"])
def test_each_cadence_is_found_with_any_phase(hours, begin, clean, series):
    times = pd.date_range(f"2025-01-01 {begin}", "2025-02-10", freq=f"{hours}h")
    lost = np.random.default_rng(2).random(len(times)) < 0.1
    lost[[0, -1]] = False
    result = clean(series(times[~lost]))
    assert [hours for *_, hours in periods_of(result)] == [hours]
    assert len(result["rejected"]) == 0
    whole = result["daily"].iloc[1:-1]
    filled = pd.Series(lost, index=times).groupby(times.date).sum().iloc[1:-1].to_numpy()
    np.testing.assert_array_equal(whole["Observed_Readings"], 24 // hours - filled)
    np.testing.assert_array_equal(whole["Is_Interpolated"], filled > 0)


LOST = [[], [58], [59], [60], [59, 60], [57, 58], [61, 62], [40, 58, 61], [56, 58]]


@pytest.mark.parametrize("lost", LOST)
def test_the_end_of_the_finer_cadence_is_exact_when_readings_are_lost(lost, clean, series):
    """Numbers 0 to 59 are 30 days of two readings; their last day is 58 and 59."""
    fine = pd.date_range("2025-01-01", periods=60, freq="12h")
    times = fine.append(pd.date_range("2025-01-31", periods=30))
    last_proof = max(number for number in range(1, 60, 2) if number not in lost)
    found = periods_of(clean(series(times.delete(lost))))
    assert [hours for *_, hours in found] == [12, 24]
    assert found[0][1] == str(times[last_proof].date())


@pytest.mark.parametrize("lost", LOST)
def test_the_begin_of_the_finer_cadence_is_exact_when_readings_are_lost(lost, clean, series):
    """Numbers 30 to 89 are 30 days of two readings; ``lost`` counts back from number 89."""
    coarse = pd.date_range("2025-01-01", periods=30)
    times = coarse.append(pd.date_range("2025-01-31", periods=60, freq="12h"))
    lost = [89 - number for number in lost]
    first_proof = min(number for number in range(31, 90, 2) if number not in lost)
    found = periods_of(clean(series(times.delete(lost))))
    assert [hours for *_, hours in found] == [24, 12]
    assert found[1][0] == str(times[first_proof].date())


def test_a_week_without_the_second_reading_is_no_other_cadence(clean, series):
    times = pd.date_range("2025-01-01", periods=120, freq="12h")
    result = clean(series(times.delete(list(range(51, 69, 2)))))
    assert [hours for *_, hours in periods_of(result)] == [12]
    assert result["daily"]["Is_Interpolated"].sum() == 9


@pytest.mark.parametrize("late", [-4, 0, 4])
def test_jitter_around_noon_and_midnight_keeps_both_slots(late, clean, series):
    exact = pd.date_range("2025-01-01", periods=400, freq="12h")
    minutes = np.random.default_rng(3).integers(late - 6, late + 7, len(exact))
    minutes[0] = 0
    result = clean(series(exact + pd.to_timedelta(minutes, unit="min")))
    assert result["daily"]["Observed_Readings"].eq(2).all()
    assert len(result["daily"]) == 200
    assert len(result["rejected"]) == 0


@settings(max_examples=50)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_day_has_one_cadence_whatever_the_times(seed):
    rng = np.random.default_rng(seed)
    steps = np.repeat(rng.choice(CADENCES, 6), rng.integers(3, 40, 6))
    hours = np.cumsum(steps * rng.choice([1, 2, 3], len(steps), p=[0.8, 0.15, 0.05]))
    time = hours * HOUR + rng.integers(0, HOUR // 12, len(hours))
    code = np.zeros(len(time), dtype=np.int64)
    found = periods(code, time, cadence_at_readings(code, time))
    by_day = pd.Series(found).groupby(time // DAY).nunique()
    assert by_day.max() == 1


def test_jitter_around_midnight_moves_no_reading_to_another_day(clean, series):
    exact = pd.date_range("2025-01-01", periods=200)
    minutes = np.random.default_rng(3).integers(-6, 7, len(exact))
    result = clean(series(exact + pd.to_timedelta(minutes, unit="min")))
    assert list(pd.to_datetime(result["daily"]["Date"])) == list(exact)
    assert result["daily"]["Observed_Readings"].eq(1).all()
    assert len(result["rejected"]) == 0


@pytest.mark.parametrize("clock", ["23:50", "23:59", "12:00", "00:00"])
def test_a_regular_reading_belongs_to_its_own_day(clock, clean, series):
    times = pd.date_range(f"2025-01-01 {clock}", periods=50)
    result = clean(series(times))
    assert list(pd.to_datetime(result["daily"]["Date"])) == list(times.normalize())


@pytest.mark.parametrize("freq", ["12h", "6h", "D"])
def test_jitter_and_slow_drift_make_up_little(freq, clean, series):
    exact = pd.date_range("2025-01-01 05:00", periods=400, freq=freq)
    minutes = np.random.default_rng(4).integers(-9, 10, len(exact)) + 0.5 * np.arange(len(exact))
    result = clean(series(exact + pd.to_timedelta(minutes, unit="min")))
    assert len(result["rejected"]) == 0
    assert result["daily"]["Is_Interpolated"].sum() <= 3


def test_a_change_and_back_is_three_periods(clean, series):
    times = (
        pd.date_range("2025-01-01", periods=40)
        .append(pd.date_range("2025-02-10", periods=80, freq="6h"))
        .append(pd.date_range("2025-03-02", periods=40))
    )
    assert periods_of(clean(series(times))) == [
        ("2025-01-01", "2025-02-09", 24),
        ("2025-02-10", "2025-03-01", 6),
        ("2025-03-02", "2025-04-10", 24),
    ]


def test_days_lost_between_two_periods_are_interpolated_as_days(clean, series):
    fine = pd.date_range("2025-01-01", periods=40, freq="12h")
    coarse = pd.date_range("2025-01-24", periods=30)
    readings = series(fine.append(coarse)).assign(Daily_Cycles_Used=[0.2] * 40 + [0.8] * 30)
    daily = clean(readings)["daily"].set_index("Date")["Daily_Cycles_Used"]
    lost = daily.loc[pd.Timestamp("2025-01-21").date() : pd.Timestamp("2025-01-23").date()]
    np.testing.assert_allclose(lost, [0.5, 0.6, 0.7])
