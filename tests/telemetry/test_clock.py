"""Readings with a wrong date are found by the age of their battery."""

import pandas as pd


def test_a_wrong_date_is_rejected(clean, series):
    readings = series(pd.date_range("2024-01-01", periods=100))
    wrong = readings.iloc[[50, 60]].copy()
    wrong["Date"] += pd.to_timedelta([-700, 400], unit="D")
    result = clean(pd.concat([readings, wrong], ignore_index=True))
    assert list(result["rejected"]["Reason"]) == ["clock jump, days: -700", "clock jump, days: 400"]
    assert len(result["daily"]) == 100


def test_an_age_that_is_no_clock_rejects_nothing(clean, series):
    readings = series(pd.date_range("2024-01-01", periods=100))
    assert len(clean(readings.assign(Battery_Age_Days=7.0))["rejected"]) == 0


def test_a_new_battery_under_the_old_id_is_no_clock_jump(clean, series):
    old = series(pd.date_range("2024-01-01", periods=100))
    new = series(pd.date_range("2024-04-10", periods=12), start=0.0).assign(
        Battery_Age_Days=range(12)
    )
    result = clean(pd.concat([old, new], ignore_index=True))
    assert len(result["rejected"]) == 0
    finding = result["battery"]["Counter_Findings"][0][0]
    assert (str(finding["Day"]), finding["Kind"]) == ("2024-04-10", "reset")
