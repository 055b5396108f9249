"""Of several readings of a moment the first in file order stays."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from connected_car.telemetry.duplicates import by_battery_and_time


def test_the_first_stays_and_the_others_say_why(clean, series):
    readings = series(pd.date_range("2025-01-01", periods=20))
    other = readings.iloc[[3]].assign(Daily_Cycles_Used=0.9)
    delivered = pd.concat([readings, readings.iloc[[3]], other], ignore_index=True)
    result = clean(delivered)
    assert list(result["rejected"]["Reason"]) == [
        "duplicate row",
        "duplicate timestamp with other values",
    ]
    assert set(result["rejected"]["Status"]) == {"duplicate"}
    assert result["daily"]["Daily_Cycles_Used"][3] == readings["Daily_Cycles_Used"][3]
    first_wins = clean(pd.concat([other, readings], ignore_index=True))
    assert first_wins["daily"]["Daily_Cycles_Used"][3] == 0.9
    assert list(first_wins["rejected"]["Row"]) == [4]


def test_many_batteries_over_many_years_are_sorted_as_few_are():
    rng = np.random.default_rng(8)
    decades = np.sort(rng.integers(0, 2**50, 30))
    n = 200
    few = SimpleNamespace(
        code=rng.integers(0, 5, n),
        time=rng.choice(decades, n),
        file=rng.integers(0, 3, n),
        block=np.zeros(n, int),
        row=rng.permutation(n),
    )
    many = SimpleNamespace(**{**few.__dict__, "code": few.code * 10_000})
    rows = np.arange(n)
    naive = sorted(rows, key=lambda i: (few.code[i], few.time[i], few.file[i], few.row[i]))
    assert by_battery_and_time(few, rows).tolist() == naive
    assert by_battery_and_time(many, rows).tolist() == naive


def test_a_rejected_reading_takes_no_ones_place(clean, series):
    readings = series(pd.date_range("2025-01-01", periods=20))
    bad = readings.iloc[[3]].assign(Daily_Cycles_Used=99.0)
    result = clean(pd.concat([bad, readings], ignore_index=True))
    assert list(result["rejected"]["Status"]) == ["rejected"]
    assert result["daily"]["Daily_Cycles_Used"][3] == readings["Daily_Cycles_Used"][3]


def test_a_second_reading_of_a_slot_is_a_duplicate(clean, series):
    times = list(pd.date_range("2025-01-01", periods=40, freq="12h"))
    result = clean(series(sorted([*times, times[10] + pd.Timedelta("7min")])))
    assert list(result["rejected"]["Reason"]) == ["second reading for the same 12-hour slot"]
    assert result["daily"]["Observed_Readings"].eq(2).all()


def test_raw_text_of_a_typed_row_is_json(clean, series):
    import json

    readings = series(pd.date_range("2025-01-01", periods=3))
    rejected = clean(readings.assign(Number_Of_Trips=[1.0, -1.0, None]))["rejected"]
    first, second = (json.loads(text) for text in rejected["Raw_Text"])
    assert first["Number_Of_Trips"] == -1
    assert first["Date"] == "2025-01-02T00:00:00.000000"
    assert second["Number_Of_Trips"] is None
    assert list(rejected["Reason"])[1] == "Number_Of_Trips is empty"
