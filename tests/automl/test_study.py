"""The search's memory after a kill, whatever had been written by then."""

import pytest

from connected_car.automl.recipes import Recipe
from connected_car.automl.records import load_result, save_result
from connected_car.automl.study import JOURNAL, SearchMemory
from connected_car.automl.trials import TrialResult

TUNABLE = ("window_average",)


@pytest.fixture
def remember(tmp_path):
    """Open the memory of one search, as each run of it does."""

    def open_memory(families=("mean", "seasonal_naive")) -> SearchMemory:
        return SearchMemory(tmp_path, ("one search",), families, seed=7, fixed={})

    return open_memory


def result(number: int, family: str) -> TrialResult:
    return TrialResult(number, Recipe(family), "failed", None, "ValueError: no", 1.5)


def test_a_trial_that_failed_is_read_as_it_was_written(tmp_path):
    save_result(tmp_path / "0.npz", result(3, "mean"))
    assert load_result(tmp_path / "0.npz", 3) == result(3, "mean")


def test_families_without_hyperparameters_are_tried_once(remember):
    memory = remember()
    for number, family in enumerate(("mean", "seasonal_naive")):
        trial, recipe = memory.propose()
        assert recipe == Recipe(family)
        memory.keep(trial, result(number, family))
    assert memory.propose() is None
    assert remember().found == [result(0, "mean"), result(1, "seasonal_naive")]


def test_a_line_that_a_kill_left_half_written_is_cut_off(remember):
    memory = remember()
    memory.keep(memory.propose()[0], result(0, "mean"))
    journal = memory.folder / JOURNAL
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'{"op_code": 4, "worker')
    again = remember()
    assert again.found == [result(0, "mean")]
    assert journal.read_bytes().startswith(whole)
    again.keep(again.propose()[0], result(1, "seasonal_naive"))
    assert remember().found == [result(0, "mean"), result(1, "seasonal_naive")]


def test_a_kill_between_a_result_and_the_last_line_loses_nothing(remember, monkeypatch):
    memory = remember()
    monkeypatch.setattr(memory, "_tell", lambda *_: None)  # the last line
    memory.keep(memory.propose()[0], result(0, "mean"))
    again = remember()
    assert again.found == [result(0, "mean")]
    assert again.study.trials[0].state.is_finished()
    assert again.propose()[1] == Recipe("seasonal_naive")


def test_a_trial_that_was_running_comes_again_before_the_others(remember):
    for _ in range(2):
        assert remember().propose()[1] == Recipe("mean")


def test_a_drawn_recipe_comes_again_and_one_half_drawn_is_drawn_anew(remember):
    memory = remember(TUNABLE)
    trial, default = memory.propose()
    memory.keep(trial, TrialResult(0, default, "failed"))
    drawn = memory.propose()[1]
    assert drawn != default
    again = remember(TUNABLE)
    assert again.propose()[1] == drawn
    again.study.ask()  # killed before it had a family
    last = remember(TUNABLE)
    assert [found.recipe for found in last.found] == [default]
    assert last.propose()[1] == drawn
