"""The pipeline on its own catalog, stored in a folder of the test."""

import re

import pandas as pd
import pytest
import yaml
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.datasets.delta import DeltaTableDataset, open_table
from connected_car.pipelines.batch_scoring import create_pipeline
from connected_car.tables import SCHEMAS

pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture
def run(project, tmp_path, daily, champion, options):
    """Store daily telemetry, then run the pipeline with all entries below ``tmp_path``."""
    path = str(tmp_path / "03_primary/daily_telemetry")
    dataset = DeltaTableDataset(filepath=path, schema="daily_telemetry")
    dataset.save(daily.drop(columns="Run_ID"))

    def run(data_version: str = "null", **changed) -> dict[str, pd.DataFrame]:
        text = "".join(
            (project / "conf/base" / pipeline / "catalog.yml").read_text()
            for pipeline in ("batch_scoring", "data_processing")
        )
        text = re.sub(r'\$\{runtime_params:daily, "(.*?)"\}', r"\1", text)
        text = text.replace("${globals:paths.data}", str(tmp_path))
        text = text.replace("${runtime_params:data_version, null}", data_version)
        entries = yaml.safe_load(text)
        catalog = DataCatalog.from_config(
            {name: entries[name] for name in create_pipeline().datasets() if name in entries}
        )
        catalog["forecaster"] = MemoryDataset(champion, copy_mode="assign")
        catalog["params:batch_scoring"] = MemoryDataset(options(**changed))
        SequentialRunner().run(create_pipeline(), catalog)
        return {name: catalog.load(name) for name in ("battery_risk", "battery_forecasts")}

    run.telemetry = dataset
    return run


def test_tables_are_stored_as_agreed_and_a_second_run_makes_no_new_version(run, tmp_path):
    tables = run()
    for name, table in tables.items():
        assert list(table.columns) == SCHEMAS[name].names
        assert table.notna().all(axis=None) or name == "battery_risk"
    assert len(tables["battery_risk"]) == tables["battery_risk"]["Battery_ID"].nunique() == 40
    again = run(partitions=3)
    for name, table in again.items():
        order = ["Battery_ID", "Date"] if "Date" in table else ["Battery_ID"]
        pd.testing.assert_frame_equal(
            table.sort_values(order, ignore_index=True),
            tables[name].sort_values(order, ignore_index=True),
        )
        assert open_table(str(tmp_path / "07_model_output" / name)).version() == 0


def test_an_older_version_of_the_telemetry_can_be_scored(run, daily):
    first = run()["battery_risk"].set_index("Battery_ID")
    run.telemetry.save(daily[daily["Battery_ID"] < "B10"].drop(columns="Run_ID"))
    newest = run()["battery_risk"]
    assert len(newest) == 10
    assert set(newest["Data_Version"]) == {1}
    older = run(data_version="0")["battery_risk"].set_index("Battery_ID")
    assert set(older["Data_Version"]) == {0}
    assert dict(older["Failure_Probability"]) == dict(first["Failure_Probability"])
