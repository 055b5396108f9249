"""The leak guard: planted leaks are caught, clean columns are not accused."""

import numpy as np
import pandas as pd
import pytest

from connected_car.automl import leaks
from connected_car.automl.leaks import find_leaks

DAYS, AHEAD, BATTERIES = 120, 30, 4


def fleet(seed: int, batteries: int = BATTERIES) -> pd.DataFrame:
    """Days of some batteries with level, weekly pattern and noise; the last 30 are to come."""
    rng = np.random.default_rng(seed)
    ds = pd.date_range("2026-01-01", periods=DAYS + AHEAD)
    parts = []
    for number in range(batteries):
        use = 0.14 * np.exp(0.3 * rng.standard_normal()) * (1 + 0.4 * (ds.dayofweek < 5))
        y = use * rng.gamma(12, 1 / 12, len(ds))
        parts.append(pd.DataFrame({"unique_id": f"b{number}", "ds": ds, "use": use, "future": y}))
    days = pd.concat(parts, ignore_index=True)
    return days.assign(y=days["future"].where(days["ds"] < ds[DAYS]))


def reason(days: pd.DataFrame) -> str:
    """Return why column ``x`` is refused; empty if it is not."""
    return "; ".join(map(str, find_leaks(days, ["x"], "Daily_Cycles_Used")))


def test_a_multiple_of_the_target_is_named_with_its_ratio():
    days = fleet(1)
    found = reason(days.assign(x=days["future"] / 0.0024603))
    assert found.startswith("x is a linear function of Daily_Cycles_Used on the same day")
    assert "ratio 0.0024603" in found


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lambda d: 5 - 3 * d["future"], "linear function"),
        (lambda d: d["future"] * (1 + 0.01 * np.sin(np.arange(len(d)))), "linear function"),
        (lambda d: d["future"] * d["unique_id"].str[1:].astype(float).add(1), "linear function"),
        (lambda d: d.groupby("unique_id")["future"].cumsum(), "counter"),
        (lambda d: d.groupby("unique_id")["future"].shift(-1), "on the next day"),
        (lambda d: np.exp(20 * d["future"]), "explains"),
        (lambda d: d.groupby("unique_id")["future"].rank(pct=True).round(1), "explains"),
        (lambda d: d["use"].where(d["y"].notna()), "known only afterwards"),
    ],
)
@pytest.mark.parametrize("batteries", [1, BATTERIES])
def test_a_planted_leak_is_caught(plant, words, batteries):
    days = fleet(2, batteries)
    assert words in reason(days.assign(x=plant(days)))


def test_a_large_fleets_leak_is_found_in_a_sample_of_its_days(monkeypatch):
    monkeypatch.setattr(leaks, "_MAX_ROWS", 200)
    days = fleet(2)
    assert "explains" in reason(days.assign(x=np.exp(20 * days["future"])))


def test_a_column_that_the_calendar_tells_is_not_accused_of_telling_the_use():
    days = fleet(3)
    weekday = days["ds"].dt.dayofweek
    by_weekday = weekday.map({0: 0.1, 1: 0.9, 2: 0.2, 3: 0.8, 4: 0.1, 5: 0.9, 6: 0.3})
    days = days.assign(y=(by_weekday * (1 + 0.01 * days["future"])).where(days["y"].notna()))
    assert reason(days.assign(x=weekday)) == ""
    moved = np.random.default_rng(3).permutation(7)[weekday]
    assert reason(days.assign(x=moved)) == ""


def clean_columns(days: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return columns that are known in advance."""
    rng = np.random.default_rng(1000 + seed)
    n = len(days)
    day = days["ds"].dt.dayofyear
    before = days.groupby("unique_id")["future"].shift(AHEAD)
    return pd.DataFrame(
        {
            "noise": rng.standard_normal(n),
            "weekend": (days["ds"].dt.dayofweek >= 5).astype(int),
            "planned_trips": rng.poisson(3, n) + 2 * (days["ds"].dt.dayofweek < 5),
            "temperature": 10 - 8 * np.cos(day / 58) + 2 * rng.standard_normal(n),
            "holiday": day.isin(rng.choice(150, 6)).astype(int),
            "age": days.groupby("unique_id").cumcount(),
            "a_month_before": before.fillna(before.mean()),
            "constant": 1.0,
        }
    )


def test_clean_columns_are_not_accused_in_100_fleets():
    accused = []
    for seed in range(100):
        days = fleet(seed)
        extra = clean_columns(days, seed)
        accused += find_leaks(days.join(extra), list(extra.columns), "y")
    assert accused == []


def test_the_workshops_trip_duration_is_refused(lab_file):
    raw = pd.read_csv(lab_file, parse_dates=["Date"])
    days = pd.DataFrame(
        {"unique_id": "0", "ds": raw["Date"], "y": raw["Daily_Cycles_Used"]}
    ).assign(x=raw["Daily_Trip_Duration"], trips=raw["Number_Of_Trips"])
    duration, trips = find_leaks(days, ["x", "trips"], "Daily_Cycles_Used")
    assert "ratio 0.0024603," in str(duration)
    assert "known only afterwards" in str(trips)
