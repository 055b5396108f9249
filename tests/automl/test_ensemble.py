"""Greedy ensemble selection."""

import json

import numpy as np
import pytest

from connected_car.automl.ensemble import select_ensemble
from connected_car.automl.evaluate import Score
from connected_car.automl.folds import Fold
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.forecasters import Panel, load_forecaster, make

N, HORIZON, FOLDS = 20, 30, 3
MEMBERS = json.dumps([[0.25, "mean", {}], [0.75, "window_average", {"window": 28}]])


@pytest.fixture
def folds() -> list[Fold]:
    rng = np.random.default_rng(1)
    past = Panel(
        np.array([f"b{i:02d}" for i in range(N)]),
        np.full(N, np.datetime64("2026-06-30")),
        rng.gamma(20, 0.01, (N, 60)),
    )
    return [Fold(past, rng.gamma(20, 0.01, (N, HORIZON))) for _ in range(FOLDS)]


def result_of(folds: list[Fold], *errors: np.ndarray) -> SearchResult:
    """Return a search whose trials miss the truth by these errors."""
    truth = np.stack([fold.truth for fold in folds])
    trials = []
    for number, error in enumerate(errors):
        by_fold = np.sqrt((error**2).mean(axis=2))
        score = Score(by_fold, (truth + error).astype(np.float32), {}, 0.0, 0.0)
        recipe = Recipe("window_average", {"window": number})
        trials.append(TrialResult(number, recipe, "complete", score))
    return SearchResult(trials)


def test_errors_that_cancel_get_equal_weights(folds):
    error = 0.05 * np.random.default_rng(2).standard_normal((FOLDS, N, HORIZON))
    other = 0.5 * np.random.default_rng(3).standard_normal((FOLDS, N, HORIZON))
    ensemble = select_ensemble(result_of(folds, error, -error, other), folds, np.ones(N))
    weights = {m[2]["window"]: m[0] for m in json.loads(ensemble.recipe.hyperparameters["members"])}
    assert weights == {0: 0.5, 1: 0.5}
    assert ensemble.weights_by_fold == [[0.5, 0.5]] * FOLDS


def test_nothing_to_gain_gives_no_ensemble(folds):
    error = 0.05 * np.random.default_rng(2).standard_normal((FOLDS, N, HORIZON))
    assert select_ensemble(result_of(folds, error, 3 * error), folds, np.ones(N)) is None


def test_the_weights_of_a_fold_do_not_see_it(folds):
    """One trial is right on the last fold alone; the weights for that fold must not know it."""
    rng = np.random.default_rng(2)
    first, second = 0.05 * rng.standard_normal((2, FOLDS, N, HORIZON))
    second[:2] += 0.1
    second[2] = 0.0
    ensemble = select_ensemble(result_of(folds, first, second), folds, np.ones(N))
    on_last = ensemble.weights_by_fold[2]
    listed = json.loads(ensemble.recipe.hyperparameters["members"])
    place = [m[2]["window"] for m in listed].index(1)
    assert on_last[place] < ensemble.weights_by_fold[0][place]


def test_the_forecast_is_the_weighted_average(make_fleet):
    fleet = make_fleet(n=6, days=200)
    both = [make("mean").fit(fleet), make("window_average", window=28).fit(fleet)]
    parts = [member.predict(fleet, 30) for member in both]
    ensemble = make("ensemble", members=MEMBERS).fit(fleet)
    np.testing.assert_allclose(ensemble.predict(fleet, 30), 0.25 * parts[0] + 0.75 * parts[1])
    np.testing.assert_allclose(ensemble.weighted([1, 0]).predict(fleet, 30), parts[0])


def test_files_give_the_same_ensemble(make_fleet):
    fleet = make_fleet(n=6, days=260, kind="weekly")
    members = json.dumps([[0.5, "lightgbm", {"n_estimators": 20}], [0.5, "mean", {}]])
    ensemble = make("ensemble", seed=3, members=members).fit(fleet)
    files = ensemble.to_files()
    again = load_forecaster(files)
    assert again.to_files() == files
    for horizon in (7, 45):
        first, second = (m.sample(fleet, horizon, 20, 1) for m in (ensemble, again))
        np.testing.assert_array_equal(first, second)


def test_a_search_tries_an_ensemble_and_keeps_it_for_a_re_run(run_search, make_fleet, tmp_path):
    fleet = make_fleet(n=15, days=250, kind="shift")
    given = {"families": ("window_average",), "max_trials": 6, "ensemble": True}
    first = run_search(fleet, folder=tmp_path, **given)
    again = run_search(fleet, folder=tmp_path, **given)
    last = first.trials[-1]
    assert last.recipe.family == "ensemble"
    assert last.value == again.trials[-1].value
    assert len(first.trials) == 7
