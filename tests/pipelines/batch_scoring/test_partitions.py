"""What a partition does with days that were filled in, and with batteries without any."""

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest

from connected_car.forecasters import load_forecaster
from connected_car.pipelines.batch_scoring import partitions
from connected_car.pipelines.batch_scoring.packed_days import PACKED, pack, unpack
from connected_car.pipelines.batch_scoring.partitions import (
    Judge,
    score_partition,
    stored_classes,
)
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel, files_digest
from connected_car.risk.states import STATE_COLUMNS
from connected_car.tables import SCHEMAS

TODAY = date(2026, 5, 28)


@pytest.fixture
def score(champion):
    """Score days as one partition; returns the risk by battery."""
    files = champion.forecaster.to_files()
    model = WorkerModel(SimpleNamespace(value=files), files_digest(files), load_forecaster)
    schema = pa.schema([SCHEMAS["daily_telemetry"].field(name) for name in STATE_COLUMNS])
    stored = stored_classes(SCHEMAS["battery_risk"].empty_table().to_pandas())

    def score(days: pd.DataFrame, options, never_read: tuple[str, ...] = ()) -> pd.DataFrame:
        table = pa.Table.from_pandas(days[list(STATE_COLUMNS)], schema, preserve_index=False)
        parts = [pack(table.slice(start, 500)) for start in range(0, len(table), 500)]
        listed = pa.table({"Battery_ID": pa.array(never_read, pa.string())})
        parts = [PACKED.empty_table(), *parts, listed]
        parts = pa.concat_tables(parts, promote_options="default")
        judge = Judge(champion.policy, options, TODAY, SimpleNamespace(value=stored))
        batches = list(score_partition(iter(parts.to_batches()), model, options, judge))
        rows = pa.Table.from_batches(batches).to_pylist() if batches else []
        return {row["Battery_ID"]: row["risk"] | {"forecast": row["forecast"]} for row in rows}

    return score


def test_scoring_the_past_knows_nothing_of_days_filled_in_from_later_readings(
    score, daily, options
):
    day = date(2026, 5, 1)
    known = daily[daily["Date"] <= day].copy()
    of_one = known.index[known["Battery_ID"] == "B20"][-3:]
    known.loc[of_one, "Observed_Readings"] = 0
    then = score(known.drop(of_one), options(as_of=day))
    assert score(known, options(as_of=day)) == then
    assert score(known, options())["B20"] != then["B20"]


def test_a_battery_without_a_day_has_a_row_without_numbers(score, daily, options):
    of_one = daily[daily["Battery_ID"] == "B00"]
    nothing = daily.iloc[:0]
    never_read = score(nothing, options(), never_read=("N1",))["N1"]
    assert (never_read["As_Of_Date"], never_read["Findings"]) == (TODAY, "no_readings")
    assert (never_read["Lifetime_Cycles_Used"], never_read["forecast"]) == (None, None)
    found = score(of_one, options(), never_read=("N1", "B00"))
    assert found == {**score(of_one, options()), "N1": never_read}
    both = {"N1": never_read, "B00": never_read}
    assert score(nothing, options(), never_read=("N1", "B00")) == both
    assert score(nothing, options()) == {}
    before = options(as_of=of_one["Date"].min() - timedelta(days=1))
    assert score(of_one, before) == {}
    assert score(of_one, before, never_read=("B00",)) == {"B00": never_read}


@pytest.mark.parametrize("at_once", [1, 7, 5_000])
def test_however_many_batteries_are_scored_at_once(at_once, score, daily, options, monkeypatch):
    expected = score(daily, options(), never_read=("N1",))
    monkeypatch.setattr(partitions, "_BATTERIES_AT_ONCE", at_once)
    assert score(daily, options(), never_read=("N1",)) == expected


def test_packed_days_come_back_as_they_were(daily):
    schema = pa.schema([SCHEMAS["daily_telemetry"].field(name) for name in STATE_COLUMNS])
    shuffled = daily.sample(frac=1, random_state=1)[list(STATE_COLUMNS)]
    table = pa.Table.from_pandas(shuffled, schema, preserve_index=False)
    packed = pa.concat_tables(pack(table.slice(start, 700)) for start in range(0, len(table), 700))
    assert packed.schema == PACKED
    found = unpack(packed).astype({"Battery_ID": str}).sort_values(["Battery_ID", "Date"])
    expected = daily[list(STATE_COLUMNS)].astype({"Date": "datetime64[s]"})
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected, check_exact=True)


def test_a_battery_without_a_day_has_none_when_unpacked(daily):
    listed = pa.table({"Battery_ID": pa.array(["N1"], pa.string())})
    parts = pa.concat_tables([PACKED.empty_table(), listed], promote_options="default")
    found = unpack(parts)
    assert found.empty
    assert list(found.columns) == list(STATE_COLUMNS)
