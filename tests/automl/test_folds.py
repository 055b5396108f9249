"""Rolling-origin folds."""

import numpy as np
import pytest

from connected_car.automl.folds import History, check_length, holdout, rolling_origin
from connected_car.errors import UserError
from connected_car.forecasters import Panel

HORIZON = 10


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
    folds = rolling_origin(history, HORIZON, 3)
    scored = np.concatenate([fold.truth[0] for fold in folds])
    expected = np.arange(70.0, 100.0)
    expected[25] = np.nan  # not observed, so not scored
    np.testing.assert_array_equal(scored, expected)


def test_nothing_after_the_cutoff_is_known(history):
    for fold in [*rolling_origin(history, HORIZON, 3), holdout(history, HORIZON, 3)]:
        assert np.nanmax(fold.past.y) < np.nanmin(fold.truth)
        assert fold.past.y[0, -1] + 1 == np.nanmin(fold.truth[0])
        days_between = fold.past.future_days(1)[0, 0] - fold.past.last_day[0]
        assert days_between == np.timedelta64(1, "D")


def test_the_holdout_is_scored_by_no_fold(history):
    np.testing.assert_array_equal(holdout(history, HORIZON, 3).truth[0], np.arange(60.0, 70.0))


def test_a_battery_without_a_day_before_the_cutoff_is_not_scored(history):
    first, second, _ = rolling_origin(history, HORIZON, 3)
    assert np.isnan(first.truth[1]).all()
    assert not np.isnan(second.truth[1]).any()


def test_ranges_are_of_the_observed_days(history):
    history.observed[2] = np.nan
    history.observed[1, 98:] = np.nan
    assert history.ranges().tolist() == [99.0, 22.0, 0.0]


def test_too_few_days_are_refused_with_the_number_needed(history):
    check_length(history, HORIZON, 3)
    with pytest.raises(UserError, match=r"100 days, but 3 folds .* 20 days need 108: lower"):
        check_length(history, 20, 3)


def test_no_battery_is_refused():
    empty = Panel(np.array([]), np.array([], dtype="datetime64[D]"), np.empty((0, 0)))
    with pytest.raises(UserError, match="no battery"):
        check_length(History(empty, empty.y), HORIZON, 3)
