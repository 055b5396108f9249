"""The search: order, ends, failures, repeatability, no look into the future."""

import logging
from concurrent.futures import Future

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.champion import choose
from connected_car.automl.evaluate import PrunedError, Score, Scorer
from connected_car.automl.folds import History, Plan
from connected_car.automl.leaderboard import leaderboard
from connected_car.automl.noise import noise_floor
from connected_car.automl.recipes import Recipe
from connected_car.automl.search import outcome_of
from connected_car.automl.trials import TrialResult
from connected_car.errors import UserError
from connected_car.forecasters import FAMILIES, Panel

DEAR = {
    "auto_theta",
    "auto_ces",
    "auto_arima",
    "workshop_lstm",
}  # as auto_ets or lstm, but for the model
QUICK = ("mean", "seasonal_naive", "window_average")


@pytest.fixture(scope="module")
def weekly_search(run_search, weekly_fleet):
    return run_search(weekly_fleet, max_trials=6)


def test_defaults_come_first_and_simple_families_ahead(weekly_search):
    tried = [trial.recipe.family for trial in weekly_search.trials]
    assert tried[:4] == ["mean", "seasonal_naive", "window_average", "lightgbm"]
    assert weekly_search.exit_criterion == "max_trials: 6"
    assert {trial.recipe.family for trial in weekly_search.trials[4:]} <= {
        "window_average",
        "lightgbm",
    }


def test_no_recipe_is_tried_twice(run_search, make_fleet):
    result = run_search(make_fleet(n=3), families=QUICK, max_trials=100)
    recipes = [trial.recipe for trial in result.trials]
    assert all(recipes.count(recipe) == 1 for recipe in recipes)
    assert len(recipes) == 2 + 7  # all windows of the window average
    assert result.exit_criterion.startswith("nothing left to try")


def test_lightgbm_wins_where_there_is_a_weekly_pattern(weekly_search):
    decision = choose(weekly_search)
    assert decision.recipe.family == "lightgbm"
    assert decision.verdict.startswith("lightgbm beats the mean")


def test_the_same_seed_gives_the_same_leaderboard(run_search, weekly_fleet, weekly_search):
    again = run_search(weekly_fleet, max_trials=6)
    first, second = (
        leaderboard(r).drop(columns=["Fit_Seconds", "Predict_Seconds"])
        for r in (weekly_search, again)
    )
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_another_seed_tries_other_hyperparameters(run_search, make_fleet):
    tried = [
        [t.recipe for t in run_search(make_fleet(n=3), seed, families=QUICK, max_trials=6).trials]
        for seed in (1, 2)
    ]
    assert tried[0] != tried[1]


def test_a_good_enough_score_ends_the_search(run_search, make_fleet):
    result = run_search(make_fleet(n=3), metric_threshold=0.9)
    assert len(result.trials) == 1
    assert result.exit_criterion.startswith("metric_threshold: 0.")


def test_the_job_time_ends_the_search(run_search, make_fleet):
    result = run_search(make_fleet(n=3), max_trials=None, job_time_minutes=1e-9)
    assert len(result.trials) == 1
    assert result.exit_criterion == "job_time_minutes: 1e-09"


def test_a_failing_family_is_listed_with_its_reason_and_does_not_end_the_search(
    run_search, make_fleet
):
    result = run_search(make_fleet(n=3, days=50), horizon=10, max_trials=6)
    failed = [t for t in result.trials if t.score is None]
    assert {t.recipe.family for t in failed} == {"lightgbm"}
    table = leaderboard(result)
    assert len(table) == 6
    assert table["State"].tolist()[-len(failed) :] == ["failed"] * len(failed)
    assert table["Reason"].iloc[-1].startswith("UserError: lightgbm needs batteries with more")
    assert choose(result).recipe.family == "mean"


def test_progress_tells_best_mean_and_share(run_search, make_fleet, caplog):
    with caplog.at_level(logging.INFO, "connected_car.automl.progress"):
        run_search(make_fleet(n=3), families=QUICK, max_trials=4)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 4
    assert "best 0." in lines[0]
    assert "mean 0." in lines[0]
    assert lines[-1].startswith(f"[{20 * '#'}] 100 % trial 4, ")
    assert lines[0].endswith(" s left")


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - DEAR))
def test_a_planted_future_does_not_change_forecasts_made_before_it(family, make_fleet):
    """A value after the first cutoff never changes the first fold's forecasts."""
    panel = make_fleet(n=6, days=260)
    planted = Panel(panel.ids, panel.last_day, panel.y.copy())
    planted.y[:, -60:] = 4.9
    honest, leaky = [], []
    for fleet in (panel, planted):
        fold = Plan(30, 2, 30, 0).folds(History(fleet, fleet.y))[0]
        forecaster = Recipe(family).make(7).fit(fold.past)
        honest.append(forecaster.sample(fold.past, 30, 10, 1))
        leaky.append(Recipe(family).make(7).fit(fleet).sample(fold.past, 30, 10, 1))
    np.testing.assert_array_equal(*honest)
    assert not np.array_equal(*leaky), "the comparison would not notice a leak"


