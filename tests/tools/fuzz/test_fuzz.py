"""A short form of ``make fuzz``; and what goes wrong is found, named, and the same each time."""

import logging
import random
from collections import Counter

import pytest

from connected_car.errors import UserError
from tools.fuzz import running
from tools.fuzz.mutators import Sample, spoil_bytes, spoil_json, spoil_rows
from tools.fuzz.target import Target, require
from tools.fuzz.targets import every, find

INPUTS = 150  # of each target
SLOW = {"forecasters", "lightgbm", "torch", "classifiers", "keras"}  # to be imported, and fitted


@pytest.fixture(autouse=True)
def silent():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def make_target():
    """Make a target of a function that reads."""
    return lambda feed: Target("t", 1, "file", lambda: [b"{}"], [spoil_bytes], feed)


@pytest.mark.parametrize("name", [name for name in every() if name not in SLOW])
def test_generated_inputs_are_taken_or_answered(name):
    target, fed, number = find(name), 0, 0
    seeds = target.seeds()
    while fed < INPUTS and number < 20:
        sample = running.sample_of(target, 1, number, seeds)
        came, what, where = running.fed(target, sample)
        assert came is not None, f"sample {number}: {what} at {where}"
        fed, number = fed + sample.inputs, number + 1


def refuse(_):
    raise UserError("mend it")


def crash(_):
    raise KeyError("x")


def hide(_):
    from kedro.io import DatasetError

    raise DatasetError("Failed while loading") from KeyError("x")


def compute(_):
    while True:
        pass


def miscount(_):
    require(False, "they do not add up")


@pytest.mark.parametrize(
    ("feed", "what"),
    [
        (crash, "KeyError: 'x'"),
        (hide, "DatasetError: Failed"),
        (miscount, "BrokenRuleError: they do not add up"),
        (compute, "Hang: after 0.05 seconds"),
    ],
)
def test_a_crash_a_hidden_one_a_broken_rule_and_a_hang_are_found(
    feed, what, make_target, monkeypatch
):
    monkeypatch.setattr(running, "LIMIT_SECONDS", 0.05)
    came, found, where = running.fed(make_target(feed), Sample(b"", 1))
    assert came is None
    assert found.startswith(what)
    assert where.startswith("fuzz/")


def test_what_a_user_is_told_is_an_answer(make_target):
    assert running.fed(make_target(refuse), Sample(b"", 1))[0] == Counter(refused=1)


@pytest.mark.parametrize("spoil", [spoil_bytes, spoil_rows, spoil_json])
def test_the_same_seed_spoils_alike_and_another_otherwise(spoil):
    good = [b'{"a": [1, 2, 3]}' if spoil is spoil_json else b"a,b\n1,2\n3,4\n"]
    first, again, other = (
        [spoil(random.Random(f"{seed}:{n}"), good) for n in range(20)] for seed in (1, 1, 2)
    )
    assert first == again != other
    assert sum(sample.content != good[0] for sample in first) > 15
    assert all(sample.inputs == (2 if spoil is spoil_rows else 1) for sample in first)
