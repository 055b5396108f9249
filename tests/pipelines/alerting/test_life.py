"""Easing, silence, components, acknowledgements: the life of alerts beyond opening and closing."""

from datetime import date

import pandas as pd
import pytest

from connected_car.errors import UserError

SLOW = {"life": {"close_after_days": 3}}


def days(make_risk, world, *classes, start=1):
    """Run a day after the other on the classes of battery ``a``."""
    for number, name in enumerate(classes, start=start):
        world.run(make_risk({"a": name}, f"2026-06-{number:02d}"))


def test_a_probability_around_a_level_does_not_flicker(make_world, make_risk):
    world = make_world(**SLOW)
    days(make_risk, world, *["alert", "ok", "alert", "watch", "ok", "alert", "ok", "ok", "alert"])
    assert len(world.alerts) == 1
    assert world.alert_of("a")["Severity"] == "alert"
    assert world.events("a") == ["opened"]
    assert len(world.outbox) == 1


def test_a_run_that_looks_at_nothing_alerts_nobody(make_world, make_risk):
    world = make_world()
    world.quality, world.forecast = {}, {}
    world.run(make_risk({}))
    assert world.findings.empty
    assert world.alerts.empty
    assert (world.report["open"], world.outbox) == (0, [])


def test_an_alert_worsens_at_once_and_eases_and_closes_after_days(make_world, make_risk):
    world = make_world(**SLOW)
    days(make_risk, world, "watch", "alert", "overdue")
    assert world.alert_of("a")["Severity"] == "overdue"
    days(make_risk, world, "watch", "watch", "watch", start=4)
    assert world.alert_of("a")["Severity"] == "overdue"
    assert world.alert_of("a")["Easing_Since"] == date(2026, 6, 4)
    days(make_risk, world, "watch", "ok", "ok", "ok", start=7)
    assert world.alert_of("a")["Severity"] == "watch"
    assert world.alert_of("a")["Status"] == "open"
    days(make_risk, world, "ok", start=11)
    assert world.alert_of("a")["Resolved_On"] == date(2026, 6, 11)
    assert world.events("a") == ["opened", "worsened", "worsened", "eased", "resolved"]
    assert len(world.alerts) == 1


def test_a_finding_must_stand_before_it_opens_an_alert_unless_overdue(make_world, make_risk):
    world = make_world(life={"open_after_days": 2})
    days(make_risk, world, "alert", "ok", "alert", "watch")
    assert world.alerts.empty
    days(make_risk, world, "alert", start=5)
    assert world.alert_of("a")["Opened_On"] == date(2026, 6, 5)
    world.run(make_risk({"b": "overdue"}, "2026-06-06"))
    assert world.alert_of("b")["Opened_On"] == date(2026, 6, 6)


def test_a_silent_battery_is_an_alert_of_its_own_kind_for_analysts_alone(make_world, make_risk):
    world = make_world()
    risk = make_risk(
        {"a": "watch", "b": "watch", "c": "watch", "x": "alert"},
        findings={"a": "silent, counter_jump", "b": "no_readings", "x": "silent"},
    )
    world.run(risk)
    kinds = dict(zip(world.alerts["Subject_ID"], world.alerts["Kind"], strict=True))
    assert kinds == {"a": "silence", "b": "silence", "c": "wear", "x": "wear"}
    assert world.outbox == []
    assert set(world.delivery["Delivery"]) == {"not_for_drivers", "no_vehicle"}
    world.run(make_risk({"a": "alert"}, "2026-06-03"))
    assert world.alert_of("a")[["Kind", "Severity"]].tolist() == ["wear", "alert"]
    assert len(world.alerts) == 4
    assert [line["vehicle_id"] for line in world.outbox] == ["V1"]


