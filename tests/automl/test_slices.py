"""Scores of parts of the fleet."""

import numpy as np
import pytest

from connected_car.automl.forecasts import Forecasts
from connected_car.automl.slices import WEEKDAYS, SliceScorer

N, HORIZON = 40, 25


@pytest.fixture
def forecasts() -> Forecasts:
    rng = np.random.default_rng(3)
    truth = rng.gamma(20, 0.01, (N, HORIZON))
    truth[rng.random((N, HORIZON)) < 0.1] = np.nan
    point = rng.gamma(20, 0.01, (N, HORIZON))
    sums = np.stack([np.nansum(truth, axis=1) - 1, np.nansum(truth, axis=1) + 1])
    sums[:, :10] += 5
    return Forecasts(truth, point, np.stack([point] * 3), sums, np.ones(N))


@pytest.fixture
def scorer(forecasts) -> SliceScorer:
    return SliceScorer([forecasts], np.full(N, 2.0), "nrmse", 1)


def _naive(forecasts, cells) -> float:
    scores = []
    for battery in range(N):
        errors = [
            (forecasts.truth[battery, day] - forecasts.point[battery, day]) ** 2
            for day in range(HORIZON)
            if cells(battery, day) and not np.isnan(forecasts.truth[battery, day])
        ]
        if errors:
            scores.append(np.sqrt(np.mean(errors)) / 2.0)
    return float(np.mean(scores))


def test_the_horizon_is_cut_into_blocks_of_ten_days(scorer, forecasts):
    rows = scorer.by_horizon()
    assert [r["value"] for r in rows] == ["days 1-10 ahead", "days 11-20 ahead", "days 21-25 ahead"]
    assert rows[2]["score"] == pytest.approx(_naive(forecasts, lambda b, d: d >= 20))


def test_weekdays_are_those_of_the_days_that_are_forecast(scorer, forecasts):
    first = np.full(N, np.datetime64("2026-07-01"))  # a Wednesday
    rows = scorer.by_weekday([first])
    assert [r["value"] for r in rows] == list(WEEKDAYS)
    sunday = rows[6]["score"]
    assert sunday == pytest.approx(_naive(forecasts, lambda b, d: (2 + d) % 7 == 6))


def test_groups_of_batteries_have_their_own_score_and_coverage(scorer, forecasts):
    labels = np.array(["100 days"] * 10 + ["20 days"] * 30)
    rows = scorer.by_battery("by history length", labels)
    assert [(r["value"], r["batteries"]) for r in rows] == [("20 days", 30), ("100 days", 10)]
    assert rows[1]["score"] == pytest.approx(_naive(forecasts, lambda b, d: b < 10))
    assert [r["coverage_80_sum"] for r in rows] == [1.0, 0.0]


def test_the_interval_holds_the_score_and_narrows_with_more_batteries(scorer):
    everything = scorer.everything()
    few = scorer.by_battery("x", np.array(["a"] * 5 + ["b"] * 35))[0]
    for row in (everything, few):
        assert row["lower"] < row["score"] < row["upper"]
    assert few["upper"] - few["lower"] > everything["upper"] - everything["lower"]


def test_a_slice_without_a_scored_day_has_no_figures(forecasts):
    none = SliceScorer([forecasts], np.zeros(N), "nrmse", 1).everything()
    assert none["batteries"] == 0
    assert none["score"] is None