def _scorer(panel: Panel) -> Scorer:
    history, plan = History(panel, panel.y), Plan(30, 2, 30, 1)
    ranges = np.ones(len(panel.ids))
    return Scorer(plan.train(history), plan.folds(history), ranges, "nrmse", 7)


def test_a_trial_learns_from_the_days_before_the_holdout_alone(make_fleet):
    panel = make_fleet(n=6, days=260, kind="weekly")
    scrambled = Panel(panel.ids, panel.last_day, panel.y.copy())
    scrambled.y[:, -30:] = 4.9
    first, second = (_scorer(p).score(Recipe("lightgbm")).by_fold for p in (panel, scrambled))
    np.testing.assert_array_equal(first[0], second[0])
    assert (second[1] > first[1]).all()


def test_a_trial_is_given_up_only_while_folds_are_left(make_fleet):
    scorer, asked = _scorer(make_fleet(n=3)), []
    scorer.score(Recipe("mean"), lambda fold, _: asked.append(fold))
    assert asked == [0]
    with pytest.raises(PrunedError, match=r"^0\.\d{4} after fold 1 of 2$"):
        scorer.score(Recipe("mean"), lambda *_: True)


def _ended(number: int, outcome: Score | Exception) -> TrialResult:
    future: Future = Future()
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result((outcome, 1.0))
    return outcome_of(number, Recipe("mean"), future, "")


def test_without_a_baseline_there_is_no_search():
    with pytest.raises(ValueError, match="no mean"):
        _ended(0, ValueError("no mean"))
    assert _ended(1, ValueError("no mean\nat all")).reason == "ValueError: no mean"


def test_a_fleet_whose_days_are_all_alike_is_refused_or_scored_by_another_metric(run_search):
    ids, last = np.array(["a", "b"]), np.full(2, np.datetime64("2026-06-30"))
    still, steady = (Panel(ids, last, np.full((2, 150), use)) for use in (0.0, 0.2))
    with pytest.raises(UserError, match=r"^nothing could be scored, not even the mean"):
        run_search(still, families=QUICK, max_trials=2)
    result = run_search(steady, families=QUICK, max_trials=2, primary_metric="wape")
    assert [trial.value for trial in result.trials] == pytest.approx([0.0, 0.0])
    noise = noise_floor(History(steady, steady.y), Plan(30, 3, 30, 0), np.nan, 7)
    assert noise.describe().endswith("is not known: no battery's days differ.")


def test_a_trial_without_a_scored_day_has_failed():
    unscored = Score(np.full((2, 3), np.nan), np.zeros((2, 3, 30)), {}, 1.0, 1.0)
    ended = _ended(1, unscored)
    assert (ended.state, ended.score, ended.reason) == ("failed", None, "nothing could be scored")


def test_the_present_champion_is_scored_once_on_the_same_folds(run_search, make_fleet, tmp_path):
    panel, present = make_fleet(n=3), Recipe("window_average", {"window": 182})
    given = {"families": QUICK, "max_trials": 3, "folder": tmp_path}
    assert len(run_search(panel, **given).trials) == 3
    added = run_search(panel, present=present, **given)
    assert [t.recipe for t in added.trials[3:]] == [present]
    tried = added.trials[2].recipe
    assert len(run_search(panel, present=tried, **given).trials) == 3


def test_a_country_is_handed_to_the_families_that_know_holidays(run_search, make_fleet):
    given = {"families": ("lightgbm",), "max_trials": 3}
    fleet = make_fleet(n=6, days=250)
    for country, expected in (("DE", {"DE"}), (None, {"none"})):
        trials = run_search(fleet, country=country, **given).trials
        assert {t.recipe.hyperparameters["country"] for t in trials[1:]} == expected
        assert all(t.score for t in trials)


def test_settings_refuse_what_cannot_be_meant(settings):
    with pytest.raises(ValueError, match="did you mean 'lightgbm'"):
        settings(families=("lgihtgbm",))
    with pytest.raises(ValueError, match="no holidays are known of 'Bavaria'"):
        settings(country="Bavaria")
    with pytest.raises(ValueError, match="never ends"):
        settings(max_trials=None)
    assert settings(families=("lightgbm",)).allowed() == ("mean", "lightgbm")
    blocked = settings(families=("lightgbm", "mean"), blocked_families=("lightgbm", "mean"))
    assert blocked.allowed() == ("mean",)
