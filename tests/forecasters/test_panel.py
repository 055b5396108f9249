"""The panel against a naive loop."""

import numpy as np
import pandas as pd
import pytest

from connected_car.forecasters.panel import Panel, sample_rows


@pytest.fixture
def frame() -> pd.DataFrame:
    """Two batteries, out of order, with a gap and different last days."""
    rows = [("b", 5, 0.5), ("a", 1, 0.1), ("b", 3, 0.3), ("a", 2, 0.2)]
    days = pd.to_datetime([f"2026-01-0{day}" for _, day, _ in rows])
    return pd.DataFrame({"unique_id": [r[0] for r in rows], "ds": days, "y": [r[2] for r in rows]})


def test_each_battery_is_aligned_at_its_own_last_day(frame):
    before = frame.copy()
    panel = Panel.from_frame(frame)
    assert list(panel.ids) == ["a", "b"]
    np.testing.assert_array_equal(panel.y, [[np.nan, 0.1, 0.2], [0.3, np.nan, 0.5]])
    np.testing.assert_array_equal(panel.days()[:, -1], panel.last_day)
    pd.testing.assert_frame_equal(frame, before)


def test_a_common_last_day_leaves_missing_days_at_the_end(frame):
    panel = Panel.from_frame(frame, last_day=pd.Timestamp("2026-01-05"))
    np.testing.assert_array_equal(
        panel.y, [[0.1, 0.2, np.nan, np.nan, np.nan], [np.nan, np.nan, 0.3, np.nan, 0.5]]
    )


def test_before_and_tail_cut_at_the_right_days(frame):
    panel = Panel.from_frame(frame)
    earlier = panel.before(1)
    np.testing.assert_array_equal(earlier.y, panel.y[:, :2])
    assert list(earlier.last_day) == [np.datetime64("2026-01-01"), np.datetime64("2026-01-04")]
    np.testing.assert_array_equal(panel.tail(2).y, panel.y[:, 1:])
    assert panel.tail(99).y.shape == panel.y.shape
    assert panel.before(99).y.shape == (2, 0)


def test_empty_weeks_in_front_are_left_out():
    y = np.full((2, 30), np.nan)
    y[1, 20] = 1.0
    panel = Panel(np.array(["a", "b"]), np.repeat(np.datetime64("2026-01-30"), 2), y)
    assert panel.since_first_day().y.shape == (2, 14)
    assert panel.select([0]).since_first_day().y.shape == (1, 7)
    assert panel.tail(3).since_first_day().y.shape == (2, 3)


def test_future_days_begin_the_day_after(frame):
    ahead = Panel.from_frame(frame).future_days(2)
    assert ahead[0].tolist() == [
        pd.Timestamp("2026-01-03").date(),
        pd.Timestamp("2026-01-04").date(),
    ]


def test_known_days_are_counted(frame):
    assert Panel.from_frame(frame).known_days().tolist() == [2, 2]


@pytest.fixture
def planned(frame) -> Panel:
    """Both batteries with a plan of every day from the 1st to the 9th, one more of each before."""
    days = pd.date_range("2025-12-31", "2026-01-09")
    rows = [pd.DataFrame({"unique_id": i, "ds": days, "plan": days.day}) for i in ("b", "a", "new")]
    return Panel.from_frame(frame).with_known(pd.concat(rows), ["plan"], 2)


def test_what_is_known_in_advance_lies_at_its_day(planned):
    np.testing.assert_array_equal(planned.known["plan"], [[31, 1, 2, 3, 4], [3, 4, 5, 6, 7]])


def test_no_plan_of_a_day_is_nan(frame):
    plan = pd.DataFrame({"unique_id": ["a"], "ds": ["2026-01-03"], "plan": [7]})
    panel = Panel.from_frame(frame).with_known(plan, ["plan"], 1)
    nan = np.nan
    np.testing.assert_array_equal(panel.known["plan"], [[nan, nan, nan, 7], [nan, nan, nan, nan]])
    assert Panel.from_frame(frame).with_known(plan, [], 1).known == {}


def test_each_view_of_a_panel_knows_as_many_days_ahead(planned):
    views = {
        "before": (planned.before(1), [[31, 1, 2, 3], [3, 4, 5, 6]]),
        "tail": (planned.tail(1), [[2, 3, 4], [5, 6, 7]]),
        "select": (planned.select(np.array([1])), [[3, 4, 5, 6, 7]]),
        "widen": (planned.tail(1).widen(2), [[np.nan, 2, 3, 4], [np.nan, 5, 6, 7]]),
        "nothing": (planned.before(0).widen(1), planned.known["plan"]),
    }
    for view, expected in views.values():
        np.testing.assert_array_equal(view.known["plan"], expected)
        assert view.known["plan"].shape[1] == view.y.shape[1] + 2


def test_a_sample_is_in_order_and_of_the_wanted_size():
    np.testing.assert_array_equal(sample_rows(5, 10, 1), np.arange(5))
    rows = sample_rows(500, 20, 1)
    assert len(set(rows)) == 20
    assert (np.diff(rows) > 0).all()
