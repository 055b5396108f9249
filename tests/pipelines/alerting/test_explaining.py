"""Why was a car alerted, or not: each verdict, and a page that nothing hostile can script."""

import json

import pytest

from connected_car.errors import UserError
from connected_car.pages.subjects import page_name
from connected_car.pipelines.alerting.nodes import explain_vehicle, tell_history


def _answer(world, vehicle):
    return explain_vehicle(
        alert_findings=world.findings,
        alerts=world.alerts,
        alert_history=tell_history(world.alerts),
        alert_delivery=world.delivery,
        alert_outbox=world.outbox,
        vehicles=world.vehicles,
        options=world.options.model_copy(update={"explain_vehicle": vehicle}),
    )


@pytest.fixture
def explain():
    """Return what is printed about a vehicle in one line, and its page."""

    def explain(world, vehicle):
        pages, text = _answer(world, vehicle)
        ((name, page),) = pages.items()
        assert name == page_name(vehicle)
        return " ".join(text.split()), page

    return explain


def test_nobody_asked(make_world, make_risk, explain):
    world = make_world().run(make_risk({"a": "ok"}))
    assert world.options.explain_vehicle is None
    assert _answer(world, None) == ({}, "")


def test_a_car_that_was_alerted_and_told(make_world, make_risk, explain):
    world = make_world().run(make_risk({"a": "alert"}))
    said, page = explain(world, "V1")
    assert "Vehicle V1 battery a: Alerted as alert for wear since 2 June 2026" in said
    assert (
        "probability 60.0 %. Message to the driver: told, the invitation is in the outbox." in said
    )
    assert "Which rule judged a: kedro run --pipelines batch_scoring --params explain=a" in said
    for part in (world.outbox[0]["title"], "because alert on 2026-06-02", "opened", "2 June 2026"):
        assert part in page


@pytest.mark.parametrize(
    ("before", "now", "options", "words"),
    [
        ([], "ok", {}, "No alert: on 9 June 2026 nothing was found (probability under 1 %)."),
        (["alert"], "ok", {}, "Its last alert was resolved on 9 June 2026."),
        ([], "alert", {"life": {"open_after_days": 5}}, "an alert opens after 5 days of it."),
        (["alert"], "ok", {"life": {"close_after_days": 9}}, "it is less (nothing now); after 9"),
        ([], "watch", {}, "Message to the driver: not for drivers"),
        (
            [],
            "alert",
            {"budget": {"per_day": 0}},
            "held back, the workshop has used its 0 invitations",
        ),
    ],
)
def test_each_reason_is_said(before, now, options, words, *, make_world, make_risk, explain):
    world = make_world(**options)
    for name in before:
        world.run(make_risk({"a": name}))
    world.run(make_risk({"a": now}, "2026-06-09"))
    said, page = explain(world, "V1")
    assert words in said
    assert words in page


def test_a_car_of_which_nothing_was_looked_at(make_world, make_risk, explain):
    said, page = explain(make_world().run(make_risk({"a": "ok"})), "V5")
    assert "no battery or component of it was ever looked at" in said
    assert "names battery c" in page


def test_who_asks_for_a_battery_is_told_how(make_world, make_risk, explain):
    world = make_world().run(make_risk({"007": "alert"}))
    with pytest.raises(UserError, match=r"that is a battery; .* --params explain=007"):
        explain(world, "7")


def test_an_unknown_car_gets_near_names(make_world, make_risk, explain):
    world = make_world().run(make_risk({"a": "ok"}))
    with pytest.raises(UserError, match=r"explain_vehicle=V11: .*near names: V1"):
        explain(world, "V11")


def test_hostile_names_and_reasons_are_text(make_world, make_risk, make_compliance, explain):
    hostile = "<script>alert(1)</script>V"
    world = make_world()
    world.compliance = make_compliance(("i1", hostile, hostile, "2026-06-01", "not_compliant"))
    world.compliance["Reason"] = f"\x1b[31m{hostile}"
    world.run(make_risk({"a": "ok"}))
    _, page = explain(world, hostile)
    assert "<script" not in page
    assert "\x1b" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;V/" in page  # capitals as they are
    assert json.dumps(world.outbox)


def test_a_second_page_is_the_same(make_world, make_risk, explain):
    world = make_world().run(make_risk({"a": "alert"}))
    first = explain(world, "V1")[1]
    world.run(make_risk({"a": "alert"}))
    assert explain(world, "V1")[1] == first
