"""The life of alerts and what goes into the outbox."""

from datetime import date

import pandas as pd
import pytest

from connected_car.errors import UserError
from connected_car.pipelines.alerting.outbox import check_lines, message_key


@pytest.fixture
def run(make_world, make_risk, vehicles):
    """Run the nodes from given alerts and outbox; returns alerts and outbox.

    Operations, of which ``test_operations`` tells, find nothing here.
    """

    def run(risk, alerts, outbox=(), known=vehicles):
        world = make_world(known)
        world.alerts, world.outbox = alerts, list(outbox)
        world.run(risk)
        return world.alerts, world.outbox

    return run


def by_battery(alerts: pd.DataFrame) -> pd.DataFrame:
    return alerts.set_index("Subject_ID")


def test_each_class_but_ok_raises_an_alert_and_drivers_hear_of_alert_and_overdue(
    run, make_risk, no_alerts
):
    risk = make_risk({"a": "alert", "b": "overdue", "c": "watch", "d": "ok"})
    alerts, outbox = run(risk, no_alerts)
    found = by_battery(alerts)
    assert dict(found["Severity"]) == {"a": "alert", "b": "overdue", "c": "watch"}
    assert set(found["Status"]) == {"open"}
    assert found.loc["a", "Opened_On"] == found.loc["a", "Last_Seen_On"] == date(2026, 6, 2)
    assert found.loc["a", "Due_Date"] == date(2026, 6, 22)
    assert found.loc["a", "Probability"] == 0.6
    assert found.loc["a", "Reason"] == "because alert on 2026-06-02"
    assert found["Kind"].eq("wear").all()
    told = [line["alert_id"] for line in outbox]
    assert told == sorted(found.loc[["a", "b"], "Alert_ID"])
    assert found.loc["c", "Message"] is None


def test_the_vehicle_is_the_latest_in_service_on_the_day(run, make_risk, no_alerts):
    risk = make_risk(dict.fromkeys("abcx", "alert"))
    alerts, outbox = run(risk, no_alerts)
    found = by_battery(alerts)["Vehicle_ID"]
    assert dict(found) == {"a": "V1", "b": "V3", "c": "V5", "x": None}
    assert {line["vehicle_id"]: line["language"] for line in outbox} == {
        "V1": "de",
        "V3": "fr",
        "V5": "en",
    }
    later, _ = run(make_risk({"b": "alert"}, "2027-06-02"), no_alerts)
    assert by_battery(later).loc["b", "Vehicle_ID"] == "V4"


def test_a_line_has_the_keys_of_the_contract(run, make_risk, no_alerts):
    alerts, (line,) = run(make_risk({"a": "alert"}), no_alerts)
    (alert,) = alerts.to_dict("records")
    assert line == {
        "key": message_key(alert["Alert_ID"], "V1", "alert", 0),
        "alert_id": alert["Alert_ID"],
        "vehicle_id": "V1",
        "kind": "wear",
        "severity": "alert",
        "round": 0,
        "workshop": "all",
        "language": "de",
        "title": "Ihre Batterie ist bald fällig",
        "body": line["body"],
        "action_url": f"https://service.example.com/book?alert={alert['Alert_ID']}",
        "sent_at": "2026-06-02T00:00:00Z",
    }
    assert alert["Message"] == f"{line['title']}\n{line['body']}"


def test_a_second_run_changes_nothing(run, make_risk, no_alerts):
    risk = make_risk({"a": "alert", "b": "overdue", "x": "alert", "d": "ok"})
    alerts, outbox = run(risk, no_alerts)
    again, same = run(risk, alerts, outbox)
    pd.testing.assert_frame_equal(again, alerts, check_exact=True)
    assert same == outbox


def test_an_open_alert_is_brought_up_to_date_and_worsening_is_told_once(run, make_risk, no_alerts):
    alerts, outbox = run(make_risk({"a": "alert"}), no_alerts)
    alerts, outbox = run(make_risk({"a": "alert"}, "2026-06-09"), alerts, outbox)
    assert len(outbox) == 1
    assert "22. Juni 2026" in alerts.loc[0, "Message"], "the message is the one that was sent"
    assert alerts.loc[0, "Due_Date"] == date(2026, 6, 29)
    alerts, outbox = run(make_risk({"a": "overdue"}, "2026-06-16"), alerts, outbox)
    alerts, outbox = run(make_risk({"a": "alert"}, "2026-06-17"), alerts, outbox)
    alerts, outbox = run(make_risk({"a": "overdue"}, "2026-06-18"), alerts, outbox)
    assert len(alerts) == 1
    assert alerts.loc[0, "Opened_On"] == date(2026, 6, 2)
    assert alerts.loc[0, "Last_Seen_On"] == date(2026, 6, 18)
    assert [(line["severity"], line["sent_at"]) for line in outbox] == [
        ("alert", "2026-06-02T00:00:00Z"),
        ("overdue", "2026-06-16T00:00:00Z"),
    ]


