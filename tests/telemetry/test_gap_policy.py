"""A day without a reading: lost, or without use."""

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def charging_log(series) -> pd.DataFrame:
    """A charge every few days pays for all of them; on some days there are two."""
    rng = np.random.default_rng(8)
    gaps = rng.integers(1, 8, 80)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(gaps.cumsum(), unit="D")
    times = days + pd.to_timedelta(rng.integers(0, 1440, 80), unit="min")
    readings = series(times).assign(Daily_Cycles_Used=0.1 * gaps + rng.uniform(0, 0.05, 80))
    twice = readings.iloc[[10, 20]].copy()
    twice["Date"] = twice["Date"].dt.normalize() + pd.Timedelta("23h59min")
    return pd.concat([readings, twice], ignore_index=True)


def test_auto_knows_a_charging_log(clean, charging_log):
    result = clean(charging_log)
    facts = result["battery"].iloc[0]
    assert facts["Gap_Policy"] == "zero"
    assert "a reading grows with the days before it: a charging log" in facts["Gap_Policy_Reason"]
    assert len(result["rejected"]) == 0
    daily = result["daily"]
    assert daily["Daily_Cycles_Used"].sum() == pytest.approx(
        charging_log["Daily_Cycles_Used"].sum()
    )
    assert pd.to_datetime(daily["Date"]).diff().dropna().eq(pd.Timedelta(days=1)).all()
    unused = daily[daily["Observed_Readings"] == 0]
    assert len(unused) > 100
    assert (unused["Daily_Cycles_Used"] == 0).all()
    assert not daily["Is_Interpolated"].any()
    assert daily["Battery_Age_Days"].is_monotonic_increasing


def test_auto_interpolates_lost_readings(clean, series):
    days = pd.date_range("2025-01-01", periods=200)
    lost = np.random.default_rng(5).random(200) < 0.6
    sparse = clean(series(days)[~lost])["battery"].iloc[0]
    assert sparse["Gap_Policy"] == "interpolate"
    assert "does not grow with the days before it" in sparse["Gap_Policy_Reason"]
    dense = clean(series(days[np.arange(200) % 10 > 0]))["battery"].iloc[0]
    assert dense["Gap_Policy_Reason"] == "10 % of days have no reading"


@pytest.mark.parametrize("policy", ["zero", "interpolate"])
def test_the_setting_decides_for_all(policy, clean, charging_log):
    facts = clean(charging_log, gap_policy=policy)["battery"].iloc[0]
    assert facts["Gap_Policy"] == policy
    assert facts["Gap_Policy_Reason"] == "set by data_processing.gap_policy"