def test_a_component_has_one_alert_and_its_newest_inspection_decides(
    make_world, make_risk, make_compliance
):
    world, risk = make_world(), make_risk({"a": "ok"})
    old = ("i1", "V1", "brake", "2026-05-01", "compliant")
    bad = ("i2", "V1", "brake", "2026-05-20", "not_compliant")
    unsure = ("i9", "V1", "wheel", "2026-05-20", "needs_review")
    world.compliance = make_compliance(bad, old, unsure)
    world.run(risk)
    alert = world.alert_of("V1/brake")
    assert alert[["Subject", "Kind", "Severity"]].tolist() == ["component", "compliance", "alert"]
    assert alert["Reason"] == "not_compliant by inspection i2"
    assert world.alert_of("V1/wheel")["Severity"] == "watch"
    (line,) = world.outbox
    assert (line["vehicle_id"], line["language"], line["kind"]) == ("V1", "de", "compliance")
    assert "brake" in line["body"]
    world.compliance = make_compliance(
        bad, old, ("i3", "V1", "brake", "2026-06-01", "compliant"), unsure
    )
    world.run(make_risk({"a": "ok"}, "2026-06-03"))
    assert world.alert_of("V1/brake")["Status"] == "resolved"
    assert world.alert_of("V1/wheel")["Status"] == "open"
    again = ("i4", "V1", "brake", "2026-06-04", "not_compliant")
    world.compliance = make_compliance(bad, old, again, unsure)
    world.run(make_risk({"a": "ok"}, "2026-06-05"))
    assert world.alert_of("V1/brake")["Previous_Alert_ID"] == alert["Alert_ID"]
    assert world.events("V1/brake") == ["opened again"]
    assert len(world.outbox) == 2


def test_components_alone_are_alerted_too(make_world, make_risk, make_compliance):
    world = make_world()
    world.compliance = make_compliance(("i1", "V9", "brake", "2026-05-01", "not_compliant"))
    world.run(make_risk({}))
    assert world.alert_of("V9/brake")["Opened_On"] == date(2026, 5, 1)
    assert world.outbox[0]["language"] == "en"


def test_nothing_at_all_is_a_state(make_world, make_risk):
    world = make_world().run(make_risk({}))
    assert world.alerts.empty
    assert world.delivery.empty
    assert (world.report["as_of"], world.report["open"], world.outbox) == (None, 0, [])


def test_an_acknowledged_alert_is_quiet_until_its_day_is_over_and_then_told_anew(
    make_world, make_risk
):
    world = make_world()
    days(make_risk, world, "alert")
    alert = world.alert_of("a")["Alert_ID"]
    said = world.acknowledge(alert, "2026-06-04")
    world.run(make_risk({"a": "alert"}, "2026-06-02"), **said)
    assert world.alert_of("a")["Status"] == "acknowledged"
    days(make_risk, world, "overdue", "overdue", start=3)
    assert world.alert_of("a")[["Status", "Severity"]].tolist() == ["acknowledged", "overdue"]
    assert len(world.outbox) == 1
    assert world.delivery_of("a")["Why"] == "Ann takes care of it until 2026-06-04: spoke"
    days(make_risk, world, "overdue", start=5)
    assert world.alert_of("a")["Status"] == "open"
    assert [(line["severity"], line["round"]) for line in world.outbox] == [
        ("alert", 0),
        ("overdue", 1),
    ]
    assert world.events("a") == ["opened", "acknowledged", "worsened", "armed again"]


def test_an_acknowledged_alert_that_clears_and_comes_back_is_a_new_one(make_world, make_risk):
    world = make_world()
    days(make_risk, world, "alert")
    alert = world.alert_of("a")["Alert_ID"]
    world.run(make_risk({"a": "ok"}, "2026-06-02"), **world.acknowledge(alert, "2027-01-01"))
    days(make_risk, world, "alert", start=3)
    assert world.alerts["Status"].tolist() == ["resolved", "open"]
    assert world.alert_of("a")["Previous_Alert_ID"] == alert
    assert len(world.outbox) == 2


def test_said_twice_an_acknowledgement_changes_nothing_and_a_later_word_counts(
    make_world, make_risk
):
    world, risk = make_world(), make_risk({"a": "alert"})
    alert = world.run(risk).alert_of("a")["Alert_ID"]
    world.run(risk, **world.acknowledge(alert, "2026-07-01"))
    alerts = world.alerts
    world.run(risk, **world.acknowledge(alert, "2026-07-01"))
    pd.testing.assert_frame_equal(world.alerts, alerts)
    world.run(risk, **world.acknowledge(alert, "2026-08-01", owner="Bob"))
    assert world.alert_of("a")[["Owner", "Acknowledged_Until"]].tolist() == [
        "Bob",
        date(2026, 8, 1),
    ]
    assert world.events("a") == ["opened", "acknowledged", "acknowledged"]


