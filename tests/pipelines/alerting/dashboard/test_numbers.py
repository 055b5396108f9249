"""What the dashboard counts: states, ages, the trend, hits and false alarms, cars by group."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.pipelines.alerting.dashboard.batteries import next_below, what_would_change
from connected_car.pipelines.alerting.dashboard.entries import AGES, STATES, age_name, entries
from connected_car.pipelines.alerting.dashboard.facts import outcome_facts
from connected_car.pipelines.alerting.dashboard.figures import (
    age_matrix,
    headline,
    state_figures,
    urgent_figures,
)
from connected_car.pipelines.alerting.dashboard.groups import groups
from connected_car.pipelines.alerting.dashboard.outcomes import outcomes
from connected_car.pipelines.alerting.dashboard.timeline import severity_steps, standing_by_day
from connected_car.tables import SCHEMAS

DAY = pd.Timestamp("2026-06-02")
RANKS = {"watch": 1, "alert": 2, "overdue": 3}


def test_each_alert_is_in_one_state(make_sources):
    sources, _ = make_sources(weeks=1, budget={"per_day": 1, "per_week": 1})
    listed = entries(sources).set_index("Subject_ID")
    assert listed["State"].to_dict() == {
        "b": "told",
        "a": "held back",
        "c": "held back",
        "V1/brake disc": "held back",
        "s": "silent",
        "w": "watched",
        "V3/seat": "watched",
    }
    figures = state_figures(listed)
    assert list(figures) == list(STATES)
    assert sum(figure.count for figure in figures.values()) == len(sources.alerts)


def test_what_is_acknowledged_or_over_is_a_state_of_its_own(make_sources, make_risk):
    def then(world):
        alert = world.alert_of("a")["Alert_ID"]
        world.run(make_risk({"a": "alert", "b": "ok"}), **world.acknowledge(alert, "2026-07-01"))

    sources, _ = make_sources(then=then)
    state = entries(sources).set_index("Subject_ID")["State"]
    assert (state["a"], state["b"]) == ("acknowledged", "resolved")


def test_severity_and_age_add_up_to_what_nobody_took_over(make_sources):
    sources, _ = make_sources(weeks=3)
    listed = entries(sources)
    matrix = age_matrix(listed)
    assert [figure.count for figure in matrix["alert"]] == [0, 0, 3, 0]
    total = sum(figure.count for row in matrix.values() for figure in row)
    assert total == (sources.alerts["Status"] == "open").sum()


def test_the_headline_tells_whether_somebody_has_to_act(make_sources):
    listed = entries(make_sources(weeks=1)[0])
    calm = listed[~listed["Needs_Action"]]
    assert len(calm) > 0
    assert headline(listed[listed["Needs_Action"]].head(1), 9) == "1 alert needs somebody to act"
    assert headline(calm, 9) == "Nothing needs action"
    assert headline(listed.head(0), 9) == "All is well: no alert stands"
    figures = urgent_figures(listed.head(1).assign(Subject="operation", Needs_Action=True), 30)
    assert (figures[-1].count, figures[-1].words) == (1, "thing on the platform needs a look")


@given(st.integers(0, 5000))
def test_each_age_has_one_name(days):
    assert sum(low <= days <= high for low, high in AGES.values()) == 1
    assert AGES[age_name(days)][0] <= days <= AGES[age_name(days)][1]


_CHANGES = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["watch", "alert", "overdue", "resolved"])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40)
@given(st.lists(_CHANGES, min_size=1, max_size=6), st.integers(2, 50))
def test_the_trend_is_what_a_count_of_each_day_gives(alerts, window):
    first = DAY - pd.Timedelta(days=40)
    rows, lives = [], []
    for i, changes in enumerate(alerts):
        now, life = None, []
        for step, (at, new) in enumerate(sorted(changes, key=lambda change: change[0]), 1):
            day = first + pd.Timedelta(days=at)
            event, note = ("worsened", f"from {now} to {new}")
            if now is None:
                event, note = "opened", new
            if new == "resolved":
                event, note = "resolved", "nothing is found any more"
            rows.append((f"a{i}", step, day.date(), event, "system", note))
            life.append((day, RANKS.get(new, 0)))
            now = None if new == "resolved" else new
        lives.append(life)
    history = pd.DataFrame(rows, columns=SCHEMAS["alert_history"].names[:-1])
    trend = standing_by_day(severity_steps(history), DAY, window)
    for row in trend.itertuples():
        ranks = [
            max(
                [(d, i, r) for i, (d, r) in enumerate(life) if d <= row.Day] or [(0, 0, 0)],
                key=lambda step: step[:2] if step[0] else (pd.Timestamp(0), 0),
            )[2]
            for life in lives
        ]
        assert row.Urgent == sum(rank >= 2 for rank in ranks)
        assert row.Watched == sum(rank == 1 for rank in ranks)
    assert len(trend) == min(window, (DAY - min(d for life in lives for d, _ in life)).days + 1)


def _outcome_sources(nothing, make_days, alerted: dict[str, str], crossed: dict[str, str]):
    """Store alerts by the day of the alert, and counters that pass 200 on a day."""
    first, n = pd.Timestamp("2026-01-01"), (DAY - pd.Timestamp("2026-01-01")).days + 1
    names = {*alerted, *crossed}
    days = {}
    for name in names:
        at = (pd.Timestamp(crossed[name]) - first).days if name in crossed else n
        days[name] = (str(first.date()), list(np.where(np.arange(n) < at, 199.0, 200.0)), 200.0)
    alerts = nothing.alerts.reindex(range(len(alerted))).assign(
        Alert_ID=list(alerted),
        Subject="battery",
        Subject_ID=list(alerted),
        Kind="wear",
        Severity="alert",
        Status="open",
    )
    rows = [
        (name, 1, pd.Timestamp(day).date(), "opened", "system", "alert", "r")
        for name, day in alerted.items()
    ]
    history = pd.DataFrame(rows, columns=SCHEMAS["alert_history"].names)
    findings = nothing.findings.reindex(range(1)).assign(Seen_On=DAY, Subject="battery")
    return replace(nothing, alerts=alerts, history=history, findings=findings, days=make_days(days))


def test_alerts_are_judged_by_their_whole_thirty_days(nothing, make_days):
    alerted = {
        "hit": "2026-04-01",
        "on the last day": "2026-04-01",
        "false": "2026-04-01",
        "crossed after": "2026-04-01",
        "pending": "2026-05-20",
        "early": "2026-05-20",
        "came too late": "2026-04-10",
        "long ago": "2026-01-10",
    }
    crossed = {
        "hit": "2026-04-20",
        "on the last day": "2026-05-01",
        "crossed after": "2026-05-02",
        "early": "2026-05-25",
        "came too late": "2026-04-10",
        "never alerted": "2026-05-05",
        "before all": "2026-01-03",
    }
    ended = outcomes(_outcome_sources(nothing, make_days, alerted, crossed), 90)
    assert (ended.hits, ended.false_alarms, ended.pending, ended.early) == (2, 2, 2, 1)
    assert ended.hit_rate == 0.5
    assert ended.late == 2  # "came too late" and "never alerted"
    words = " ".join(outcome_facts(ended, 90, 30))
    assert "Of 4 battery alerts whose 30 days have passed, 2 (50.0 %) came true" in words
    assert "2 alerts cannot be judged yet; 1 of them came true already." in words


def test_an_alert_whose_battery_is_read_no_more_is_not_a_false_alarm(nothing, make_days):
    sources = _outcome_sources(nothing, make_days, {"gone": "2026-04-01"}, {})
    short = make_days({"gone": ("2026-01-01", [199.0] * 100, 200.0)})
    ended = outcomes(replace(sources, days=short), 90)
    assert (ended.hits, ended.false_alarms, ended.pending) == (0, 0, 1)


def test_cars_are_counted_once_in_each_grouping(make_sources, vehicles):
    listed_cars = vehicles.assign(Model=["City", "City", "City", "City", "Tour"])
    sources, _ = make_sources(known=listed_cars)
    found = groups(sources, entries(sources))
    assert {g.name: (g.alerted, g.cars) for g in found["model"]} == {"City": (2, 2), "Tour": (1, 1)}
    assert {g.name: (g.alerted, g.cars) for g in found["age"]} == {
        "1 to 2 years": (1, 1),
        "2 to 3 years": (1, 1),
        "not known": (1, 1),
    }
    assert "workshop" not in found and "region" not in found


def test_a_list_with_regions_tells_where_the_alerts_are(make_sources, vehicles):
    used_in = ["Nord", "Nord", "Nord", "Nord", None]
    sources, _ = make_sources(known=vehicles.assign(Region=used_in))
    found = groups(sources, entries(sources))["region"]
    assert {g.name: (g.alerted, g.cars) for g in found} == {"Nord": (2, 2), "not known": (1, 1)}


@given(st.floats(1e-3, 10))
def test_the_advised_use_is_below_the_limit(most):
    advised = next_below(most)
    assert 0 <= advised < most
    assert most - advised <= (0.0101 if most > 0.1 else 0.00101)


def test_what_would_change_it_is_true_of_the_battery(make_risk):
    row = make_risk({"a": "alert"}).iloc[0].to_dict()  # 10 cycles left, 9 forecast
    words = what_would_change(row, 30)
    assert "With up to 0.33 cycles a day it stays below its rating until 2 July 2026" in words
    assert "0.3 a day are expected; the limit is 1.1 times that" in words
    overdue = make_risk({"a": "overdue"}).iloc[0].to_dict()
    assert "Only a new battery would" in what_would_change(overdue, 30)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"Battery_Rated_Cycles": np.nan}, "It has no rating to compare with: a rating would tell"),
        ({"Forecast_Cycles_30d": np.nan}, "until 2 July 2026; no forecast is known."),
        ({"Forecast_Cycles_30d": 0.0}, "until 2 July 2026; hardly any use is expected."),
        ({"Lifetime_Cycles_Used": 199.99}, "Only without any use it stays below its rating"),
    ],
)
def test_what_would_change_it_is_told_of_what_is_known(known, words, make_risk):
    row = make_risk({"a": "watch"}).assign(**known).iloc[0].to_dict()
    assert words in what_would_change(row, 30)
