import datetime as dt
import os

import pandas as pd
import pytest
from deltalake import DeltaTable
from kedro.io import DatasetError

from connected_car.datasets.delta import DeltaTableDataset, DeltaVersionDataset, open_table
from connected_car.datasets.run_id import set_run_id
from connected_car.tables import SCHEMAS


def _forecasts(cycles=(0.1, 0.2)):
    day = dt.date(2026, 7, 1)
    return pd.DataFrame(
        {
            "Battery_ID": ["a", "b"],
            "Date": [day, day],
            "Forecast_Cycles": cycles,
            "Lower_80": [0.0, 0.1],
            "Upper_80": [0.2, 0.3],
            "As_Of_Date": [day, day],
            "Model_Version": ["1", "1"],
        }
    )


def _dataset(folder, **kwargs):
    return DeltaTableDataset(
        filepath=str(folder / "battery_forecasts"), schema="battery_forecasts", **kwargs
    )


@pytest.fixture(params=["pandas", "spark"])
def as_given(request):
    """Return a function that gives a pandas frame to the dataset as pandas or as Spark."""
    if request.param == "pandas":
        return lambda frame: frame
    spark = request.getfixturevalue("spark")
    return lambda frame: spark.createDataFrame(frame).repartition(2)


def test_save_and_load(tmp_path, as_given):
    dataset = _dataset(tmp_path)
    assert not dataset.exists()
    dataset.save(as_given(_forecasts()))
    assert dataset.exists()
    loaded = dataset.load().sort_values("Battery_ID", ignore_index=True)
    pd.testing.assert_frame_equal(loaded.drop(columns="Run_ID"), _forecasts())
    assert list(loaded.columns) == SCHEMAS["battery_forecasts"].names
    assert set(loaded["Run_ID"]) == {"interactive"}
    assert DeltaVersionDataset(filepath=dataset._filepath).load() == 0


def test_load_as_spark(tmp_path, spark, as_given):
    _dataset(tmp_path).save(as_given(_forecasts()))
    frame = _dataset(tmp_path, load_as="spark").load()
    assert frame.columns == SCHEMAS["battery_forecasts"].names
    assert frame.toPandas().set_index("Battery_ID")["Upper_80"].to_dict() == {"a": 0.2, "b": 0.3}


def test_the_same_content_makes_no_version(tmp_path, as_given):
    dataset = _dataset(tmp_path)
    dataset.save(as_given(_forecasts()))
    files = sorted(tmp_path.rglob("*.parquet"))
    dataset.save(as_given(_forecasts()[::-1]))
    assert open_table(dataset._filepath).version() == 0
    assert sorted(tmp_path.rglob("*.parquet")) == files


def test_other_content_makes_a_version_and_the_old_one_stays(tmp_path, as_given):
    dataset = _dataset(tmp_path)
    dataset.save(as_given(_forecasts()))
    dataset.save(as_given(_forecasts(cycles=(0.5, 0.6))))
    assert sorted(dataset.load()["Forecast_Cycles"]) == [0.5, 0.6]
    assert sorted(_dataset(tmp_path, table_version=0).load()["Forecast_Cycles"]) == [0.1, 0.2]
    with pytest.raises(DatasetError, match="has no version 9; it has 0 to 1"):
        _dataset(tmp_path, table_version=9).load()


def test_the_first_version_can_be_read_after_many_months(tmp_path, as_given):
    dataset = _dataset(tmp_path)
    dataset.save(as_given(_forecasts()))
    table, log = DeltaTable(dataset._filepath), tmp_path / "battery_forecasts" / "_delta_log"
    table.alter.set_table_properties({"delta.checkpointInterval": "1"})
    for cycles in ((0.5, 0.6), (0.7, 0.8)):
        dataset.save(as_given(_forecasts(cycles)))
        for entry in log.iterdir():
            os.utime(entry, (0, 0))
    assert sorted(_dataset(tmp_path, table_version=0).load()["Forecast_Cycles"]) == [0.1, 0.2]
    open_table(dataset._filepath).cleanup_metadata()  # what somebody else may do
    with pytest.raises(DatasetError, match="keeps version 0 no longer; name a later one"):
        _dataset(tmp_path, table_version=0).load()


def test_a_failing_job_leaves_the_old_version_and_no_file(tmp_path, spark):
    from pyspark.sql import functions as F

    dataset = _dataset(tmp_path)
    dataset.save(spark.createDataFrame(_forecasts()))
    files = sorted(p for p in tmp_path.rglob("*") if p.is_file())
    broken = spark.createDataFrame(_forecasts()).withColumn(
        "Forecast_Cycles", F.raise_error("no").cast("double")
    )
    with pytest.raises(DatasetError, match="Failed while saving"):
        dataset.save(broken)
    assert sorted(dataset.load()["Forecast_Cycles"]) == [0.1, 0.2]
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == files


def test_stamps_the_run_and_the_time_in_utc(tmp_path):
    risk = pd.DataFrame({n: [None] for n in SCHEMAS["battery_risk"].names[:-2]})
    dataset = DeltaTableDataset(
        filepath=str(tmp_path / "risk"), schema="battery_risk", written_at="Scored_At"
    )
    set_run_id("run-1")
    try:
        dataset.save(risk)
    finally:
        set_run_id(None)
    row = dataset.load().iloc[0]
    assert row["Run_ID"] == "run-1"
    assert abs(pd.Timestamp.now("UTC") - row["Scored_At"]) < pd.Timedelta(minutes=5)
    protocol = open_table(str(tmp_path / "risk")).protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)


def test_a_missing_table_is_one_line_or_empty(tmp_path):
    with pytest.raises(DatasetError, match=r"there is no table at .*battery_forecasts yet"):
        _dataset(tmp_path).load()
    empty = _dataset(tmp_path, missing_ok=True).load()
    assert empty.empty
    assert list(empty.columns) == SCHEMAS["battery_forecasts"].names


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(DatasetError, match="Upper_80"):
        _dataset(tmp_path).save(_forecasts().drop(columns="Upper_80"))


def test_preview_has_the_first_rows(tmp_path):
    dataset = _dataset(tmp_path)
    dataset.save(_forecasts())
    preview = dataset.preview(nrows=1)
    assert preview["columns"] == SCHEMAS["battery_forecasts"].names
    assert len(preview["data"]) == 1
