"""The whole pass against the workshop's recipe, written naively in pandas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SUMMED = ["Number_Of_Trips", "Daily_Trip_Duration", "Daily_Cycles_Used"]
LEAST = ["Battery_Age_Days", "Battery_Rated_Cycles"]
VALUES = [*SUMMED, *LEAST]


def recipe(readings: pd.DataFrame, max_gap_days: int = 20) -> pd.DataFrame:
    """The workshop's recipe for one battery, step by step.

    The cadence changes with the first day after, or before, the days on which a reading came at
    noon. Beyond the recipe: long gaps stay, and a day is completed where two parts, or a part and
    a long gap, meet.
    """
    readings = readings.drop_duplicates("Date").sort_values("Date")
    day = readings["Date"].dt.normalize()
    noon = day[readings["Date"].dt.hour == 12]
    before, after = (day < noon.min(), day > noon.max()) if len(noon) else (day.notna(), day.isna())
    if len(noon):  # a few days without a reading at noon are a battery's first, or last, ones
        before, after = (side & (side.sum() > 10) for side in (before, after))
    is_fine = ~before & ~after
    once = [(before, "D"), (after, "D")]
    parts = [(part, freq) for part, freq in [*once, (is_fine, "12h")] if part.any()]
    daily = []
    for part, freq in parts:
        grid = readings[part].set_index("Date")[VALUES].resample(freq).first()
        if freq == "12h" and before.any():
            grid = grid.reindex(grid.index.union([grid.index[0].normalize()]))
        if freq == "12h" and after.any():
            grid = grid.reindex(
                grid.index.union([grid.index[-1].normalize() + pd.Timedelta("12h")])
            )
        daily.append(added_up(fill(grid, max_gap_days * (2 if freq == "12h" else 1))))
    days = pd.concat(daily).sort_index()
    complete = days.asfreq("D")
    borders = complete["Daily_Cycles_Used"].isna() & ~days_in_parts(complete.index, daily)
    filled = fill(complete[VALUES], max_gap_days)
    complete.loc[borders, VALUES] = filled.loc[borders, VALUES]
    complete["made_up"] = complete["made_up"].eq(True) | borders
    complete = complete.dropna()
    first = readings.iloc[0]
    start = max(first["Lifetime_Cycles_Used"] - first["Daily_Cycles_Used"], 0)
    return complete.assign(running=start + complete["Daily_Cycles_Used"].cumsum())


def days_in_parts(days: pd.DatetimeIndex, daily: list[pd.DataFrame]) -> np.ndarray:
    return np.any([(days >= p.index[0]) & (days <= p.index[-1]) for p in daily], axis=0)


def fill(grid: pd.DataFrame, most: int) -> pd.DataFrame:
    """Interpolate in time, but for runs of more than ``most`` rows; then complete their days."""
    missing = grid["Daily_Cycles_Used"].isna()
    run = (missing != missing.shift()).cumsum()
    too_long = missing & (missing.groupby(run).transform("size") > most)
    filled = grid.interpolate("time", limit_area="inside").mask(too_long)
    of_day = filled.groupby(filled.index.normalize())
    complete = of_day.ffill().fillna(of_day.bfill()) if most else filled
    return complete.assign(made_up=missing & complete["Daily_Cycles_Used"].notna())


def added_up(grid: pd.DataFrame) -> pd.DataFrame:
    by_day = grid.groupby(grid.index.normalize())
    days = by_day[SUMMED].sum(min_count=1).join(by_day[LEAST].min())
    return days.assign(made_up=by_day["made_up"].any()).dropna()


def assert_equals_recipe(daily: pd.DataFrame, expected: pd.DataFrame) -> None:
    daily = daily.set_index(pd.to_datetime(daily["Date"]))
    pd.testing.assert_index_equal(daily.index, expected.index, check_names=False, exact=False)
    for name in VALUES:
        np.testing.assert_allclose(daily[name], expected[name], rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(daily["Lifetime_Cycles_Used"], expected["running"], atol=1e-9)
    np.testing.assert_array_equal(daily["Is_Interpolated"], expected["made_up"].astype(bool))


def test_the_workshops_file_gives_what_the_workshops_recipe_gives(lab_file, clean):
    lines = lab_file.read_text().splitlines()
    readings = pd.read_csv(lab_file, index_col=0, parse_dates=["Date"])
    shuffled = readings.sample(frac=1, random_state=1)
    expected = recipe(readings)
    assert len(expected) == len(lines) - 1 == 1539
    result = clean(shuffled.assign(Battery_ID="0"))
    assert_equals_recipe(result["daily"], expected)
    np.testing.assert_allclose(
        result["daily"]["Lifetime_Cycles_Used"], readings["Lifetime_Cycles_Used"], atol=1e-9
    )
    assert len(result["rejected"]) == 0


@st.composite
def batteries(draw) -> pd.DataFrame:
    """Readings of a few batteries: one cadence or two, in either order, some readings lost."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parts = []
    for number in range(draw(st.integers(1, 4))):
        n_fine, n_coarse = draw(st.sampled_from([(0, 60), (60, 0), (45, 70), (100, 40)]))
        first = pd.Timestamp("2024-01-01") + pd.Timedelta(days=draw(st.integers(0, 50)))
        order = [("12h", 2 * n_fine), ("D", n_coarse)]
        times = pd.DatetimeIndex([])
        for freq, count in reversed(order) if draw(st.booleans()) else order:
            if count:
                times = times.append(pd.date_range(first, periods=count, freq=freq))
                first = times[-1].normalize() + pd.Timedelta(days=1)
        kept = rng.random(len(times)) > draw(st.sampled_from([0, 0.05, 0.12]))
        if draw(st.booleans()):
            start = draw(st.integers(15, len(times) - 15))
            kept[start : start + draw(st.integers(1, 25))] = False
        kept[[0, -1]] = True
        parts.append(values_at(times[kept], f"B{number}", rng))
    return pd.concat(parts, ignore_index=True)


