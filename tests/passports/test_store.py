"""Passports are found by id, prefix or place in time, and the oldest make room."""

import json

import pytest

from connected_car.errors import UserError
from connected_car.passports.store import COMPARISON, PassportStore, two_names


@pytest.fixture
def store(tmp_path):
    return PassportStore(tmp_path / "run_passports")


def _names(tmp_path):
    return sorted(path.name for path in (tmp_path / "run_passports").iterdir())


def test_the_oldest_are_removed_whatever_their_ids_and_times_of_writing(
    store, tmp_path, make_passport
):
    runs = [make_passport(id_ * 32) for id_ in "cab"]
    for run in reversed(runs):  # as after a copy of the folder, the oldest is written last
        store.save(run, "<html>", keep=100)
    store.save(make_passport("0" * 32), "<html>", keep=2)
    assert _names(tmp_path) == [f"{c * 32}.{kind}" for c in "0b" for kind in ("html", "json")]


def test_a_run_keeps_its_own_passport_when_the_clock_was_set_back(store, tmp_path, make_passport):
    runs = [make_passport(id_ * 32) for id_ in "abc"]
    for run in reversed(runs):
        store.save(run, "<html>", keep=2)
    assert _names(tmp_path) == [f"{c * 32}.{kind}" for c in "ac" for kind in ("html", "json")]


def test_what_a_kill_left_is_no_passport(store, tmp_path, make_passport):
    run = make_passport("ab" * 16)
    store.save(run, "<html>", keep=5)
    (tmp_path / "run_passports" / f".{'cd' * 16}.json.77").write_text('{"run_id": ')
    (tmp_path / "run_passports" / f"{'ef' * 16}.json").write_text('{"run_id": ')
    assert store.find("last") == run
    with pytest.raises(
        UserError, match="compare=ef: there is no passport of it; the newest are ab"
    ):
        store.find("ef")


def test_a_run_is_found_by_the_beginning_of_its_id(store, make_passport):
    for id_ in ("abc0" * 8, "abd0" * 8):
        store.save(make_passport(id_), "", keep=5)
    assert store.find("abd")["run_id"] == "abd0" * 8
    assert store.find("abc0" * 8)["run_id"] == "abc0" * 8
    with pytest.raises(
        UserError, match=r"^compare=ab: 2 runs begin so: abc0abc0abc0, abd0abd0abd0"
    ):
        store.find("ab")
    with pytest.raises(UserError, match=r"compare=\.\./x: there is no passport"):
        store.find("../x")


def test_the_last_two_runs_are_those_that_did_something(store, make_passport):
    runs = [make_passport() for _ in range(3)]
    runs[2]["call"]["pipelines"] = [COMPARISON]
    for run in runs:
        store.save(run, "", keep=5)
    assert [store.find(name) for name in ("previous", "last")] == runs[:2]


def test_without_any_run_one_line_says_so(store):
    with pytest.raises(UserError, match="compare=last: there is no such run yet; each kedro run"):
        store.find("last")


def test_two_runs_are_named_with_a_comma_or_two_dots():
    assert two_names("ab, CD") == two_names("ab..cd") == ("ab", "cd")
    for wrong in ("last", "a,b,c", ",a", ""):
        with pytest.raises(UserError, match="name two runs as RUN_A,RUN_B"):
            two_names(wrong)


@pytest.mark.parametrize(
    "change", [{"call": 7}, {"run_id": "../../x"}, {"call": {}}, {"run_id": []}]
)
def test_a_damaged_passport_is_none_and_names_no_other_file(change, store, tmp_path, make_passport):
    (tmp_path / "x.json").write_text("a file of somebody's")
    store.save(make_passport(), "", keep=5)
    folder = tmp_path / "run_passports"
    damaged = json.dumps(make_passport() | change)
    (folder / f"{'d' * 32}.json").write_text(damaged)
    with pytest.raises(UserError, match="there is no passport of it"):
        store.find("ddd")
    store.save(make_passport(), "", keep=1)
    assert (tmp_path / "x.json").exists()
