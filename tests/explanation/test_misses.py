"""The worst misses: the right batteries, and words that fit their numbers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from connected_car.explanation.misses import Miss, worst_misses


def test_the_worst_come_first_and_each_battery_once(split):
    past, truth, ranges = split
    point = np.nan_to_num(truth).copy()
    for place, row in enumerate((10, 11, 12, 13, 14, 15)):
        point[row] += 0.1 * (place + 1) * ranges[row]
    misses = worst_misses([(past, truth, point), (past, truth, point)], ranges)
    assert [m.battery for m in misses] == [f"battery-{k:04d}" for k in (15, 14, 13, 12, 11)]
    first, seen = misses[0], ~np.isnan(truth[15])
    assert first.used == pytest.approx(truth[15][seen].sum())
    assert first.forecast == pytest.approx(point[15][seen].sum())
    assert first.days == seen.sum()
    assert first.error == pytest.approx(0.6)
    assert (first.first_day, first.last_day) == (date(2026, 6, 1), date(2026, 6, 30))
    before = np.nanmean(past.y[15, -28:])
    assert first.change == pytest.approx(truth[15][seen].mean() / before - 1)


def test_an_exact_forecast_has_no_misses(split):
    past, truth, ranges = split
    assert worst_misses([(past, truth, np.nan_to_num(truth))], ranges) == []


def test_the_words_fit_the_numbers():
    miss = Miss("B7", date(2026, 5, 3), date(2026, 6, 1), 30, 6.0, 3.0, 12, -0.52, 0.4)
    assert miss.describe() == (
        "Battery B7, 3 May 2026 to 1 June 2026: 6 cycles were forecast, 3 were used, so the "
        "forecast was 100 % too high. Its use fell by 52 % against the four weeks before. It was "
        "not used on 12 of the 30 days."
    )
    near = replace(miss, used=5.9, change=0.1, still=0).describe()
    assert near.endswith("5.9 were used; the sum is near, but single days are far off.")
    rose = replace(miss, used=9.0, change=0.8, still=0).describe()
    assert "33 % too low. Its use rose by 80 %" in rose
    parked = replace(miss, used=0.0, change=float("nan"), still=30).describe()
    assert parked.endswith(
        "6 cycles were forecast, 0 were used. It was not used on 30 of the 30 days."
    )