def values_at(times: pd.DatetimeIndex, battery: str, rng: np.random.Generator) -> pd.DataFrame:
    cycles = rng.uniform(0.05, 0.3, len(times))
    return pd.DataFrame(
        {
            "Battery_ID": battery,
            "Date": times,
            "Battery_Age_Days": (times.normalize() - times[0].normalize()).days + 3.0,
            "Number_Of_Trips": rng.integers(0, 9, len(times)).astype(float),
            "Daily_Trip_Duration": cycles * 400,
            "Daily_Cycles_Used": cycles,
            "Lifetime_Cycles_Used": 20 + cycles.cumsum(),
            "Battery_Rated_Cycles": 200.0,
        }
    )


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(readings=batteries(), seed=st.integers(0, 99))
def test_any_batteries_give_what_the_workshops_recipe_gives(readings, seed, clean):
    again = readings.sample(frac=0.02, random_state=seed)
    delivered = pd.concat([readings, again, again.assign(Daily_Cycles_Used=0.9)])
    result = clean(delivered, gap_policy="interpolate")
    for battery, own in readings.groupby("Battery_ID"):
        daily = result["daily"]
        expected = recipe(own)
        assert_equals_recipe(daily[daily["Battery_ID"] == battery], expected)
    assert (result["rejected"]["Status"] == "duplicate").all()
    assert len(result["rejected"]) == 2 * len(again)


@pytest.mark.parametrize("freq", ["D", "12h"])
@pytest.mark.parametrize("missing_days", [19, 20, 21])
def test_a_gap_beyond_the_limit_stays_missing(freq, missing_days, clean, series):
    times = pd.date_range("2025-01-01", periods=120, freq="D" if freq == "D" else "12h")
    end = pd.Timestamp("2025-01-20") + pd.Timedelta(days=missing_days)
    readings = series(times[(times < "2025-01-20") | (times >= end)])
    result = clean(readings, gap_policy="interpolate")
    gone = 0 if missing_days <= 20 else missing_days
    assert len(result["daily"]) == len(pd.unique(times.normalize())) - gone
    facts = result["battery"].iloc[0]
    assert facts["Missing_Days"] == gone
    assert facts["Interpolated_Days"] == missing_days - gone
    assert [(gap["Days"], gap["Filled"]) for gap in facts["Gaps"]] == [
        (missing_days, missing_days <= 20)
    ]


