"""What is kept in memory between batches changes no number."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quick_stream
from connected_car.pipelines.streaming_scoring import outcome
from connected_car.pipelines.streaming_scoring.recent import RecentDays

_LAST = 10  # days that come in batches of their own; those before come at once


def line(battery: int, time: pd.Timestamp, age: float, used: float, count: float) -> str:
    rest = f"2,{used * 400:.4f},{used:.6f},{count:.6f},{158 + battery}"
    return f"B{battery},{time},{age:.0f},{rest}"


@st.composite
def lives(draw):
    """Draw what happens to some batteries, day by day."""
    return {
        "seed": draw(st.integers(0, 10_000)),
        "at": draw(st.sampled_from([0, 7 * 60, 23 * 60 + 45])),  # minutes of the day
        "jitter": draw(st.sampled_from([0, 20, 90])),
        "lost": draw(st.sampled_from([0.0, 0.1, 0.6])),
        "pause": draw(st.booleans()),
        "again": draw(st.sampled_from([0.0, 0.05])),
        "age_off": draw(st.sampled_from([0.0, 0.05])),
        "date_off": draw(st.sampled_from([0.0, 0.03])),
        "large": draw(st.sampled_from([0.0, 0.03])),
        "batch_days": draw(st.sampled_from([1, 1, 2])),
        "restart": draw(st.booleans()),
        "policy": draw(st.sampled_from(["auto", "interpolate"])),
    }


def days_of(life) -> list[list[str]]:
    """Return the lines of each day, of five batteries."""
    rng = np.random.default_rng(life["seed"])
    days: list[list[str]] = [[] for _ in range(60)]
    counts = rng.uniform(100, 150, 5)
    for number, lines in enumerate(days):
        for battery in range(5):
            used = round(float(rng.gamma(4, 0.04)), 6)
            counts[battery] += used
            paused = life["pause"] and battery < 2 and 25 <= number < 51
            if number < battery * 3 or paused or rng.random() < life["lost"]:
                continue
            minutes = number * 1440 + life["at"] + rng.integers(-life["jitter"], life["jitter"] + 1)
            time = pd.Timestamp("2026-01-01") + pd.Timedelta(minutes=int(minutes))
            time += pd.Timedelta(days=40 * int(rng.random() < life["date_off"]))
            age = 100 + number + 30 * (rng.random() < life["age_off"])
            used = 7.5 if rng.random() < life["large"] else used
            lines.append(line(battery, time, age, used, counts[battery]))
            if rng.random() < life["again"]:
                lines.append(line(battery, time, age, used / 2, counts[battery]))
    return days


@pytest.fixture(scope="module")
def run_days(deliver):
    """Run a stream over days, a batch for some of them."""

    def run_days(folder, days, batch_days, restart=False, **options) -> dict:
        starts = [0, *range(len(days) - _LAST, len(days) + 1, batch_days)]
        for number, (first, end) in enumerate(pairwise(starts)):
            lines = [text for day in days[first:end] for text in day]
            deliver(folder, f"{first:03d}.csv", lines)
            if restart and number % 3 == 0:
                quick_stream.run_stream(folder, max_files=1, **options)
        return quick_stream.run_stream(folder, max_files=1, **options)

    return run_days


@settings(max_examples=3)
@given(lives())
def test_with_and_without_memory_all_tables_are_the_same(
    run_days, same_tables, tmp_path_factory, life
):
    policy = {"cleaning": {"gap_policy": life["policy"]}}
    folders = [tmp_path_factory.mktemp("hot"), tmp_path_factory.mktemp("cold")]
    for folder, room in zip(folders, (3, 0), strict=True):
        restart, given = life["restart"] and room > 0, policy | {"hot_batteries": room}
        run_days(folder, days_of(life), life["batch_days"], restart, **given)
    same_tables(*folders)


QUIET = {"seed": 1, "at": 420, "jitter": 20, "batch_days": 1} | dict.fromkeys(
    ("lost", "again", "age_off", "date_off", "large"), 0.0
)


@pytest.fixture
def judged(monkeypatch):
    """The number of new readings, each time that stored ones are judged with them."""
    found = []

    def counted(history, new, options):
        found.append(new.num_rows)
        return judge(history, new, options)

    judge = outcome.judge
    monkeypatch.setattr(outcome, "judge", counted)
    return found


PLAIN = {"hot_batteries": 10, "cleaning": {"gap_policy": "interpolate"}}


def test_usual_batteries_are_read_from_the_table_only_once(run_days, tmp_path, judged):
    days = days_of(QUIET | {"pause": True})
    run_days(tmp_path, days, 1, **PLAIN)
    assert judged[0] == sum(len(day) for day in days[:-_LAST])
    assert judged[1:] == [2]  # two batteries after their pause


def test_after_a_restart_they_are_read_before_the_first_batch(run_days, tmp_path, deliver, judged):
    days = days_of(QUIET | {"pause": False})
    run_days(tmp_path, days[:-1], 1, **PLAIN)
    judged.clear()
    deliver(tmp_path, "later.csv", days[-1])
    quick_stream.run_stream(tmp_path, **PLAIN)
    assert judged == [0]


def test_a_year_and_more_fits(run_days, same_tables, tmp_path_factory):
    """Rows of the memory grow, and are moved."""
    days = days_of(QUIET | {"pause": False})
    folders = [tmp_path_factory.mktemp("hot"), tmp_path_factory.mktemp("cold")]
    for folder, room in zip(folders, (9, 0), strict=True):
        run_days(folder, days, 1, hot_batteries=room, scoring={"history_days": 54})
    same_tables(*folders)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=200), st.integers(1, 9))
def test_recent_days_are_as_in_plain_lists(added, days):
    recent, plain = RecentDays(days, 0.0), [[0.0] * 20 for _ in range(4)]
    recent.add_rows(4)
    for number, (row, value) in enumerate(added):
        recent.append(np.array([row]), np.array([float(value)]))
        plain[row].append(float(value))
        if number % 50 == 49:
            recent.keep(days + number // 50)
    found = recent.last(np.arange(4), days)
    assert found.tolist() == [row[-days:] for row in plain]


def test_recent_days_outlast_the_room_beside_them():
    recent = RecentDays(5, 0.0)
    recent.add_rows(2)
    for day in range(1, 201):
        recent.append(np.array([0]), np.array([float(day)]))
        recent.append(np.array([1]), np.array([-1.0])) if day % 2 else None
    assert recent.last(np.arange(2), 5).tolist() == [
        [196.0, 197.0, 198.0, 199.0, 200.0],
        [-1.0] * 5,
    ]
