"""The nodes of the risk backtest."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connected_car.pipelines.forecasting.daily import arrange, read_days
from connected_car.pipelines.forecasting.risk import nodes
from connected_car.pipelines.forecasting.risk.charts import reliability
from connected_car.pipelines.forecasting.risk.fleet_history import arrange_fleet
from connected_car.pipelines.forecasting.risk.nodes import plan_of


@pytest.fixture
def short(options):
    """Fewer cutoffs, so that the eight batteries of 200 days can be asked about."""
    risk = options.risk.model_copy(update={"n_cutoffs": 6, "min_crossings": 0, "n_paths": 50})
    return options.model_copy(update={"risk": risk})


@pytest.fixture
def told(history, daily, decision, short):
    questions = nodes.backtest_risk(history, daily, decision, short)
    learned = nodes.learn_risk_policy(questions, short)
    return questions, learned, *nodes.measure_risk(questions, learned, short)


def test_the_fleet_s_counter_and_readings_are_those_of_the_table(history, daily, options):
    fleet = arrange_fleet(history, daily, options)
    for row in daily.sample(50, random_state=1).itertuples():
        battery = list(fleet.panel.ids).index(row.Battery_ID)
        back = int((fleet.panel.last_day[battery] - np.datetime64(row.Date)).astype(int))
        assert fleet.panel.y[battery, -1 - back] == row.Daily_Cycles_Used
        assert fleet.counter[battery, -1 - back] == row.Lifetime_Cycles_Used
        assert fleet.rating[battery, -1 - back] == 50
        assert fleet.read[battery, -1 - back] != row.Is_Interpolated
    assert fleet.read.sum() == (~daily["Is_Interpolated"]).sum()


def test_a_table_without_counter_and_rating_is_counted_from_its_first_day(history, daily, options):
    bare = daily.drop(columns=["Lifetime_Cycles_Used", "Battery_Rated_Cycles"])
    fleet = arrange_fleet(history, bare, options)
    assert np.isnan(fleet.rating).all()
    assert fleet.counter[:, -1] == pytest.approx(np.nansum(fleet.panel.y, axis=1))


def test_a_rating_that_is_no_number_is_none(history, daily, options):
    texts = daily["Battery_Rated_Cycles"].astype(str).where(daily.index > 0, "5e8234567999 cycles")
    fleet = arrange_fleet(history, daily.assign(Battery_Rated_Cycles=texts), options)
    assert sorted({*fleet.rating[fleet.rating == fleet.rating]}) == [50]


def test_real_crossings_are_asked_about_alone_where_they_are_enough(told, short):
    questions, _, figures, stored = told
    assert (questions["rating_number"] > 0).any()
    assert stored["questions"]["made_up_ratings"] is False
    assert stored["questions"]["asked"] == (questions["rating_number"] == 0).sum()
    many = short.model_copy(update={"risk": short.risk.model_copy(update={"min_crossings": 99})})
    learned = nodes.learn_risk_policy(questions, many)
    _, stored = nodes.measure_risk(questions, learned, many)
    assert stored["questions"]["made_up_ratings"] is True
    assert stored["questions"]["asked"] == len(questions)
    assert figures.learned.policy.alert.on == pytest.approx(1 / 21)  # too few to learn from


def test_the_policy_is_learned_from_what_the_figures_say(history, daily, decision, short):
    """Whether made-up ratings are asked about is decided once, on all cutoffs."""
    reached = daily.groupby("Battery_ID")["Lifetime_Cycles_Used"].transform("max")
    late = daily.assign(Battery_Rated_Cycles=0.95 * reached)  # passed after the older cutoffs
    questions = nodes.backtest_risk(history, late, decision, short)
    own = questions[questions["rating_number"] == 0]
    older = plan_of(short).learned_from(own)
    assert older["crossed"].sum() < own["crossed"].sum()
    risk = short.risk.model_copy(update={"min_crossings": int(own["crossed"].sum())})
    options = short.model_copy(update={"risk": risk})
    learned = nodes.learn_risk_policy(questions, options)
    figures, stored = nodes.measure_risk(questions, learned, options)
    assert stored["questions"]["made_up_ratings"] is False
    assert len(figures.older.crossed) == len(older)
    assert learned.note.startswith(
        f"{len(older)} questions with {older['crossed'].sum()} crossings"
    )


def test_the_stored_figures_are_plain_json(told):
    *_, stored = told
    assert json.loads(json.dumps(stored, allow_nan=False))["hold_out"] == stored["hold_out"]


def test_the_page_holds_its_charts_and_the_counts(told):
    *_, figures, stored = told
    page = nodes.write_risk_page(figures, *nodes.draw_risk_charts(figures))
    assert page.count("Plotly.newPlot(") == 3
    assert "src=" not in page.split("<body>")[0]  # nothing is fetched
    assert f"{stored['questions']['batteries']} batteries" in page
    assert "{{run_id}}" in page


def test_a_calibration_that_was_tried_is_drawn_beside_what_users_see(told):
    _, learned, figures, _ = told
    for loss, drawn in ((None, False), (0.1, True)):
        tried = replace(figures, learned=replace(learned, loss_after=loss))
        names = [trace.name for trace in reliability(tried).data]
        assert ("before calibration" in names) == drawn


def test_a_short_history_is_said_to_be_too_short(daily, decision, short, options):
    recent = daily[
        pd.to_datetime(daily["Date"]) > pd.Timestamp(max(daily["Date"])) - pd.Timedelta("70D")
    ]
    brief = arrange(read_days(recent, options))
    questions = nodes.backtest_risk(brief, recent, decision, options)
    learned = nodes.learn_risk_policy(questions, options)
    figures, stored = nodes.measure_risk(questions, learned, options)
    json.dumps(stored, allow_nan=False)
    page = nodes.write_risk_page(figures, *nodes.draw_risk_charts(figures))
    assert "too short to look back" in page
    assert stored["hold_out"]["recall"] is None
    assert replace(figures).verdict.startswith("The past has too few crossings")
