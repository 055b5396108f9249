"""Rolling-origin folds."""

from dataclasses import replace

import numpy as np
import pytest

from connected_car.automl.folds import History, Plan, with_short_past
from connected_car.errors import UserError
from connected_car.forecasters import Panel

HORIZON = 10
PLAN = Plan(HORIZON, 3, HORIZON, 1)


@pytest.fixture
def history() -> History:
    """Three batteries of 100 days whose value is the number of the day; days 95 not observed."""
    y = np.tile(np.arange(100.0), (3, 1))
    y[1, :75] = np.nan
    observed = y.copy()
    observed[:, 95] = np.nan
    ids = np.array(["a", "b", "c"])
    return History(Panel(ids, np.full(3, np.datetime64("2026-06-30")), y), observed)


def test_folds_are_the_last_days_without_overlap(history):
    folds = PLAN.folds(history)
    scored = np.concatenate([fold.truth[0] for fold in folds])
    expected = np.arange(70.0, 100.0)
    expected[25] = np.nan  # not observed, so not scored
    np.testing.assert_array_equal(scored, expected)


def test_nothing_after_the_cutoff_is_known(history):
    for fold in [*PLAN.folds(history), *PLAN.holdout(history)]:
        assert np.nanmax(fold.past.y) < np.nanmin(fold.truth)
        assert fold.past.y[0, -1] + 1 == np.nanmin(fold.truth[0])
        days_between = fold.past.future_days(1)[0, 0] - fold.past.last_day[0]
        assert days_between == np.timedelta64(1, "D")


def test_the_holdout_is_scored_by_no_fold(history):
    np.testing.assert_array_equal(PLAN.holdout(history)[0].truth[0], np.arange(60.0, 70.0))


def test_trials_learn_from_the_days_before_the_holdout(history):
    assert np.nanmax(PLAN.train(history).y) == 59
    assert np.nanmax(Plan(HORIZON, 3, HORIZON, 0).train(history).y) == 69


def test_folds_may_overlap_and_the_holdout_be_longer(history):
    plan = Plan(HORIZON, 4, 5, 2)
    assert [fold.truth[0, 0] for fold in plan.folds(history)] == [75, 80, 85, 90]
    assert [fold.truth[0, 0] for fold in plan.holdout(history)] == [55, 65]
    assert np.nanmax(plan.train(history).y) == 54


def test_a_sample_keeps_the_order_and_repeats(history):
    first, second = history.sample(2, 3), history.sample(2, 3)
    assert list(first.panel.ids) == list(second.panel.ids) == sorted(first.panel.ids)
    assert first.observed.shape == (2, 100)
    assert history.sample(5, 3) is history


def test_a_battery_without_a_day_before_the_cutoff_is_not_scored(history):
    first, second, _ = PLAN.folds(history)
    assert np.isnan(first.truth[1]).all()
    assert not np.isnan(second.truth[1]).any()


def test_ranges_are_of_the_observed_days(history):
    history.observed[2] = np.nan
    history.observed[1, 98:] = np.nan
    assert history.ranges().tolist() == [99.0, 22.0, 0.0]


def test_too_few_days_are_refused_with_the_number_needed(history):
    PLAN.check(history)
    with pytest.raises(
        UserError, match=r"100 days, but 3 folds and 1 hold-out windows of 20 days need 108: lower"
    ):
        Plan(20, 3, 20, 1).check(history)


def test_no_battery_is_refused():
    empty = Panel(np.array([]), np.array([], dtype="datetime64[D]"), np.empty((0, 0)))
    with pytest.raises(UserError, match="no battery"):
        PLAN.check(History(empty, empty.y))


def test_what_is_known_in_advance_ends_with_the_fold(history):
    """The plan of a day is its number: at a cutoff it is known up to the horizon alone."""
    plan = np.tile(np.arange(100.0 + HORIZON), (3, 1))
    planned = replace(history, panel=replace(history.panel, known={"plan": plan}))
    for fold in [*PLAN.folds(planned), *PLAN.holdout(planned)]:
        cutoff = fold.past.y[0, -1]
        np.testing.assert_array_equal(fold.past.known["plan"][:, -1], [cutoff + HORIZON] * 3)
    few = planned.sample(2, seed=1)
    assert few.panel.known["plan"].shape == (2, 110)


def test_a_filled_day_is_known_only_once_a_later_reading_is_there(history):
    """The day at a cutoff was filled with the help of readings that came after it."""
    read = np.ones(history.observed.shape, dtype=bool)
    read[0, -PLAN.fold_days - 2 : -PLAN.fold_days + 2] = False
    careful = replace(history, panel=replace(history.panel, read=read))
    past, plain = PLAN.folds(careful)[0].past, PLAN.folds(history)[0].past
    assert np.isnan(past.y[0, -2:]).all()
    np.testing.assert_array_equal(past.y[0, :-2], plain.y[0, :-2])
    np.testing.assert_array_equal(past.y[1:], plain.y[1:])
    later = careful.panel.before(PLAN.fold_days - 5).y  # a reading has come: the days count
    assert not np.isnan(later[0, -8:]).any()
    assert careful.sample(2, 1).panel.read.shape == (2, read.shape[1])


def test_a_long_past_is_cut_to_its_last_days_and_a_short_one_is_not_scored(history):
    fold = PLAN.holdout(history)[0]
    cut = with_short_past(fold, 7, 20, seed=3)
    days = cut.past.known_days()
    assert ((days[[0, 2]] >= 7) & (days[[0, 2]] <= 20)).all()
    np.testing.assert_array_equal(cut.past.y[0, -7:], fold.past.y[0, -7:])
    np.testing.assert_array_equal(cut.truth[0], fold.truth[0])
    assert np.isnan(cut.truth[1]).all()
    np.testing.assert_array_equal(cut.past.y, with_short_past(fold, 7, 20, seed=3).past.y)
