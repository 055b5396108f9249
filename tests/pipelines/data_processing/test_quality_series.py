"""Telling batteries are found, and counted days are those of the daily table."""

import re

import pandas as pd
import pytest

from connected_car.pipelines.data_processing.quality_series import select_quality_series


@pytest.fixture
def selected(run, deliver, lines, spark):
    """Run on a fleet in which each story has its battery; returns the run and the selection."""
    few, gap, late = lines("few"), lines("gap"), lines("late")
    twice, once = lines("change")[:30], lines("change")[30:]
    readings = {
        "good": lines("good"),
        "few": [line for i, line in enumerate(few) if i % 6 or i == 0],
        "gap": gap[:20] + gap[35:],
        "change": twice + _at_noon(twice) + once,
        "late": late[:50] + late[56:],
    }
    deliver("all.csv", [line for part in readings.values() for line in part])
    done = run()
    processed = spark.read.parquet(str(done.path / "02_intermediate/processed_telemetry"))
    daily = spark.createDataFrame(done.daily)
    return done, select_quality_series(processed, daily)


def _at_noon(lines: list[str]) -> list[str]:
    return [re.sub(r"(\d{4}-\d\d-\d\d)", r"\1 12:00:00", line) for line in lines]


def test_each_story_has_its_battery_and_days_add_up(selected):
    done, series = selected
    stories = {facts["Story"]: facts["Battery_ID"] for facts in series.batteries}
    assert stories == {
        "fewest_days": "gap",
        "longest_gap": "late",
        "cadence": "change",
        "lately_filled": "few",
        "best": "good",
    }
    gap = series.batteries[0]["Gaps"][0]
    assert (str(gap["First_Day"]), gap["Days"], gap["Filled"]) == ("2025-01-21", 15, True)
    daily = done.daily
    by_day = daily.groupby("Date")
    assert list(series.days["Date"]) == sorted(daily["Date"].unique())
    assert list(series.days["Readings"]) == list(by_day["Observed_Readings"].sum())
    assert list(series.days["Filled"]) == list(by_day["Is_Interpolated"].sum())
    assert series.days["Readings"].sum() == done.report["readings"]["kept"]
    assert series.coverage["Batteries"].sum() == 5
    assert series.coverage.set_index("Percent")["Batteries"][100] == 2
    expected = daily[series.series.columns]
    pd.testing.assert_frame_equal(series.series, expected, check_dtype=False)
    page = (done.path / "08_reporting/data_quality_report.html").read_text()
    assert "Run interactive" in page
    assert f"{done.report['readings']['kept']} " in page.replace(",", "")