def test_a_recovered_battery_closes_its_alert_and_a_new_finding_opens_another(
    run, make_risk, no_alerts
):
    first, outbox = run(make_risk({"a": "alert"}), no_alerts)
    closed, outbox = run(make_risk({"a": "ok"}, "2026-06-09"), first, outbox)
    assert closed.loc[0, "Status"] == "resolved"
    assert closed.loc[0, "Resolved_On"] == date(2026, 6, 9)
    assert closed.loc[0, "Last_Seen_On"] == date(2026, 6, 2)
    still, outbox = run(make_risk({"a": "ok"}, "2026-06-10"), closed, outbox)
    pd.testing.assert_frame_equal(still, closed)
    both, outbox = run(make_risk({"a": "alert"}, "2026-06-20"), still, outbox)
    assert list(both["Status"]) == ["resolved", "open"]
    assert both["Alert_ID"].is_unique
    assert both.loc[1, "Previous_Alert_ID"] == both.loc[0, "Alert_ID"] == first.loc[0, "Alert_ID"]
    assert len(outbox) == 2


def test_a_battery_closed_by_mistake_on_its_first_day_goes_on_with_its_alert(
    run, make_risk, no_alerts
):
    first, _ = run(make_risk({"a": "alert"}), no_alerts)
    closed, _ = run(make_risk({"a": "ok"}), first)
    again, _ = run(make_risk({"a": "alert"}), closed)
    pd.testing.assert_frame_equal(
        again.drop(columns="History"), first.drop(columns="History"), check_dtype=False
    )


def test_a_battery_that_was_not_scored_keeps_its_alert(run, make_risk, no_alerts):
    alerts, outbox = run(make_risk({"a": "alert"}), no_alerts)
    after, _ = run(make_risk({"d": "ok"}, "2026-07-01"), alerts, outbox)
    pd.testing.assert_frame_equal(after, alerts)


def test_a_look_into_the_past_changes_nothing(make_world, make_risk, caplog):
    caplog.set_level("INFO", logger="connected_car")
    world = make_world().run(make_risk({"a": "alert", "b": "alert"}))
    alerts, findings, outbox = world.alerts, world.findings, world.outbox
    world.run(make_risk({"a": "ok", "b": "overdue", "c": "alert"}, "2026-01-01"))
    pd.testing.assert_frame_equal(world.alerts, alerts)
    pd.testing.assert_frame_equal(world.findings, findings)
    assert world.outbox == outbox
    assert (
        "judged as of 2026-01-01, before its alerts were last looked at (2026-06-02)" in caplog.text
    )


def test_no_vehicle_list_leaves_the_alert_without_a_vehicle_until_one_is_known(
    run, make_risk, no_alerts, vehicles
):
    risk = make_risk({"a": "overdue"})
    alerts, outbox = run(risk, no_alerts, known=vehicles.iloc[:0])
    assert list(alerts["Vehicle_ID"]) == [None]
    assert alerts.loc[0, "Message"].startswith("Time to renew your battery\n")
    assert outbox == []
    alerts, outbox = run(risk, alerts, outbox)
    assert list(alerts["Vehicle_ID"]) == ["V1"]
    assert alerts.loc[0, "Message"].startswith("Zeit für eine neue Batterie\n")
    assert [line["language"] for line in outbox] == ["de"]
    kept, same = run(risk, alerts, outbox, known=vehicles.iloc[:0])
    pd.testing.assert_frame_equal(kept, alerts)
    assert same == outbox


def test_a_kill_between_alerts_and_outbox_loses_no_message(run, make_risk, no_alerts):
    risk = make_risk({"a": "alert"})
    alerts, outbox = run(risk, no_alerts)
    assert run(risk, alerts, [])[1] == outbox


def test_the_inputs_stay_as_they_are(run, make_risk, no_alerts, vehicles):
    risk = make_risk({"a": "alert", "b": "ok"})
    alerts, _ = run(risk, no_alerts)
    frames = (risk, vehicles, alerts)
    before = [frame.copy(deep=True) for frame in frames]
    run(make_risk({"a": "ok"}, "2026-07-01"), alerts)
    run(risk, alerts)
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


GOOD_LINE = {"alert_id": "a1", "vehicle_id": "V1", "severity": "alert", "sent_at": "2026-06-02T"}


@pytest.mark.parametrize(
    "change",
    [{"severity": "dire"}, {"alert_id": None}, {"sent_at": "soon"}, {"round": "1"}, {"round": []}],
)
def test_a_damaged_line_of_the_outbox_is_named(change):
    check_lines([GOOD_LINE, GOOD_LINE | {"round": 2, "key": "m1"}])
    with pytest.raises(UserError, match="alert_outbox, line 2 is damaged"):
        check_lines([GOOD_LINE, GOOD_LINE | change])
