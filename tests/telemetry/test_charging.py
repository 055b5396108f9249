"""Charging logs whose true use is known: sums over any window are the rise of the counter."""

import numpy as np
import pandas as pd
import pytest


def when_low(n: int = 120, seed: int = 4) -> pd.DataFrame:
    """A battery that is charged when it is low: charges of one size, after many days or few."""
    rng = np.random.default_rng(seed)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(1, 8, n).cumsum(), unit="D")
    cycles = rng.uniform(0.5, 0.6, n)
    return pd.DataFrame(
        {
            "Battery_ID": "A",
            "Date": days + pd.to_timedelta(rng.integers(0, 1_440, n), unit="min"),
            "Battery_Age_Days": (days - days[0]).days + 5.0,
            "Number_Of_Trips": 3.0,
            "Daily_Trip_Duration": cycles * 400,
            "Daily_Cycles_Used": cycles,
            "Lifetime_Cycles_Used": 50 + cycles.cumsum(),
            "Battery_Rated_Cycles": 200.0,
        }
    )


def six_days_later(log: pd.DataFrame, row: int) -> pd.DataFrame:
    """Return the log with six days more before a row."""
    more = 6 * (log.index >= row)
    date = log["Date"] + pd.to_timedelta(more, unit="D")
    return log.assign(Date=date, Battery_Age_Days=log["Battery_Age_Days"] + more)


def off_the_counter(daily: pd.DataFrame, log: pd.DataFrame) -> float:
    """Return the largest difference of the stored running sum to the counter that was read."""
    at_days = log.assign(Date=log["Date"].dt.normalize()).groupby("Date")
    read = at_days["Lifetime_Cycles_Used"].max()
    stored = daily.assign(Date=pd.to_datetime(daily["Date"])).set_index("Date")
    running = read.iloc[0] + stored["Daily_Cycles_Used"].iloc[1:].cumsum()
    both = running.reindex(read.index[1:])
    return float(np.abs(both - read.iloc[1:]).max())


def test_charges_of_one_size_are_a_charging_log_by_the_counter(clean):
    log = when_low()
    result = clean(log)
    facts = result["battery"].iloc[0]
    assert facts["Gap_Policy"] == "zero"
    assert (
        "the counter rises over them by what the next reading tells" in facts["Gap_Policy_Reason"]
    )
    assert [period["Hours"] for period in facts["Cadence"]] == [0]
    assert off_the_counter(result["daily"], log) < 1e-9
    assert not result["daily"]["Is_Interpolated"].any()
    assert pd.Timestamp(result["daily"]["Date"].max()) == log["Date"].max().normalize()
    assert clean(log, gap_policy="interpolate")["daily"]["Daily_Cycles_Used"].sum() > 180


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_lost_readings_show_in_the_counter(share, clean, series):
    readings = series(pd.date_range("2025-01-01", periods=300))
    kept = readings[np.random.default_rng(1).random(300) < share]
    assert clean(kept)["battery"].iloc[0]["Gap_Policy"] == "interpolate"


def test_days_on_which_the_counter_rests_are_days_without_use(clean, series):
    used = series(pd.date_range("2025-01-01", periods=300)[np.arange(300) % 4 > 0])
    result = clean(used)
    assert result["battery"].iloc[0]["Gap_Policy"] == "zero"
    total = result["daily"]["Daily_Cycles_Used"].sum()
    assert total == pytest.approx(used["Daily_Cycles_Used"].sum())


def test_lost_charges_are_told_by_the_next_one_and_marked(clean):
    log = when_low()
    lost = np.random.default_rng(2).random(len(log)) < 0.1
    lost[[0, -1]] = False
    daily = clean(log[~lost])["daily"]
    assert off_the_counter(daily, log[~lost]) < 1e-5
    last_lost = lost & ~np.roll(lost, -1)
    days = {day.date() for day in log["Date"][np.roll(last_lost, 1)]}
    assert {pd.Timestamp(day).date() for day in daily["Date"][daily["Is_Interpolated"]]} == days


def test_a_setting_is_taken_at_its_word(clean):
    log = when_low().drop(index=range(40, 50))
    daily = clean(log, gap_policy="zero")["daily"]
    assert daily["Daily_Cycles_Used"].sum() == pytest.approx(log["Daily_Cycles_Used"].sum())


def test_a_coarse_counter_adds_its_rounding_once(clean):
    log = when_low(400)
    exact = log["Daily_Cycles_Used"].sum()
    log["Lifetime_Cycles_Used"] = np.floor(log["Lifetime_Cycles_Used"])
    assert clean(log)["daily"]["Daily_Cycles_Used"].sum() - exact < 1.01


def test_a_reset_adds_nothing(clean):
    log = when_low()
    log.loc[60:, "Lifetime_Cycles_Used"] -= log["Lifetime_Cycles_Used"][60]
    daily = clean(log)["daily"]
    assert daily["Daily_Cycles_Used"].sum() == pytest.approx(log["Daily_Cycles_Used"].sum())


@pytest.mark.parametrize(("minutes", "n_rejected"), [(4_000.0, 0), (40_000.0, 1)])
def test_a_charge_may_hold_as_much_as_the_days_that_it_pays_for(minutes, n_rejected, clean):
    log = when_low()
    log = six_days_later(log, 80)
    log.loc[80, "Daily_Trip_Duration"] = minutes
    log.loc[80:, "Lifetime_Cycles_Used"] += 6.0
    log.loc[80, "Daily_Cycles_Used"] += 6.0
    result = clean(log)
    assert len(result["rejected"]) == n_rejected
    assert off_the_counter(result["daily"], log.drop(index=[80] * n_rejected)) < 1e-5


def test_too_much_is_rejected_if_the_counter_does_not_rise_by_it(clean):
    log = when_low()
    log.loc[80, "Daily_Cycles_Used"] = 5.5
    log = six_days_later(log, 80)
    assert clean(log)["rejected"]["Reason"].tolist() == ["Daily_Cycles_Used above 5 a day: 5.5"]


def test_several_batteries_and_any_order_give_the_same_rows(clean):
    logs = [when_low(seed=seed).assign(Battery_ID=f"B{seed}") for seed in range(3)]
    lost = [log.drop(index=range(30, 35)) for log in logs]
    alone = pd.concat([clean(log)["daily"] for log in lost], ignore_index=True)
    shuffled = pd.concat(lost).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(clean(shuffled)["daily"], alone)
