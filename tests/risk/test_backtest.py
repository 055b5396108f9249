"""The backtest: its answers are right, and nothing from after a cutoff reaches its questions."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connected_car.forecasters import make
from connected_car.forecasters.panel import Panel
from connected_car.risk.backtest import COLUMNS, BacktestPlan, backtest, join_questions
from connected_car.risk.fleet import FleetHistory

N, DAYS = 25, 260
PLAN = BacktestPlan(horizon=30, n_cutoffs=6, step=14, n_paths=40, virtual_ratings=2)


@pytest.fixture
def fleet(rng) -> FleetHistory:
    """Some days are filled; one battery has no reading for a while, one is new, one has ended."""
    level = rng.uniform(0.2, 1.0, (N, 1))
    y = level * rng.uniform(0.5, 1.5, (N, DAYS))
    observed = rng.random((N, DAYS)) < 0.7
    observed[3, 150:200] = False
    observed[4, :140] = False
    y[4, :140] = np.nan
    observed[5, 210:] = False
    y[5, 210:] = np.nan
    counter = np.where(np.isnan(y), np.nan, 50 + np.cumsum(np.nan_to_num(y), axis=1))
    rating = np.repeat(50 + level * rng.uniform(100, 280, (N, 1)), DAYS, axis=1)
    ids = np.array([f"b{k:02d}" for k in range(N)])
    last_day = np.full(N, np.datetime64("2026-06-30"))
    return FleetHistory(
        Panel(ids, last_day, y, read=observed), np.zeros(N, dtype=bool), counter, rating
    )


def asked(fleet: FleetHistory) -> pd.DataFrame:
    return join_questions(list(backtest(fleet, make("window_average", 3), PLAN, seed=3)))


def test_answers_equal_those_of_a_loop(fleet):
    questions = asked(fleet)
    assert list(questions.columns) == list(COLUMNS)
    assert set(questions["cutoff"]) == set(range(6))
    own = questions[questions["rating_number"] == 0]
    assert 10 < own["crossed"].sum() < len(own)
    first_day = np.datetime64("2026-06-30") - np.timedelta64(DAYS - 1, "D")
    for row in own.itertuples():
        battery = int(row.unique_id[1:])
        last = int((np.datetime64(row.as_of, "D") - first_day).astype(int))
        assert fleet.read[battery, last]
        counter, rating = fleet.counter[battery], fleet.rating[battery, last]
        later = [k for k in range(last + 1, DAYS) if counter[k] >= rating]
        assert row.remaining == pytest.approx(rating - counter[last])
        assert row.crossed == bool(later and later[0] - last <= 30)
        assert row.true_days == later[0] - last if later else np.isnan(row.true_days)
        known = fleet.panel.y[battery, max(0, last - 27) : last + 1]
        assert row.rule_use == pytest.approx(30 * np.nanmean(known))


def test_a_battery_is_asked_about_once_for_each_reading(fleet):
    questions = asked(fleet)
    assert not questions.duplicated(["unique_id", "as_of", "rating_number"]).any()
    silent = questions[(questions["unique_id"] == "b03") & (questions["rating_number"] == 0)]
    assert (silent["as_of"] < pd.Timestamp("2026-03-13")).sum() <= 2  # its last reading before


@pytest.mark.parametrize("kept", [0, 2, 4])
def test_nothing_from_after_a_cutoff_reaches_its_questions(fleet, rng, kept):
    """All after the cutoff is scrambled, and the filled days before it: no question moves."""
    end = DAYS - PLAN.days_back(DAYS)[kept]
    leaky = np.arange(DAYS)[None, :] >= end
    known_later = np.cumsum(fleet.read[:, :end][:, ::-1], axis=1)[:, ::-1] == 0
    leaky = np.repeat(leaky, N, axis=0)
    leaky[:, :end] |= known_later
    y = np.where(leaky, fleet.panel.y * rng.uniform(2, 9, (N, DAYS)), fleet.panel.y)
    changed = FleetHistory(
        replace(fleet.panel, y=y),
        fleet.is_log,
        np.where(leaky, fleet.counter * 1.7, fleet.counter),
        np.where(leaky, fleet.rating * 3, fleet.rating),
    )
    columns = ["unique_id", "as_of", "rating_number", "remaining", "share", "rule_use"]
    keys = columns[:3]
    before, after = (
        q[q["cutoff"] <= kept].set_index(keys)[columns[3:]] for q in (asked(fleet), asked(changed))
    )
    both = before.index.intersection(after.index)  # the answers differ, and some fall away by it
    assert len(both) > 20
    pd.testing.assert_frame_equal(before.loc[both], after.loc[both])


def test_a_planted_leak_would_be_seen(fleet, rng):
    """The test above fails for a backtest that knows filled days too early."""
    end = DAYS - PLAN.days_back(DAYS)[2]
    y = fleet.panel.y.copy()
    rows = np.flatnonzero(~fleet.read[:, end - 1])
    y[rows, end - 1] *= 100
    leaky = replace(fleet, panel=replace(fleet.panel, y=y))
    known = leaky.known_at(DAYS - end).panel
    assert known.read[:, -1].all()
    too_early = replace(leaky.panel, read=None).before(DAYS - end)
    assert np.nanmax(known.y) < 2 < np.nanmax(too_early.y)


def test_a_log_is_asked_about_the_days_after_the_cutoff(fleet):
    """Its next charge pays for days before the cutoff."""
    logs = asked(replace(fleet, is_log=np.ones(N, dtype=bool)))
    own = logs[logs["rating_number"] == 0]
    first_day = np.datetime64("2026-06-30") - np.timedelta64(DAYS - 1, "D")
    back = PLAN.days_back(DAYS)
    for row in own.itertuples():
        battery, cutoff = int(row.unique_id[1:]), DAYS - 1 - back[row.cutoff]
        last = int((np.datetime64(row.as_of, "D") - first_day).astype(int))
        until = fleet.counter[battery, last + 1 : cutoff + 31]
        assert row.crossed == bool((until >= fleet.rating[battery, last]).any())
    assert 0 < own["crossed"].sum() < len(own)


def test_a_short_history_gives_no_questions(fleet):
    width = slice(DAYS - 80, DAYS)
    short = FleetHistory(
        fleet.panel.tail(80),
        fleet.is_log,
        fleet.counter[:, width],
        fleet.rating[:, width],
    )
    questions = asked(short)
    assert list(questions.columns) == list(COLUMNS)
    assert len(questions) == 0
    assert len(PLAN.holdout(questions)) == len(PLAN.learned_from(questions)) == 0


def test_learning_and_hold_out_do_not_overlap(fleet):
    questions = asked(fleet)
    older, latest = PLAN.learned_from(questions), PLAN.holdout(questions)
    newest_answer = older["cutoff"].max() * PLAN.step + PLAN.horizon
    assert newest_answer <= latest["cutoff"].min() * PLAN.step
    assert set(latest["cutoff"]) == {4, 5}