@pytest.mark.parametrize(
    ("alert", "until", "complaint"),
    [
        ("a0", "2026-07-01", "there is no such alert"),
        (None, "2026-05-01", "until=2026-05-01 is before the day of the data, 2026-06-02"),
    ],
)
def test_an_acknowledgement_that_cannot_be_used_is_one_line(
    alert, until, complaint, make_world, make_risk
):
    world, risk = make_world(), make_risk({"a": "alert"})
    known = world.run(risk).alert_of("a")["Alert_ID"]
    with pytest.raises(UserError, match=f"acknowledge={alert or known}: .*{complaint}"):
        world.run(risk, **world.acknowledge(alert or known, until))
    world.run(make_risk({"a": "ok"}, "2026-06-03"))
    with pytest.raises(UserError, match="it was resolved on 2026-06-03"):
        world.run(risk, **world.acknowledge(known, "2026-07-01"))


def test_of_many_acknowledgements_the_good_ones_hold_and_the_others_are_reported(
    make_world, make_risk
):
    world, risk = make_world(), make_risk(dict.fromkeys("abc", "alert"))
    ids = world.run(risk).alerts.set_index("Subject_ID")["Alert_ID"]
    rows = [
        (ids["a"], "Ann", "spoke", "2026-07-01"),
        (ids["b"], "Ann", None, "2026-07-01"),
        (ids["b"], "Ann", "x", "soon"),
        ("nobody", "Ann", "x", "2026-07-01"),
        (ids["a"], "Bob", "later word", "2026-07-02"),
    ]
    columns = list(world.acknowledgements.columns)
    world.acknowledgements = pd.DataFrame(rows, columns=columns, index=range(2, 7))
    world.run(risk)
    alerts = world.alerts
    assert world.alert_of("a")["Owner"] == "Bob"
    assert alerts["Status"].tolist() == ["acknowledged", "open", "open"]
    refused = world.report["refused_acknowledgements"]
    assert [(row["line"], row["why"].split()[0]) for row in refused] == [
        (3, "reason"),
        (4, "until"),
        (5, "there"),
    ]
    world.run(risk)
    pd.testing.assert_frame_equal(world.alerts, alerts)


def test_forgotten_acknowledgements_are_listed(make_world, make_risk):
    world, risk = make_world(), make_risk(dict.fromkeys("abc", "alert"))
    ids = world.run(risk).alerts.set_index("Subject_ID")["Alert_ID"]
    world.run(risk, **world.acknowledge(ids["a"], "2026-06-05"))
    world.run(risk, **world.acknowledge(ids["b"], "2027-06-05"))
    assert world.report["forgotten"] == []
    world.run(make_risk(dict.fromkeys("abc", "alert"), "2026-06-10"))
    assert [row["subject"] for row in world.report["forgotten"]] == ["battery a"]
    world.run(make_risk(dict.fromkeys("abc", "alert"), "2026-08-10"))
    assert {row["subject"] for row in world.report["forgotten"]} == {"battery a", "battery b"}
    world.run(make_risk(dict.fromkeys("abc", "ok"), "2026-08-11"))
    assert world.report["forgotten"] == []


def test_a_table_of_an_older_version_is_taken_over(make_world, make_risk):
    world, risk = make_world(), make_risk({"a": "alert"})
    world.run(risk)
    alerts, outbox = world.alerts, world.outbox
    contract = alerts.columns[: list(alerts.columns).index("Kind")]
    world.alerts = alerts[contract]
    world.outbox = [
        {name: line[name] for name in line if name not in {"key", "round", "kind", "workshop"}}
        for line in outbox
    ]
    world.findings = world.findings.iloc[:0]
    old = world.outbox
    world.run(risk)
    assert world.outbox == old
    assert world.alert_of("a")[["Kind", "Round", "Workshop"]].tolist() == ["wear", 0, "all"]
