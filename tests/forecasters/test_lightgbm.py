"""Features of the direct strategy, and both strategies through the family."""

import numpy as np
import pytest

from connected_car.errors import UserError
from connected_car.forecasters import Panel, lightgbm_recursive, load_forecaster, make
from connected_car.forecasters.levels import FleetLevel
from connected_car.forecasters.lightgbm_direct import (
    DirectFeatures,
    Rows,
    forecast_rows,
    holiday_days,
    training_rows,
)

NONE = np.empty(0, dtype=np.int64)
FLAT = np.ones(7)
WINDOWS = (1, 3, 7, 14, 28, 56, 91, 182, 364)


def features(panel: Panel, rows: Rows):
    return DirectFeatures(panel, 0.14, FLAT, NONE).make(rows)


def test_windows_and_weekdays_equal_a_naive_loop(make_fleet):
    panel = make_fleet(n=4, days=500, missing=0.1)
    rng = np.random.default_rng(0)
    rows = Rows(rng.integers(0, 4, 60), rng.integers(100, 500, 60), rng.integers(1, 45, 60))
    found, level, _ = features(panel, rows)
    for i, (battery, cutoff, ahead) in enumerate(
        zip(rows.battery, rows.cutoff, rows.ahead, strict=True)
    ):
        past = panel.y[battery, :cutoff]
        assert level[i] == pytest.approx(np.nanmean(past[-91:]))
        for column, days in enumerate(WINDOWS[2:], start=2):
            assert found[i, column] == pytest.approx(np.nanmean(past[-days:]) / level[i], rel=1e-5)
        weekday = np.arange(cutoff) % 7 == (cutoff + ahead - 1) % 7
        same = np.nanmean(past[weekday][-13:]) / np.nanmean(past[-364:])
        assert found[i, 13] == pytest.approx(same, rel=1e-5)


def test_nothing_after_the_cutoff_enters_a_feature(make_fleet):
    panel = make_fleet(n=6, days=480, kind="shift", missing=0.05)
    rows = Rows(np.repeat(np.arange(6), 30), np.full(180, 440), np.tile(np.arange(1, 31), 6))
    changed = panel.y.copy()
    changed[:, 440:] = 99.0
    before = features(panel, rows)
    after = features(Panel(panel.ids, panel.last_day, changed), rows)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_training_row_looks_like_a_forecast_from_the_same_cutoff(make_fleet):
    panel = make_fleet(n=5, days=520, missing=0.05)
    early = panel.before(40)
    asked = forecast_rows(5, 480, 30)
    inside = features(panel, asked)[0]
    np.testing.assert_allclose(features(early, asked)[0], inside, rtol=1e-5)


def test_targets_are_the_days_that_the_rows_name(make_fleet):
    panel = make_fleet(n=5, days=300, missing=0.2)
    rows, days = training_rows(panel, 500, np.random.default_rng(1))
    assert len(days) > 100
    assert not np.isnan(days).any()
    assert (rows.ahead >= 1).all()
    np.testing.assert_array_equal(panel.y[rows.battery, rows.cutoff + rows.ahead - 1], days)


@pytest.mark.parametrize("strategy", ["direct", "recursive"])
def test_both_strategies_learn_the_weekend_and_come_back_from_files(strategy, make_fleet):
    fleet = make_fleet(n=30, days=300, kind="weekly")
    forecaster = make("lightgbm", strategy=strategy).fit(fleet)
    point = forecaster.predict(fleet, 28)
    usual = np.nanmean(fleet.y.reshape(30, -1)[:, -280:].reshape(30, 40, 7), axis=1)
    assert np.corrcoef(point.reshape(30, 4, 7).mean(axis=1).ravel(), usual.ravel())[0, 1] > 0.95
    again = load_forecaster(forecaster.to_files())
    assert again.hyperparameters["strategy"] == strategy
    np.testing.assert_array_equal(again.predict(fleet, 28), point)


def test_a_short_history_has_the_fleets_weekday_profile(make_fleet):
    fleet = make_fleet(n=30, days=300, kind="weekly", seed=2)
    forecaster = make("lightgbm").learn(fleet)
    unknown = Panel(np.array(["new"]), fleet.last_day[:1], np.full((1, 30), np.nan))
    point = forecaster.predict(unknown, 28)[0].reshape(4, 7).mean(axis=0)
    fleets = np.nanmean(fleet.y[:, -280:].reshape(30, 40, 7), axis=(0, 1))
    assert np.corrcoef(point, fleets)[0, 1] > 0.9


def test_holidays_of_a_country_are_a_feature(make_fleet):
    christmas = np.datetime64("2026-12-25").astype(int)
    assert christmas in holiday_days("DE", int(christmas) - 400, int(christmas))
    fleet = make_fleet(n=10, days=300)
    with_holidays = make("lightgbm", country="DE").learn(fleet)
    without = make("lightgbm").learn(fleet)
    assert with_holidays.booster.num_feature() == without.booster.num_feature() + 1


def test_a_country_without_holidays_is_refused(make_fleet):
    with pytest.raises(UserError, match="'XX'"):
        make("lightgbm", country="XX").learn(make_fleet(n=3, days=200))


@pytest.mark.parametrize(
    ("strategy", "days", "unknown"),
    [("direct", 14, 0), ("recursive", 28, 0), ("recursive", 40, 40)],
)
def test_a_history_too_short_to_learn_from_is_refused(strategy, days, unknown, make_fleet):
    short = make_fleet(n=3, days=days)
    short.y[:, :unknown] = np.nan
    with pytest.raises(UserError, match=r"take it out of forecasting\.search\.families$"):
        make("lightgbm", strategy=strategy).learn(short)


def test_of_many_days_some_are_learned_from(make_fleet):
    fleet = make_fleet(n=3, days=120)
    level = FleetLevel.of(fleet)
    every, target = lightgbm_recursive.training_rows(fleet, level, 10_000, 1)
    some, fewer = lightgbm_recursive.training_rows(fleet, level, 50, 1)
    assert (len(some), len(fewer)) == (50, 50)
    rows = {(*row, y) for row, y in zip(map(tuple, np.nan_to_num(every)), target, strict=True)}
    kept = {(*row, y) for row, y in zip(map(tuple, np.nan_to_num(some)), fewer, strict=True)}
    assert len(kept) == 50
    assert kept < rows
