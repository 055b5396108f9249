"""A search that is killed, stopped or too slow."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connected_car.automl import search
from connected_car.automl.leaderboard import leaderboard
from connected_car.forecasters import Panel

DAYS = np.datetime64("2026-06-30")
TIMES = ["Fit_Seconds", "Predict_Seconds"]
SCRIPT = """
import logging, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_interruptions import fleet
from connected_car.automl.folds import History, Plan
from connected_car.automl.options import SearchOptions
from connected_car.automl.search import search

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    panel = fleet()
    options = SearchOptions.model_validate_json({options!r})
    result = search(
        History(panel, panel.y), Plan(30, 3, 30, 0), options, seed=7, folder=Path({folder!r})
    )
    print("ended by", result.exit_criterion, "with", len(result.complete()), "trials")
"""


def fleet() -> Panel:
    """Thirty batteries with a weekly pattern."""
    rng = np.random.default_rng(5)
    y = rng.gamma(20, 0.005, (30, 250)) * (1 + 0.5 * (np.arange(250) % 7 < 5))
    return Panel(np.array([f"b{i:02d}" for i in range(30)]), np.full(30, DAYS), y)


@pytest.fixture
def start(tmp_path, settings):
    """Start the search in a process group of its own, and wait for its fifth trial."""

    def begin():
        code = SCRIPT.format(
            tests=os.path.dirname(__file__),
            folder=str(tmp_path / "killed"),
            options=settings(max_trials=9, prune=True).model_dump_json(),
        )
        (tmp_path / "search.py").write_text(code)
        process = subprocess.Popen(
            [sys.executable, str(tmp_path / "search.py")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if " trial 5, " in line:
                return process
        pytest.fail("".join(lines))

    return begin


def test_a_killed_search_goes_on_and_ends_as_an_undisturbed_one(start, run_search, tmp_path):
    process = start()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    given = {"max_trials": 9, "prune": True}
    resumed = run_search(fleet(), folder=tmp_path / "killed", **given)
    undisturbed = run_search(fleet(), folder=tmp_path / "whole", **given)
    assert resumed.resumed >= 5
    first, second = (leaderboard(r).drop(columns=TIMES) for r in (resumed, undisturbed))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    for one, other in zip(resumed.complete(), undisturbed.complete(), strict=True):
        np.testing.assert_array_equal(one.score.point, other.score.point)


def test_ctrl_c_ends_the_search_and_keeps_the_best_so_far(start):
    process = start()
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert "Ctrl-C: the search ends here and keeps the best so far" in output
    assert "ended by Ctrl-C with" in output
    assert "Traceback" not in output


def test_a_search_that_is_stopped_in_its_first_trial_begins_with_the_mean_again(
    run_search, tmp_path, monkeypatch
):
    def stop(*_, **__):
        raise KeyboardInterrupt

    given = {"families": ("seasonal_naive", "window_average"), "max_trials": 3}
    with monkeypatch.context() as stopped:
        stopped.setattr(search, "wait", stop)
        with pytest.raises(KeyboardInterrupt):
            run_search(fleet(), folder=tmp_path, **given)
    tried = [trial.recipe.family for trial in run_search(fleet(), folder=tmp_path, **given).trials]
    assert tried == ["mean", "seasonal_naive", "window_average"]


def test_a_trial_that_takes_too_long_is_stopped_and_listed(run_search):
    result = run_search(fleet(), families=("auto_arima",), max_trials=2, seconds_per_trial=0.3)
    slow = result.trials[1]
    assert (slow.recipe.family, slow.state) == ("auto_arima", "timed out")
    assert leaderboard(result)["Reason"].iloc[-1] == "stopped by seconds_per_trial"
    assert len(result.complete()) == 1


def test_a_finished_search_is_not_repeated_but_can_be_prolonged(run_search, tmp_path):
    quick = {"families": ("window_average",), "folder": tmp_path}
    first = run_search(fleet(), max_trials=3, **quick)
    again = run_search(fleet(), max_trials=3, **quick)
    longer = run_search(fleet(), max_trials=5, **quick)
    assert (again.resumed, longer.resumed) == (3, 3)
    assert [t.recipe for t in again.trials] == [t.recipe for t in first.trials]
    assert [t.recipe for t in longer.trials[:3]] == [t.recipe for t in first.trials]
    planned = replace(fleet(), known={"plan": np.zeros((30, fleet().y.shape[1] + 30))})
    for panel, folds in ((fleet(), 2), (planned, 2)):
        other = run_search(panel, max_trials=3, n_folds=folds, **quick)
        assert other.resumed == 0
    assert len(list(tmp_path.iterdir())) == 1, "a search with other settings replaces the old one"


def test_no_gain_for_some_trials_ends_the_search(run_search):
    result = run_search(fleet(), families=("window_average",), max_trials=50, patience=2)
    assert result.exit_criterion == "patience: no gain in 2 trials"
    assert len(result.trials) - 1 - result.best().number == 2


def test_a_trial_that_is_worse_than_most_is_given_up(run_search):
    given = {"families": ("window_average", "weekday_profile"), "max_trials": 9}
    result = run_search(fleet(), prune=True, **given)
    pruned = [t for t in result.trials if t.state == "pruned"]
    assert pruned
    assert all("after fold" in t.reason for t in pruned)
    assert len(run_search(fleet(), **given).complete()) == 9


def test_two_workers_score_as_one_does(run_search):
    families = {"families": ("seasonal_naive", "window_average"), "max_trials": 9}
    one, two = (run_search(fleet(), workers=n, **families).trials for n in (1, 2))
    # which windows are tried depends on which worker is the first to end
    alone, beside = ({t.recipe.to_json(): t.value for t in trials} for trials in (one, two))
    both = alone.keys() & beside.keys()
    assert len(both) > 2
    assert {recipe: alone[recipe] for recipe in both} == {recipe: beside[recipe] for recipe in both}
    assert {t.recipe.family for t in one} == {t.recipe.family for t in two}
    assert two[0].recipe.family == "mean"
