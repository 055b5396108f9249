"""What a partition does with days that were filled in, and with batteries without any."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest

from connected_car.pipelines.batch_scoring.partitions import score_partition
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel, files_digest
from connected_car.risk.states import STATE_COLUMNS
from connected_car.tables import SCHEMAS


@pytest.fixture
def score(champion):
    """Score days as one partition; returns the numbers by battery."""
    files = champion.forecaster.to_files()
    model = WorkerModel(SimpleNamespace(value=files), files_digest(files))
    schema = pa.schema([SCHEMAS["daily_telemetry"].field(name) for name in STATE_COLUMNS])

    def score(days: pd.DataFrame, options) -> pd.DataFrame:
        plain = days[list(STATE_COLUMNS)].astype(object)
        plain = plain.where(plain.notna(), None)
        table = pa.Table.from_pandas(plain, schema, preserve_index=False)
        batches = list(score_partition(iter(table.to_batches(100)), model, options))
        rows = pa.Table.from_batches(batches).to_pylist() if batches else []
        return {row["Battery_ID"]: row["numbers"] for row in rows}

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
    empty = pd.DataFrame({"Battery_ID": ["N1", "B00"]}).reindex(columns=list(STATE_COLUMNS))
    empty = empty.astype(object)
    with_days = daily.loc[daily["Battery_ID"] == "B00", list(STATE_COLUMNS)].astype(object)
    found = score(pd.concat([with_days, empty]), options())
    assert found["N1"] is None
    assert found == {**score(with_days, options()), "N1": None}
    assert score(empty, options()) == {"N1": None, "B00": None}
    assert score(empty.iloc[:0], options()) == {}
