"""The charts say what the numbers say."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.evaluate import Score
from connected_car.automl.folds import History, Plan
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.forecasters.registry import COMPOSITES, FAMILIES
from connected_car.pipelines.forecasting.charts import pick_batteries
from connected_car.pipelines.forecasting.charts_errors import coverage_by_day, forecast_errors
from connected_car.pipelines.forecasting.charts_fans import forecast_fans, telling_batteries
from connected_car.pipelines.forecasting.charts_search import (
    parameter_importances,
    search_history,
)
from connected_car.pipelines.forecasting.holdout import forecast_on_holdout

PLAN = Plan(20, 3, 20, 2)


@pytest.fixture(scope="module")
def history(make_fleet) -> History:
    panel = make_fleet(n=12, days=250, kind="weekly", missing=0.02)
    panel.y[3, :-130] = np.nan
    panel.y[5, ::5] = 3 * np.nanmax(panel.y[5])
    return History(panel, panel.y)


@pytest.fixture(scope="module")
def holdout(history):
    return forecast_on_holdout(history, PLAN, Recipe("seasonal_naive"), 7)


def _trial(number, family, value, state="complete", **hyperparameters) -> TrialResult:
    score = Score(np.full((3, 4), value), np.zeros((3, 4, 20)), {}, 0.0, 0.0)
    recipe = Recipe(family, hyperparameters)
    return TrialResult(number, recipe, state, score if state == "complete" else None)


def test_the_fans_are_of_telling_batteries(holdout):
    ids = holdout.folds[-1].past.ids
    remaining = pd.Series({ids[8]: 2.0, ids[9]: 30.0, ids[10]: -1.0})
    parts = telling_batteries(holdout, remaining)
    named = {name: row for row, names in parts.items() for name in names}
    assert set(named) == {
        *("best", "median", "worst", "shortest history", "lumpiest", "nearest to its rating")
    }
    assert named["shortest history"] == 3
    assert named["lumpiest"] == 5
    assert named["nearest to its rating"] == 8
    assert "nearest to its rating" not in str(telling_batteries(holdout, pd.Series(dtype=float)))
    figure = forecast_fans(holdout, remaining)
    assert len(figure.data) == 3 * len(parts)


def test_a_hold_out_without_a_scored_day_has_fans_and_one_picture(holdout):
    unscored = [replace(f, truth=np.full_like(f.truth, np.nan)) for f in holdout.champion]
    blind = replace(holdout, champion=unscored)
    parts = telling_batteries(blind, pd.Series(dtype=float))
    assert parts == {3: ["shortest history"], 5: ["lumpiest"]}
    rows, titles = pick_batteries(blind)
    assert rows == [0]
    assert len(titles) == 1


def test_residuals_are_those_of_holdout_and_folds(history, holdout):
    folds = PLAN.folds(history)
    point = np.stack([fold.truth - 0.01 for fold in folds])
    score = Score(np.zeros((3, 12)), np.nan_to_num(point), {}, 0.0, 0.0)
    figure = forecast_errors(holdout, folds, TrialResult(0, Recipe("mean"), "complete", score))
    median = figure.data[1]
    assert len(median.x) == 5 * 20
    assert list(median.x) == sorted(median.x)
    np.testing.assert_allclose(median.y[-60:], 0.01)
    first = holdout.folds[0].truth[:, 0] - holdout.champion[0].point[:, 0]
    assert median.y[0] == pytest.approx(np.nanmedian(first))


def test_without_a_hold_out_each_fold_is_drawn_once(history):
    plan = Plan(20, 3, 20, 0)
    folds, again = plan.folds(history), forecast_on_holdout(history, plan, Recipe("mean"), 7)
    point = np.stack([forecasts.point for forecasts in again.champion])
    trial = TrialResult(0, Recipe("mean"), "complete", Score(np.zeros((3, 12)), point, {}, 0, 0))
    median = forecast_errors(again, folds, trial).data[1]
    assert len(median.x) == len(set(median.x)) == 3 * 20


def test_coverage_by_day_equals_a_naive_loop(holdout):
    days, share = coverage_by_day(holdout)
    assert days.tolist() == list(range(1, 21))
    inside = []
    for forecasts in holdout.champion:
        for battery in range(12):
            truth = forecasts.truth[battery, 4]
            if not np.isnan(truth):
                low, _, high = forecasts.quantiles[:, battery, 4]
                inside.append(low <= truth <= high)
    assert share[4] == pytest.approx(np.mean(inside))


def test_the_search_history_shows_every_complete_trial():
    result = SearchResult(
        [_trial(0, "mean", 0.2), _trial(1, "lightgbm", 9.0, "failed"), _trial(2, "naive", 0.1)]
    )
    figure = search_history(result)
    assert len(figure.layout.annotations) == 2, "one title, the mean's label"
    dots = {trace.name: list(trace.x) for trace in figure.data}
    assert dots == {"mean": [1], "naive": [3], "best so far": [1, 3]}
    assert list(figure.data[-1].y) == pytest.approx([0.2, 0.1])
    json.loads(figure.to_json())


def test_the_hyperparameter_that_matters_is_found():
    rng = np.random.default_rng(2)
    trials = [_trial(0, "mean", 0.2)]
    for number in range(1, 25):
        leaves, rate = int(rng.integers(4, 63)), float(rng.uniform(0.02, 0.15))
        given = {"num_leaves": leaves, "learning_rate": rate, "n_estimators": 100}
        given |= {"min_child_samples": 50, "feature_fraction": 0.5}
        given |= {"strategy": "direct", "country": "none"}
        trials.append(_trial(number, "lightgbm", 0.1 + leaves / 1000, **given))
    figure = search_history(SearchResult(trials))
    assert "What mattered in lightgbm" in [title.text for title in figure.layout.annotations]
    assert "num_leaves" in figure.data[-1].y
    family, found = parameter_importances(SearchResult(trials))
    assert family == "lightgbm"
    assert max(found, key=found.get) == "num_leaves"
    assert found["num_leaves"] > 0.8
    assert parameter_importances(SearchResult(trials[:4])) == ("", {})


def test_each_family_has_a_mark_of_its_own():
    families = [*FAMILIES, *COMPOSITES]
    figure = search_history(SearchResult([_trial(i, f, 0.1) for i, f in enumerate(families)]))
    marks = {t.name: (t.marker.color, t.marker.symbol) for t in figure.data if t.mode == "markers"}
    assert set(marks) == set(families)
    assert len(set(marks.values())) == len(families)
