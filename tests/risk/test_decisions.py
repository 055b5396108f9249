"""Classes with hysteresis, the class before, findings, and what a decision must never do."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connected_car.errors import UserError
from connected_car.risk.calibration import Calibration
from connected_car.risk.classes import chosen_levels, classify
from connected_car.risk.decisions import decide, previous_class
from connected_car.risk.findings import count_findings
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import Level, RiskPolicy
from connected_car.risk.scoring import score_batteries
from connected_car.tables import RISK_CLASSES, SCHEMAS

WATCH, ALERT = Level(0.05, 0.035), Level(0.3, 0.21)


@pytest.fixture
def fleet(make_days) -> pd.DataFrame:
    """One battery of each class: the next 30 days bring 7.5 to 22.5 cycles, 15 in the middle."""
    lifetimes = {"ok": 150.0, "watch": 179.0, "alert": 188.0, "overdue": 218.7}
    return pd.concat([make_days(name, 50, lifetime) for name, lifetime in lifetimes.items()])


def test_every_class_occurs_where_it_should(fleet, judge):
    risk = judge(fleet)
    assert (risk["Risk"] == risk.index).all()
    assert set(risk["Risk"]) == set(RISK_CLASSES)
    assert risk["Failure_Probability"]["overdue"] == 1
    assert risk["Failure_Probability"]["watch"] == pytest.approx(10 / 101)
    assert risk["Findings"].isna().all()


def test_columns_are_those_of_the_stored_table(fleet, judge):
    versions = ["Model_Version", "Data_Version", "Scored_At", "Run_ID"]
    assert ["Battery_ID", *judge(fleet).columns, *versions] == SCHEMAS["battery_risk"].names


# -- hysteresis


def naive_class(p: float, remaining: float, previous: str | None) -> str:
    if remaining <= 0:
        return "overdue"
    if np.isnan(p) or np.isnan(remaining):
        return "watch"
    if p >= 0.3 or (previous in ("alert", "overdue") and p >= 0.21):
        return "alert"
    if p >= 0.05 or (previous in ("watch", "alert", "overdue") and p >= 0.035):
        return "watch"
    return "ok"


@given(
    st.floats(0, 1) | st.sampled_from([0.035, 0.05, 0.21, 0.3, np.nan]),
    st.sampled_from([-1.0, 0.0, 5.0, np.nan]),
    st.sampled_from([None, *RISK_CLASSES]),
)
def test_classes_equal_the_rule_written_out(p, remaining, previous):
    before = np.array([previous], dtype=object)
    given_class = classify(np.array([p]), np.array([remaining]), before, WATCH, ALERT)
    assert given_class[0] == naive_class(p, remaining, previous)


@given(st.lists(st.floats(0.22, 0.29), min_size=1, max_size=20), st.booleans())
def test_a_probability_between_the_levels_never_flickers(course, begins_as_alert):
    before = "alert" if begins_as_alert else "watch"
    for p in course:
        now = classify(np.array([p]), np.ones(1), np.array([before], object), WATCH, ALERT)[0]
        assert now == before


def test_a_level_set_by_the_user_keeps_the_proportion_of_its_hysteresis(options, policy):
    changed = options.model_copy(update={"watch_above": 0.1, "alert_above": 0.6})
    assert chosen_levels(policy, options) == (WATCH, ALERT)
    watch, alert = chosen_levels(policy, changed)
    assert (watch.on, watch.off) == pytest.approx((0.1, 0.07))
    assert (alert.on, alert.off) == pytest.approx((0.6, 0.42))


def test_levels_out_of_order_are_refused(options, policy):
    with pytest.raises(ValidationError, match="must not be less than watch_above"):
        RiskOptions(**{**options.model_dump(), "watch_above": 0.9, "alert_above": 0.5})
    with pytest.raises(UserError, match="set both"):
        chosen_levels(policy, options.model_copy(update={"watch_above": 0.5}))


# -- the class before


def test_the_class_before_depends_on_the_day_of_the_stored_row():
    now = np.full(4, np.datetime64("2026-06-02"))
    stored = np.array(["2026-06-01", "2026-06-02", "2026-06-03", "NaT"], "datetime64[D]")
    classes, before = np.array(["alert"] * 4, object), np.array(["watch"] * 4, object)
    found = previous_class(now, stored, classes, before)
    assert list(found) == ["alert", "watch", None, None]
    assert list(previous_class(now[:2], stored[:2], classes[:2], np.array([None, None]))) == [
        "alert",
        None,
    ]


def test_a_run_repeated_gives_the_same_rows_and_a_chain_of_days_remembers(make_days, judge):
    days = make_days("a", 50, 186.0)  # between off and on of the alert
    first = judge(days, alert_above=0.6, previous="alert")
    as_of = first["As_Of_Date"].to_numpy().astype("datetime64[D]")
    stored = first["Risk"].to_numpy(), first["Previous_Risk"].to_numpy()
    before = previous_class(as_of, as_of, *stored)
    assert first["Risk"]["a"] == "alert"
    assert judge(days, alert_above=0.6)["Risk"]["a"] == "watch"
    pd.testing.assert_frame_equal(first, judge(days, alert_above=0.6, previous=before[0]))


# -- findings


def test_a_silent_battery_is_never_ok(make_days, judge):
    days = make_days("a", 50, 150.0)
    calm, silent = judge(days, today=date(2026, 6, 9)), judge(days, today=date(2026, 6, 10))
    assert (calm["Risk"]["a"], calm["Findings"]["a"]) == ("ok", None)
    assert (silent["Risk"]["a"], silent["Findings"]["a"]) == ("watch", "silent")
    assert silent["As_Of_Date"]["a"] == pd.Timestamp("2026-06-02")
    assert silent["Reason"]["a"].endswith(
        "No reading has come for 8 days, since 2 June 2026, though it usually reports every day."
    )
    assert judge(days, today=date(2026, 6, 5), silent_after_days=2)["Findings"]["a"] == "silent"


def test_a_silent_alert_stays_one(make_days, judge):
    risk = judge(make_days("a", 50, 188.0), today=date(2026, 7, 2))
    assert (risk["Risk"]["a"], risk["Findings"]["a"]) == ("alert", "silent")


def test_a_charging_log_is_silent_by_its_own_rhythm(make_days, judge):
    """Read every sixth day, zero between: twelve days without a reading are nothing unusual."""
    days = make_days("a", 55, 150.0)
    read = np.arange(54, -1, -1) % 6 == 0
    days["Observed_Readings"] = read.astype("int32")
    assert judge(days, today=date(2026, 6, 14))["Findings"]["a"] is None
    late = judge(days, today=date(2026, 6, 15))
    assert late["Findings"]["a"] == "silent"
    assert (
        "for 13 days, since 2 June 2026, though it usually reports at least every 6 days"
        in (late["Reason"]["a"])
    )


def test_silence_counts_from_the_last_reading_not_from_days_filled_in(make_days, judge):
    days = make_days("a", 50, 150.0)
    days.iloc[-10:, days.columns.get_loc("Observed_Readings")] = 0
    assert judge(days)["Findings"]["a"] == "silent"
    unread = days.assign(Observed_Readings=np.int32(0))
    assert "for 50 days, since 13 April 2026" in judge(unread)["Reason"]["a"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (20, "Its counter rose by 20 cycles more than its use explains on 14 May 2026"),
        (-20, "Its counter fell by 19.5 cycles on 14 May 2026"),
    ],
)
def test_a_counter_that_jumps_is_named(make_days, judge, step, words):
    days = make_days("a", 50, 150.0)
    days.loc[30:, "Lifetime_Cycles_Used"] += step
    risk = judge(days)
    assert (risk["Findings"]["a"], risk["Risk"]["a"]) == ("counter_jump", "ok")
    assert words in risk["Reason"]["a"]


@pytest.mark.parametrize(("days", "named"), [(91, True), (92, False)])
def test_a_rating_is_news_for_90_days(make_days, judge, days, named):
    frame = make_days("a", days, 150.0)
    frame.loc[0, "Battery_Rated_Cycles"] = 210.0
    risk = judge(frame, history_days=120)
    assert risk["Findings"]["a"] == ("rating_changed" if named else None)
    assert ("Its rating changed from 210 to 200 cycles after 4 March" in risk["Reason"]["a"]) is (
        named
    )


def test_a_battery_without_a_rating_is_watched(make_days, judge):
    row = judge(make_days("a", 50, 150.0, rating=np.nan)).loc["a"]
    assert (row["Risk"], row["Findings"]) == ("watch", "no_rating")
    assert row["Reason"] == (
        "Used 150 cycles, 0.50 a day over the last four weeks and 0.50 over its 50 days so far, "
        "and its rated cycles are not known. So nobody can say when it is due."
    )
    assert pd.isna(row["Expected_Replacement_Date"]) and np.isnan(row["Failure_Probability"])


def test_a_battery_that_was_never_read_is_watched(policy, options, steady, make_days):
    numbers = score_batteries(make_days("a", 50, 150.0), steady, options)[1]
    both = pd.concat([numbers, pd.DataFrame({"Battery_ID": ["b"]})], ignore_index=True)
    row = decide(both, np.array([None, None]), policy, options, date(2026, 6, 2)).iloc[1]
    assert (row["Risk"], row["Findings"]) == ("watch", "no_readings")
    assert row["As_Of_Date"] == pd.Timestamp("2026-06-02")
    assert row["Reason"].startswith("It is in the list of vehicles, but no usable reading of it ")
    unknown = row.drop(["Battery_ID", "As_Of_Date", "Risk", "Reason", "Findings"])
    assert unknown.isna().all()


def test_several_findings_stand_in_a_fixed_order(make_days, judge):
    days = make_days("a", 50, 150.0)
    days.loc[30:, "Lifetime_Cycles_Used"] += 20
    days.loc[:20, "Battery_Rated_Cycles"] = 210.0
    risk = judge(days, today=date(2026, 7, 2))
    assert risk["Findings"]["a"] == "silent, counter_jump, rating_changed"
    assert risk["Reason"]["a"].count(". ") == 4


def test_findings_are_counted_by_name():
    names = pd.Series(["silent, rating_changed", None, "silent", np.nan])
    assert count_findings(names) == {"silent": 2, "rating_changed": 1}
    assert count_findings(pd.Series([np.nan])) == {}


# -- what must hold for any battery


calibrations = st.builds(Calibration, st.floats(0.1, 5), st.floats(0.1, 5), st.floats(-3, 3))


@settings(max_examples=25)
@given(st.integers(0, 10_000), calibrations, st.floats(0, 30))
def test_probability_never_falls_with_a_longer_horizon_or_a_lower_rating(seed, calibration, less):
    from connected_car.forecasters import Panel, make

    rng = np.random.default_rng(seed)
    y = rng.gamma(1, 0.5, (4, 80))
    days = np.datetime64("2026-06-02") - np.arange(79, -1, -1)
    frame = pd.DataFrame(
        {
            "Battery_ID": np.repeat(list("abcd"), 80),
            "Date": np.tile(days, 4),
            "Daily_Cycles_Used": y.ravel(),
            "Lifetime_Cycles_Used": y.cumsum(axis=1).ravel(),
            "Battery_Rated_Cycles": np.repeat(y.sum(axis=1) + rng.uniform(0, 25, 4), 80),
            "Is_Interpolated": False,
            "Observed_Readings": 1,
        }
    )
    forecaster = make("mean").fit(Panel(np.array(list("abcd")), days[[-1] * 4], y))
    base = {"n_paths": 100, "history_days": 80, "short_history_days": 28, "silent_after_days": 7}
    base |= {"watch_above": None, "alert_above": None, "seed": 3}

    def chance(horizon: int, lower: float) -> np.ndarray:
        options = RiskOptions(horizon=horizon, **base)
        lowered = frame.assign(Battery_Rated_Cycles=frame["Battery_Rated_Cycles"] - lower)
        numbers = score_batteries(lowered, forecaster, options)[1]
        policy = RiskPolicy(calibration)
        return decide(numbers, np.array([None] * 4), policy, options, days[-1].item())[
            "Failure_Probability"
        ].to_numpy()

    assert (chance(30, less) >= chance(30, 0)).all()
    assert (chance(30, 0) >= chance(20, 0)).all()
    assert (chance(30, 0) >= chance(1, 0)).all()