def test_order_of_arrival_and_batch_size_change_nothing(clean, series):
    readings = pd.concat(
        [
            series(pd.date_range("2025-01-01", periods=90, freq="12h"), name, start=ord(name))
            for name in "CAB"
        ]
    )
    readings = readings.drop(readings.index[5:9])
    one = clean(readings)
    other = clean(readings.sample(frac=1, random_state=3), batch_rows=17)
    pd.testing.assert_frame_equal(one["daily"], other["daily"], check_exact=True)
    assert [battery[0] for battery in one["battery"]["Battery_ID"]] == ["A", "B", "C"]
    first = one["daily"].drop_duplicates("Battery_ID").set_index("Battery_ID")
    assert (first["Lifetime_Cycles_Used"].loc[["A", "B", "C"]] // 1).tolist() == [65, 66, 67]
    alone = clean(readings[readings["Battery_ID"] == "B"])["daily"]
    together = one["daily"][one["daily"]["Battery_ID"] == "B"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together, check_exact=True)


@pytest.mark.parametrize("freq", ["D", "12h"])
def test_a_limit_of_0_makes_nothing_up(freq, clean, series):
    times = pd.date_range("2025-01-01", periods=80, freq=freq).delete([20, 33, 34])
    result = clean(series(times), max_gap_days=0)
    assert not result["daily"]["Is_Interpolated"].any()
    used = result["daily"]["Daily_Cycles_Used"].sum()
    assert used == pytest.approx(series(times)["Daily_Cycles_Used"].sum())


def test_shares_of_the_last_28_days(clean, series):
    days = pd.date_range("2025-01-01", periods=100)
    long = series(days.delete([10, 11, 60, *range(80, 87)]), "long")
    short = series(days[:14].delete([3, 4]), "short")
    facts = clean(pd.concat([long, short]))["battery"].set_index("Battery_ID")
    assert dict(facts["Interpolated_Share_28d"]) == {"long": 7 / 28, "short": 2 / 14}
    assert dict(facts["Coverage"]) == {"long": 0.9, "short": 12 / 14}
    assert dict(facts["Interpolated_Days"]) == {"long": 10, "short": 2}
    assert dict(facts["Observed_Days"]) == {"long": 90, "short": 12}


def test_a_day_beside_a_long_gap_is_completed(clean, series):
    times = pd.date_range("2025-01-01", periods=40, freq="12h")
    times = times.append(pd.date_range("2025-03-01", periods=40, freq="12h"))
    readings = series(times.delete([39, 40])).assign(Daily_Cycles_Used=0.2)
    daily = clean(readings, gap_policy="interpolate")["daily"]
    assert len(daily) == 40
    np.testing.assert_allclose(daily["Daily_Cycles_Used"], 0.4)
    assert list(daily.index[daily["Is_Interpolated"]]) == [19, 20]


def test_a_day_beside_another_cadence_is_completed_but_the_first_and_the_last_are_not(
    clean, series
):
    coarse = pd.date_range("2025-01-01", periods=30)
    times = coarse.append(pd.date_range("2025-01-31", periods=60, freq="12h"))
    readings = series(times.delete([30, 89]))  # the first reading of the finer days, and the last
    used = np.where(np.arange(88) < 30, 0.4, 0.2)
    daily = clean(readings.assign(Daily_Cycles_Used=used))["daily"]
    np.testing.assert_allclose(daily["Daily_Cycles_Used"][:-1], 0.4)
    np.testing.assert_allclose(daily["Daily_Cycles_Used"].iloc[-1], 0.2)
    assert list(daily.index[daily["Is_Interpolated"]]) == [30]
