"""Who becomes champion."""

import numpy as np
import pytest

from connected_car.automl.champion import (
    Decision,
    PairedDifference,
    choose,
    mean_and_error,
)
from connected_car.automl.evaluate import Score
from connected_car.automl.lineage import Registered, compare_champions
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult

RECIPES = (
    Recipe("mean"),
    Recipe("seasonal_naive"),
    Recipe("window_average", {"window": 28}),
    Recipe("lightgbm", {"num_leaves": 15}),
)


NO_POINT = np.empty((0, 0, 0))


def result_of(*by_fold: np.ndarray, recipes=RECIPES, present=None) -> SearchResult:
    """Return a search whose trials have these NRMSE by fold and battery."""
    trials = [
        TrialResult(i, recipe, "complete", Score(scores, NO_POINT, {}, 0.0, 0.0))
        for i, (recipe, scores) in enumerate(zip(recipes, by_fold, strict=False))
    ]
    return SearchResult(trials, "max_trials", 1.0, present=present)


@pytest.fixture
def mean_scores() -> np.ndarray:
    return 0.15 + 0.02 * np.random.default_rng(0).standard_normal((3, 100))


def noise(scale: float, seed: int = 1) -> np.ndarray:
    """Return noise whose mean is zero."""
    drawn = np.random.default_rng(seed).standard_normal((3, 100))
    return scale * (drawn - drawn.mean())


def test_a_clear_winner_becomes_champion(mean_scores):
    result = result_of(mean_scores, mean_scores + 0.01, mean_scores + 0.01, mean_scores - 0.02)
    decision = choose(result)
    assert decision.recipe == RECIPES[3]
    assert "beats the mean" in decision.verdict
    assert "13 % less error" in decision.verdict


def test_a_difference_within_its_error_does_not_win(mean_scores):
    better_by_luck = mean_scores - 0.0005 + noise(0.02)
    decision = choose(result_of(mean_scores, mean_scores + 0.01, mean_scores, better_by_luck))
    assert decision.recipe.family == "mean"
    assert decision.verdict.startswith("Nothing beats the mean")


def test_winners_that_are_as_good_are_ranked_by_simplicity(mean_scores):
    window = mean_scores - 0.03 + noise(0.01)
    trees = mean_scores - 0.0302 + noise(0.01, seed=2)
    assert choose(result_of(mean_scores, mean_scores, window, trees)).recipe == RECIPES[2]
    much_better = trees - 0.02
    assert choose(result_of(mean_scores, mean_scores, window, much_better)).recipe == RECIPES[3]


def test_of_equal_recipes_of_a_family_the_present_champion_stays(mean_scores):
    present, rival = Recipe("lightgbm", {"num_leaves": 7}), RECIPES[3]
    scores = (mean_scores, mean_scores - 0.03 + noise(0.01), mean_scores - 0.0301 + noise(0.01, 2))
    three = (RECIPES[0], present, rival)
    decision = choose(result_of(*scores, recipes=three, present=present))
    assert decision.recipe == present
    assert decision.stays
    assert choose(result_of(*scores, recipes=three)).recipe == rival
    scores = (*scores[:2], scores[2] - 0.02)
    decision = choose(result_of(*scores, recipes=three, present=present))
    assert decision.recipe == rival
    assert not decision.stays
    assert decision.verdict.endswith(
        "It replaces lightgbm (num_leaves 7), compared on the same folds."
    )


def test_a_present_champion_that_no_longer_beats_the_mean_is_replaced_by_it(mean_scores):
    scores = (mean_scores, mean_scores + 0.01, mean_scores, mean_scores + 0.001)
    decision = choose(result_of(*scores, present=RECIPES[3]))
    assert decision.recipe.family == "mean"
    assert "It replaces lightgbm" in decision.verdict


def test_a_champion_that_may_not_be_replaced_stays_and_the_verdict_says_so(mean_scores):
    scores = (mean_scores, mean_scores + 0.01, mean_scores, mean_scores - 0.02)
    decision = choose(result_of(*scores, present=RECIPES[1]), replace_present=False)
    assert decision.recipe == RECIPES[1]
    assert decision.stays
    assert decision.verdict.startswith("lightgbm beats the mean")
    assert decision.verdict.endswith("stays champion (0.1593): replace_champion is off.")


