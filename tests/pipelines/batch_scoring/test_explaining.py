"""The page of one battery: the replay is what a run on each day had given; texts are escaped."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from connected_car.pipelines.batch_scoring.battery_page import battery_page
from connected_car.pipelines.batch_scoring.explaining import (
    deciding_rule,
    replay,
)
from connected_car.pipelines.batch_scoring.nodes import explain_battery
from connected_car.risk.decisions import decide
from connected_car.risk.policy import Level
from connected_car.risk.scoring import score_batteries

WATCH, ALERT = Level(0.05, 0.035), Level(0.3, 0.21)


@pytest.fixture
def history(daily):
    return daily[daily["Battery_ID"] == "B20"].sort_values("Date", ignore_index=True)


@pytest.fixture
def replayed(history, champion, options):
    return replay(history, champion, options(), np.datetime64(history["Date"].max()))


def test_each_day_is_what_a_run_on_that_day_had_given(replayed, history, champion, options):
    before, expected = None, []
    for day in replayed.days.astype(object):
        known = history[history["Date"] <= day]
        numbers = score_batteries(known, champion.forecaster, options())[1]
        row = decide(numbers, np.array([before]), champion.policy, options(), day).iloc[0]
        expected.append((row["Failure_Probability"], row["Risk"]))
        before = row["Risk"]
    assert len(expected) == min(60, len(history))
    assert list(zip(replayed.probability, replayed.risk, strict=True)) == expected
    assert len({risk for _, risk in expected}) > 1


def test_days_filled_in_from_a_later_reading_were_not_known(history, champion, options):
    gap = history.index[-12:-4]
    filled = history.assign(
        Observed_Readings=history["Observed_Readings"].mask(history.index.isin(gap), 0)
    )
    today = np.datetime64(history["Date"].max())
    as_filled, as_absent = (
        replay(days, champion, options(), today) for days in (filled, filled.drop(gap))
    )
    assert list(as_filled.probability[:-4]) == list(as_absent.probability[:-4])


def test_the_forecast_is_that_of_the_last_known_day(replayed, history, champion, options):
    forecasts = score_batteries(history, champion.forecaster, options())[0]
    np.testing.assert_array_equal(replayed.forecast["Lower_80"], forecasts["Lower_80"])
    assert (replayed.ahead["Lower"] <= replayed.ahead["Mean"]).all()
    assert replayed.ahead["Mean"].iloc[-1] == pytest.approx(forecasts["Forecast_Cycles"].sum())


def test_a_silent_battery_is_replayed_up_to_today(history, champion, options):
    today = history["Date"].max() + timedelta(20)
    shown = replay(history, champion, options(), np.datetime64(today))
    assert shown.days[-1] == np.datetime64(today)
    assert len(set(shown.probability[-20:])) == 1
    assert shown.risk[-1] != "ok"
    assert list(shown.silent[-21:]) == [False] * 8 + [True] * 13


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("ok", 0.01, None, None), "It is ok: its probability of 1.0 % is below 5.0 %"),
        (("watch", 0.1, None, None), "has reached 5.0 %, but below the 30.0 % of an alert"),
        (("alert", 0.4, None, "alert"), "It is an alert: its probability of 40.0 % has reached"),
        (("alert", 0.25, None, "alert"), "It stays an alert: it was alert before"),
        (("watch", 0.04, None, "watch"), "is not yet below 3.5 %, where it would leave"),
        (("watch", 0.04, "silent", "ok"), "It is watched because it is silent"),
        (("watch", 0.01, "silent", "watch"), "It is watched because it is silent"),
        (("watch", np.nan, "no_rating", None), "Nothing can be said of its probability"),
        (("overdue", 1.0, None, None), "Its counter has reached its rating"),
    ],
)
def test_the_rule_that_decided_is_named(row, words):
    names = ["Risk", "Failure_Probability", "Findings", "Previous_Risk"]
    assert words in deciding_rule(pd.Series(dict(zip(names, row, strict=True))), WATCH, ALERT)


def test_the_id_is_text_whatever_the_command_line_made_of_it(options):
    assert options(explain=7).explain == "7"
    assert options(explain="'007'").explain == "007"


@pytest.fixture
def risk(champion, options, daily):
    numbers = score_batteries(daily, champion.forecaster, options())[1]
    never = pd.DataFrame({"Battery_ID": ["N1"]})
    numbers = pd.concat([numbers, never], ignore_index=True)
    nothing = np.full(len(numbers), None, dtype=object)
    today = daily["Date"].max()
    rows = decide(numbers, nothing, champion.policy, options(), today)
    return rows.assign(Model_Version="3", Data_Version=5)


def test_the_page_shows_reason_rule_and_charts(daily_files, risk, champion, options):
    assert explain_battery(daily_files, risk, champion, options()) == {}
    (name, page), *more = explain_battery(
        daily_files, risk, champion, options(explain="B20")
    ).items()
    row = risk.set_index("Battery_ID").loc["B20"]
    assert (name, more) == ("B20", [])
    assert row["Reason"] in page
    assert page.count('<svg class="chart"') == 3
    assert "lower line: watched from 5.0 % on, upper line: an alert from 30.0 % on" in page
    assert "{{run_id}}" in page


def test_a_battery_never_read_has_a_page_without_charts(daily_files, risk, champion, options):
    page = explain_battery(daily_files, risk, champion, options(explain="N1"))["N1"]
    assert "no usable reading of it has come" in page
    assert "<svg" not in page


def test_a_battery_without_a_rating_has_no_chart_of_what_is_left(risk, history, replayed):
    row = risk.set_index("Battery_ID", drop=False).loc["B20"]
    for rated, charts in ((200.0, 3), (np.nan, 2)):
        known = pd.Series({**row, "Battery_Rated_Cycles": rated})
        page = battery_page(known, "rule", history, replayed, 30)
        assert page.count('<svg class="chart"') == charts


def test_two_levels_that_are_one_are_told_as_one(risk, history, replayed):
    row = risk.set_index("Battery_ID", drop=False).loc["B20"]
    as_one = replace(replayed, watch=replayed.alert)
    page = battery_page(row, "rule", history, as_one, 30)
    assert '<i class="dots"></i>line: an alert from 30.0 % on</li>' in page


@pytest.mark.parametrize(("rated", "told"), [(1000.0, "1,000"), (1000.25, "1,000.2")])
def test_a_rating_is_told_without_needless_digits(risk, history, replayed, rated, told):
    row = risk.set_index("Battery_ID", drop=False).loc["B20"]
    known = pd.Series({**row, "Battery_Rated_Cycles": rated})
    assert f"cycles used of {told}</dt>" in battery_page(known, "rule", history, replayed, 30)


def test_the_page_is_that_of_the_day_asked_for(daily_files, risk, champion, options):
    day = date(2026, 4, 10)
    then = risk.assign(As_Of_Date=pd.Timestamp(day))
    page = explain_battery(daily_files, then, champion, options(explain="B20", as_of=day))["B20"]
    assert "10 April 2026" in page
    assert "May 2026</th>" not in page


def test_texts_of_strangers_are_escaped(risk, history):
    row = risk.set_index("Battery_ID", drop=False).loc["B20"].copy()
    row["Battery_ID"] = "<script>alert(1)</script>"
    page = battery_page(row, "<b>rule</b>", history, None, 30)
    assert "<script>" not in page and "<b>rule" not in page
