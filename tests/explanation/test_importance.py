"""What a forecaster looks at: planted truths."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from connected_car.automl.bootstrap import bootstrap_interval
from connected_car.explanation.card_words import rests_on
from connected_car.explanation.importance import (
    global_importance,
)
from connected_car.explanation.local import explain_batteries
from connected_car.forecasters import FAMILIES, make
from connected_car.forecasters.levels import moments
from connected_car.forecasters.registry import family_class

# they share all but the model with adida or nhits
DEAR = {"auto_ets", "auto_theta", "auto_ces", "auto_arima", "lstm", "workshop_lstm"}
WINDOW_KEYS = ("last_week", "weeks_2_to_4", "weeks_5_to_13", "older")


def rises(explained) -> dict[str, float]:
    """Return the rise of each group."""
    return {i.group.key: i.rise for i in explained.importances}


def last_week(history, horizon):
    return moments(history.y[:, -7:])[1][:, None]


def weekday_profile(history, horizon):
    codes = (history.days().astype(int) + 3) % 7
    ahead = (history.future_days(horizon).astype(int) + 3) % 7
    means = [moments(np.where(codes == day, history.y, np.nan))[1] for day in range(7)]
    return np.take_along_axis(np.stack(means, axis=1), ahead, axis=1)


def test_one_that_looks_at_the_last_week_alone(planted, make_fleet):
    fleet = make_fleet(n=60, days=400, kind="shift")
    split = fleet.before(30), fleet.y[:, -30:], np.ptp(fleet.y, axis=1)
    explained = global_importance(planted(last_week), *split, seed=1)
    found = {i.group.key: i for i in explained.importances}
    assert found["last_week"].rise > found["last_week"].lower > 0
    assert [found[key].rise for key in WINDOW_KEYS[1:]] == [0.0, 0.0, 0.0]
    assert [found[key].moved for key in WINDOW_KEYS[1:]] == [0.0, 0.0, 0.0]
    assert found["level"].lower > 0


def test_what_moves_a_forecast_without_making_it_better(planted, make_fleet):
    fleet = make_fleet(n=200, days=300)
    split = fleet.before(30), fleet.y[:, -30:], np.ptp(fleet.y, axis=1)
    explained = global_importance(planted(last_week), *split, seed=1)
    noise = next(i for i in explained.importances if i.group.key == "last_week")
    assert noise.moved > 0.05
    assert noise.lower < 0 < noise.upper
    said = f"a forecast would change by {100 * noise.moved:.0f} %, and be neither better nor worse."
    assert f"Without the last week {said}" in rests_on(explained)


def test_one_that_ignores_the_history(planted, split):
    explained = global_importance(planted(lambda history, horizon: 0.14), *split, seed=1)
    assert set(rises(explained).values()) == {0.0}
    assert [(i.lower, i.upper) for i in explained.importances] == [(0.0, 0.0)] * 6


def test_one_that_looks_at_the_weekdays(planted, split):
    found = rises(global_importance(planted(weekday_profile), *split, seed=1))
    assert found["weekdays"] > 0.05
    assert max(found[key] for key in WINDOW_KEYS[:2]) < 0.2 * found["weekdays"]


def test_one_that_looks_at_old_days_alone(planted, split):
    found = rises(
        global_importance(planted(lambda h, _: moments(h.y[:, :-91])[1][:, None]), *split, seed=1)
    )
    assert [found[key] for key in WINDOW_KEYS[:3]] == [0.0, 0.0, 0.0]


def test_the_error_is_that_of_a_plain_loop(planted, split):
    past, truth, ranges = split
    point = last_week(past, 30)[:, 0]
    errors = []
    for row in range(len(truth)):
        seen = ~np.isnan(truth[row])
        if seen.any() and ranges[row] > 0:
            errors.append(np.sqrt(np.mean((truth[row][seen] - point[row]) ** 2)) / ranges[row])
    explained = global_importance(planted(last_week), *split, seed=1)
    assert explained.error == pytest.approx(np.mean(errors))
    assert explained.batteries == len(errors) < 30
    level = next(i for i in explained.importances if i.group.key == "level")
    assert level.share == pytest.approx(level.rise / explained.error, rel=0.2)


def test_the_interval_covers_the_mean_of_normal_batteries():
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(200):
        low, high = bootstrap_interval(rng.standard_normal(60), rng)
        hits += low <= 0 <= high
    assert 0.88 <= hits / 200 <= 0.99
    assert bootstrap_interval(np.ones(4), rng) == (None, None)


def test_one_battery_and_short_histories_are_explained(planted, make_fleet):
    one = make_fleet(n=1, days=300, kind="weekly")
    args = (one.before(30), one.y[:, -30:], np.ptp(one.y, axis=1))
    explained = global_importance(planted(last_week), *args, seed=1)
    assert explained.left_out == ["its own level", "the days over 13 weeks back"]
    assert all(i.lower is None for i in explained.importances)
    assert next(i for i in explained.importances if i.group.key == "last_week").moved > 0
    short = make_fleet(n=8, days=50)
    args = (short.before(30), short.y[:, -30:], np.ptp(short.y, axis=1))
    explained = global_importance(planted(last_week), *args, seed=1)
    assert set(rises(explained)) == {"level", "last_week", "weeks_2_to_4"}


def test_nothing_to_score(planted, split):
    past, truth, ranges = split
    explained = global_importance(
        planted(last_week), past, np.full_like(truth, np.nan), ranges, seed=1
    )
    assert (explained.batteries, explained.importances) == (0, [])


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - DEAR))
def test_every_family_is_explained_and_leaves_its_input_as_it_was(family, split, fleet):
    past, truth, ranges = split
    before = fleet.y.copy()
    forecaster = make(family, seed=1).learn(past)
    explained = global_importance(forecaster, past, truth, ranges, seed=1)
    assert rises(explained)["level"] > 0
    local = explain_batteries(forecaster, fleet, [""] * 30, 30)
    assert all(battery.sentences for battery in local)
    assert all(np.isfinite(c.share) for battery in local for c in battery.contributions)
    np.testing.assert_array_equal(fleet.y, before)


def test_an_ensemble_is_explained_on_as_many_batteries_as_its_slowest_member(split, monkeypatch):
    members = json.dumps([[0.5, "mean", {}], [0.5, "seasonal_naive", {}]])
    monkeypatch.setattr(family_class("seasonal_naive"), "explained_batteries", 12)
    forecaster = make("ensemble", members=members).learn(split[0])
    assert forecaster.explained_batteries == 12
    assert rises(global_importance(forecaster, *split, seed=1))["last_week"] > 0
    assert forecaster.feature_contributions(split[0]) is None


def test_all_of_it_costs_twenty_forecasts_and_repeats_exactly(planted, split, fleet):
    forecaster = planted(last_week)
    forecaster.fleet = make("mean").learn(fleet).fleet
    first = global_importance(forecaster, *split, seed=1)
    explain_batteries(forecaster, fleet, [""] * 30, 30)
    assert forecaster.calls == 20
    assert asdict(global_importance(forecaster, *split, seed=1)) == asdict(first)