def test_a_family_that_is_only_listed_is_never_chosen(mean_scores):
    window, trees = mean_scores - 0.05, mean_scores - 0.5
    result = result_of(mean_scores, mean_scores, window, trees)
    only_listed = (RECIPES[3].family,)
    assert choose(result).recipe == RECIPES[3]
    assert choose(result, only_listed=only_listed).recipe == RECIPES[2]
    luckless = result_of(mean_scores, mean_scores, mean_scores, trees)
    assert choose(luckless, only_listed=only_listed).recipe.family == "mean"


def test_alone_the_mean_is_champion(mean_scores):
    alone = choose(result_of(mean_scores))
    assert alone.verdict == "Only the mean was scored; it is champion."
    verdict = choose(result_of(mean_scores, present=RECIPES[1])).verdict
    assert verdict.endswith("It replaces seasonal_naive, compared on the same folds.")


@pytest.mark.parametrize(
    ("before", "stays", "note"),
    [
        ({}, False, "There was no champion before."),
        ({"model version": "3"}, False, "Another recipe won, and replaced the champion."),
        ({"model version": "4"}, True, "The champion stays, file by file."),
        ({"model version": "3"}, True, "The recipe stays; it was learned anew from the present"),
    ],
)
def test_what_became_of_the_champion_before_is_told(before, stays, note, mean_scores):
    result = result_of(mean_scores)
    decision = Decision(RECIPES[0], result.mean, "", stays, before)
    told = compare_champions(result, decision, Registered("pumps", "4"), 5)
    assert told.note.startswith(note)
    version = next(change for change in told.changes if change["what"] == "model version")
    assert (version["before"], version["now"]) == (before.get("model version", "none"), "4")


def test_a_failed_trial_is_no_candidate(mean_scores):
    result = result_of(mean_scores, mean_scores + 0.01)
    result.trials.append(TrialResult(2, RECIPES[3], "failed", None, "ValueError: no"))
    assert choose(result).recipe.family == "mean"


def test_few_batteries_are_judged_by_their_folds():
    by_fold = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, np.nan]])
    mean, error, count, unit = mean_and_error(by_fold)
    assert (count, unit) == (3, "folds")
    assert mean == pytest.approx(np.mean([0.3, 0.3]))
    assert error == pytest.approx(np.std([0.15, 0.35, 0.5], ddof=1) / np.sqrt(3))


def test_many_batteries_are_judged_each_once():
    by_fold = np.arange(60.0).reshape(3, 20)
    mean, error, count, unit = mean_and_error(by_fold)
    assert (count, unit) == (20, "batteries")
    assert mean == pytest.approx(29.5)
    assert error == pytest.approx(np.std(by_fold.mean(axis=0), ddof=1) / np.sqrt(20))


def test_more_tries_need_a_larger_difference():
    gap = PairedDifference(0.02, 0.005, 500, "batteries")
    assert gap.needed(1) == pytest.approx(1.65, abs=0.01)
    assert gap.needed(1) < gap.needed(7) < gap.needed(100)
    assert PairedDifference(0.02, 0.005, 3, "folds").needed(7) > 8
    assert not PairedDifference(1.0, float("inf"), 1, "folds").beats(1)


def test_the_workshops_file_has_nothing_beyond_the_mean(run_search, lab_panel):
    result = run_search(lab_panel)
    decision = choose(result)
    assert decision.recipe.family == "mean"
    assert decision.trial.value == pytest.approx(0.1435, abs=1e-4)
    assert decision.verdict.startswith("Nothing beats the mean")


def test_white_noise_of_one_battery_rarely_makes_another_champion(run_search, make_fleet):
    quick = ("mean", "seasonal_naive", "window_average")
    champions = [
        choose(run_search(make_fleet(n=1, days=200, seed=seed), families=quick)).recipe.family
        for seed in range(16)
    ]
    assert champions.count("mean") >= 15
