"""Scoring on Spark gives the numbers of the plain function, however the fleet is split."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from connected_car.errors import UserError
from connected_car.pipelines.batch_scoring.nodes import score_fleet, select_forecasts, select_risk
from connected_car.risk.scoring import score_batteries
from connected_car.tables import RISK_CLASSES, SCHEMAS


@pytest.fixture
def run(spark_daily, champion):
    """Run the three nodes; returns forecasts and risk as pandas, sorted."""

    def run(options):
        scored = score_fleet(spark_daily, champion, 5, options).cache()
        forecasts = select_forecasts(scored).toArrow().to_pandas()
        risk = select_risk(scored, spark_daily, options).toArrow().to_pandas()
        return (
            forecasts.sort_values(["Battery_ID", "Date"], ignore_index=True),
            risk.sort_values("Battery_ID", ignore_index=True),
        )

    return run


def as_stored(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Bring what the plain function gives into the types of the table."""
    import pyarrow as pa

    schema = pa.schema([field for field in SCHEMAS[table] if field.name in frame])
    return pa.Table.from_pandas(frame, schema, preserve_index=False).to_pandas()


@pytest.mark.parametrize("partitions", [1, 7, None])
def test_any_split_gives_the_numbers_of_the_plain_function(
    partitions, run, options, daily, champion
):
    forecasts, risk = run(options(partitions=partitions))
    plain_forecasts, plain_risk = score_batteries(daily, champion.forecaster, options())
    versions = {"Model_Version": "3", "Data_Version": 5}
    expected = as_stored(plain_risk.assign(**versions), "battery_risk")
    pd.testing.assert_frame_equal(risk, expected, check_exact=True, check_dtype=False)
    expected = as_stored(plain_forecasts.assign(Model_Version="3"), "battery_forecasts")
    pd.testing.assert_frame_equal(forecasts, expected, check_exact=True)


def test_every_battery_has_one_row_of_risk_and_the_tables_their_columns(run, options, daily):
    forecasts, risk = run(options())
    assert sorted(risk["Battery_ID"]) == sorted(daily["Battery_ID"].unique())
    assert set(risk["Risk"]) == set(RISK_CLASSES)
    assert len(forecasts) == 30 * len(risk)
    stamped = {"Run_ID", "Scored_At"}
    assert [*risk.columns] == [n for n in SCHEMAS["battery_risk"].names if n not in stamped]
    assert [*forecasts.columns] == [
        n for n in SCHEMAS["battery_forecasts"].names if n not in stamped
    ]


def test_as_of_scores_from_what_was_known_then(run, options, daily, champion):
    day = date(2026, 4, 10)
    forecasts, risk = run(options(as_of=day))
    known = daily[daily["Date"] <= day]
    last = known.groupby("Battery_ID")["Date"].max()
    assert dict(zip(risk["Battery_ID"], risk["As_Of_Date"], strict=True)) == dict(last)
    _, plain = score_batteries(known, champion.forecaster, options())
    assert list(risk["Failure_Probability"]) == list(plain["Failure_Probability"])
    assert forecasts["Date"].min() == last.min() + pd.Timedelta(days=1)


def test_a_day_before_all_others_is_refused(spark_daily, champion, options, daily):
    with pytest.raises(UserError) as error:
        score_fleet(spark_daily, champion, 5, options(as_of="2020-01-01"))
    assert "as_of=2020-01-01" in str(error.value)
    assert str(daily["Date"].min()) in str(error.value)


def test_no_days_at_all_are_refused(spark_daily, champion, options):
    with pytest.raises(UserError, match="daily_telemetry has no rows"):
        score_fleet(spark_daily.limit(0), champion, 5, options())


def test_a_champion_that_needs_a_plan_is_refused_before_anything_is_scored(spark_daily, options):
    forecaster = SimpleNamespace(known_columns=("trips", "service"))
    with pytest.raises(UserError, match=r"columns known in advance \(trips, service\)") as error:
        score_fleet(spark_daily, SimpleNamespace(forecaster=forecaster), 5, options())
    assert "without forecasting.known_in_advance fits one" in str(error.value)


@pytest.mark.parametrize("wrong", ["lost", "doubled"])
def test_a_lost_or_doubled_battery_is_noticed(wrong, spark_daily, champion, options):
    scored = score_fleet(spark_daily, champion, 5, options()).cache()
    first = scored.filter("Battery_ID = 'B00'")
    broken = scored.union(first) if wrong == "doubled" else scored.exceptAll(first)
    with pytest.raises(RuntimeError, match="40 batteries gave"):
        select_risk(broken, spark_daily, options())


def test_the_summary_counts_the_classes(spark_daily, champion, options, caplog):
    caplog.set_level("INFO", logger="connected_car")
    scored = score_fleet(spark_daily, champion, 5, options()).cache()
    risk = select_risk(scored, spark_daily, options()).toArrow().to_pandas()
    counts = risk["Risk"].value_counts()
    assert f"40 batteries scored: {counts['overdue']} overdue, {counts['alert']} alert" in (
        caplog.text
    )
