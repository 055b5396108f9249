"""Who is told first, who waits, and when nobody is told."""

from datetime import date

import pandas as pd
import pytest

from connected_car.pipelines.alerting.options import StormOptions
from connected_car.pipelines.alerting.storms import expected_new, most_new


@pytest.fixture
def cars():
    """Car V-b01 has battery b01, and so on; the first ten are looked after in Ulm."""
    names = [f"b{number:02d}" for number in range(100)]
    return pd.DataFrame(
        {
            "Vehicle_ID": [f"V-{name}" for name in names],
            "Battery_ID": names,
            "Model": "City",
            "In_Service_Date": pd.NaT,
            "Language": "en",
            "Workshop": ["Ulm"] * 10 + ["Bonn"] * 90,
        }
    )


def fleet(n_alert, n=100, name="alert"):
    return {f"b{i:02d}": name if i < n_alert else "ok" for i in range(n)}


def told(world, day):
    return [line["vehicle_id"] for line in world.outbox if line["sent_at"].startswith(day)]


def test_the_most_costly_are_told_first_and_the_others_wait_with_what_that_may_cost(
    make_world, make_risk, cars
):
    world = make_world(cars, budget={"per_day": 2, "per_week": 3})
    risk = make_risk(fleet(5))
    risk["Failure_Probability"] = [0.5, 0.9, 0.3, 0.8, 0.5, *[0.0] * 95]
    risk.loc[4, "Expected_Replacement_Date"] = date(2026, 6, 3)
    world.run(risk)
    assert sorted(told(world, "2026-06-02")) == ["V-b01", "V-b03"]
    assert world.report["held_back"] == [
        {
            "workshop": "Ulm",
            "alerts": 3,
            "expected_missed_failures": 1.3,
            "expected_cost": 26.0,
        }
    ]
    assert world.delivery_of("b04")["Why"].endswith("0 others that wait would cost more")
    assert world.delivery_of("b00")["Why"].endswith("1 other that waits would cost more")
    plan = world.delivery
    world.run(risk)
    pd.testing.assert_frame_equal(world.delivery, plan)
    world.run(risk.assign(As_Of_Date=date(2026, 6, 3)))
    assert told(world, "2026-06-03") == ["V-b04"], "the sooner due; then the week's budget is spent"
    world.run(risk.assign(As_Of_Date=date(2026, 6, 8)))
    assert told(world, "2026-06-08") == []
    world.run(risk.assign(As_Of_Date=date(2026, 6, 9)))
    assert sorted(told(world, "2026-06-09")) == ["V-b00", "V-b02"]
    assert world.report["held_back"] == []


def test_each_workshop_has_a_budget_of_its_own_and_cars_without_one_share_one(
    make_world, make_risk, cars
):
    world = make_world(cars, budget={"per_day": 3}).run(make_risk(fleet(15)))
    assert pd.Series(world.delivery["Delivery"]).value_counts().to_dict() == {
        "held_back": 9,
        "told": 6,
    }
    assert {line["workshop"] for line in world.outbox} == {"Ulm", "Bonn"}
    bare = make_world(cars.drop(columns="Workshop"), budget={"per_day": 3})
    bare.run(make_risk(fleet(15)))
    assert len(bare.outbox) == 3
    assert {line["workshop"] for line in bare.outbox} == {"all"}


def test_a_held_back_message_tells_the_newest_when_it_goes_out(make_world, make_risk, cars):
    world = make_world(cars, budget={"per_day": 0}).run(make_risk(fleet(1)))
    assert world.outbox == []
    world.run(make_risk(fleet(1), "2026-06-09"), budget=make_world(cars).options.budget)
    assert "29 June 2026" in world.outbox[0]["body"]


def test_a_storm_sends_nothing_until_it_is_released(make_world, make_risk, cars, caplog):
    world = make_world(cars, budget={"per_day": 100}).run(make_risk(fleet(2), "2026-05-01"))
    assert len(world.outbox) == 2
    caplog.set_level("WARNING", logger="connected_car")
    storm = make_risk(fleet(60), "2026-06-01").assign(Model_Version="4")
    world.run(storm)
    assert "alert storm, nothing is sent: 58 of 100 at once (58.0 %)" in caplog.text
    assert len(world.outbox) == 2
    assert (world.alerts["Status"] == "open").sum() == 60
    words = "\n".join(world.report["storm"])
    assert "58 alerts of 2026-06-01 are held back, 58 for wear" in words
    assert "model version 4" in words
    assert "release_storm=true" in words
    plan = world.delivery
    world.run(storm)
    pd.testing.assert_frame_equal(world.delivery, plan)
    world.run(make_risk(fleet(61), "2026-06-02"))
    assert len(world.outbox) == 2, "not even what is new and calm, for the model is in doubt"
    released = world.options.storm.model_copy(update={"release": True})
    world.run(make_risk(fleet(61), "2026-06-03"), storm=released)
    assert len(world.outbox) == 61
    assert world.report["storm"] == []
    assert world.events("b50") == ["opened", "held in a storm", "released from the storm"]


def test_a_storm_that_was_false_blows_over_by_itself(make_world, make_risk, cars):
    world = make_world(cars).run(make_risk(fleet(60)))
    assert world.report["storm"]
    world.run(make_risk(fleet(3), "2026-06-09"))
    assert world.report["storm"], "three of them still stand"
    world.run(make_risk(fleet(0), "2026-06-10"))
    assert world.report["storm"] == []
    world.run(make_risk(fleet(1), "2026-06-11"))
    assert len(world.outbox) == 1


def test_few_alerts_are_no_storm_however_small_the_fleet(make_world, make_risk, cars):
    world = make_world(cars).run(make_risk(fleet(19, n=19)))
    assert len(world.outbox) == 19


def test_what_is_a_storm_follows_the_history(make_options):
    options: StormOptions = make_options().storm
    assert most_new(None, 1000, options) == 250
    assert most_new(1.0, 1000, options) == 50
    assert most_new(30.0, 1000, options) == 150
    assert most_new(1.0, 10, options) == 19
    opened = pd.to_datetime(["2026-05-02"] * 10 + ["2026-05-22"] * 20)
    past = pd.DataFrame(
        {
            "Opened_On": opened,
            "Last_Seen_On": opened,
            "Storm_On": pd.NaT,
            "Kind": "wear",
            "Severity": "alert",
        }
    )
    day = pd.Timestamp("2026-06-01")
    assert expected_new(past, day) == 30 / 30 * 10
    assert expected_new(past.assign(Severity="watch"), day) is None
    assert expected_new(past, pd.Timestamp("2026-05-04")) is None
