"""What operators are told: a stream behind, a feed that breaks, a model that is stale."""

from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pytest

from connected_car.pipelines.alerting.operations import (
    HEALTH_COLUMNS,
    Operations,
    operation_findings,
)
from connected_car.tables import SCHEMAS

DAY = pd.Timestamp("2026-06-02")


@pytest.fixture
def find(make_options, make_risk):
    """Return what is found, the reason by name; None where all is well."""

    def find(*batches, read=1000, rejected=0, trained=5, scored=5, champion="3", risk=None):
        health = pd.DataFrame(list(batches), columns=HEALTH_COLUMNS)
        risk = make_risk({"a": "ok"}) if risk is None else risk
        quality = {"readings": {"read": read, "rejected": rejected}}
        forecast = {"model_version": champion, "data_version": trained}
        known = Operations(health, quality, forecast, risk.assign(Data_Version=scored))
        found = operation_findings(known, DAY, make_options().operations)
        raised = found["Severity"].eq("alert")
        assert (found["Reason"].notna() == raised).all()
        return dict(zip(found["Subject_ID"], found["Reason"], strict=True))

    return find


def batch(number, *, read=100, rejected=0, waiting=None, model="3"):
    return number, datetime(2026, 6, 2, 8, 30, tzinfo=UTC), read, rejected, waiting, model


def test_without_a_stream_only_the_data_and_the_model_are_judged(find):
    assert find() == {"data_rejections": None, "silent_fleet": None, "stale_model": None}


def test_all_is_well(find):
    assert set(find(batch(0), batch(1, waiting=10.0)).values()) == {None}
    assert set(find(batch(0, rejected=20)).values()) == {None}, "too few to say anything"


def test_the_last_batch_tells_whether_the_stream_is_behind(find):
    late = batch(7, waiting=7200.0)
    assert find(batch(6), late)["stream_lag"] == (
        "The stream is behind: at 2026-06-02 08:30 UTC its oldest waiting file was 7,200 seconds "
        "old (3,600 are allowed)."
    )
    assert find(late, batch(8))["stream_lag"] is None


def test_rejected_readings_of_stream_and_data(find):
    found = find(batch(0, read=300, rejected=30), batch(1), read=1000, rejected=51)
    assert found["stream_rejections"].startswith("30 readings (7.5 %; 5.0 % are allowed)")
    assert found["data_rejections"].startswith("51 readings (5.1 %; 5.0 % are allowed)")
    assert "rejected_telemetry" in found["data_rejections"]


def test_a_model_that_is_not_the_champion_or_older_than_the_data(find):
    found = find(batch(0, model="2"), trained=5, scored=36)
    assert "model version 2; the champion is 3" in found["stale_stream_model"]
    assert "on data version 5, and 31 versions" in found["stale_model"]
    assert "stale_model" not in find(trained=None)


def test_a_feed_that_breaks_is_one_finding_not_only_many_silent_batteries(find, make_risk):
    names = [f"b{i}" for i in range(100)]
    findings = dict.fromkeys(names[:30], "silent") | dict.fromkeys(names[30:90], "no_readings")
    risk = make_risk(dict.fromkeys(names, "watch"), findings=findings)
    assert find(risk=risk)["silent_fleet"] == (
        "30 batteries (30.0 %) are silent at once: does their feed still come?"
    )


def test_operations_are_alerts_that_close_when_they_are_mended(make_world, make_risk):
    world, risk = make_world(), make_risk({"a": "ok"})
    world.quality = {"readings": {"read": 1000, "rejected": 100}}
    row = dict.fromkeys(SCHEMAS["stream_health"].names) | {
        "Batch_ID": 0,
        "Started_At": datetime(2026, 6, 2, tzinfo=UTC),
        "Read": 1,
        "Rejected": 0,
        "Oldest_Waiting_Seconds": 9999.0,
    }
    schema = pa.schema([f for f in SCHEMAS["stream_health"] if f.name != "Run_ID"])
    row.pop("Run_ID")
    world.health.append(0, pa.Table.from_pylist([row], schema=schema))
    world.run(risk)
    assert [found["what"] for found in world.report["operations"]] == [
        "data_rejections",
        "stream_lag",
    ]
    assert world.alert_of("stream_lag")["Subject"] == "operation"
    assert world.outbox == []
    assert set(world.delivery["Delivery"]) == {"not_for_drivers"}
    world.quality = {"readings": {"read": 1000, "rejected": 1}}
    world.run(make_risk({"a": "ok"}, "2026-06-03"))
    assert [found["what"] for found in world.report["operations"]] == ["stream_lag"]
    assert world.alert_of("data_rejections")["Status"] == "resolved"
