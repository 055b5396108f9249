"""The pipeline on its own catalog, stored in a folder of the test."""

import re
import shutil
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import yaml
from kedro.io import AbstractDataset, DataCatalog, DatasetError, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.compliance.reviews import REVIEW_COLUMNS
from connected_car.datasets.delta import DeltaTableDataset, open_table
from connected_car.pipelines.batch_scoring import create_pipeline
from connected_car.tables import SCHEMAS

pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture(scope="module")
def given(vehicles, champion, judge, component_options) -> dict[str, MemoryDataset]:
    """What other pipelines and the user give."""
    return {
        "vehicles": MemoryDataset(vehicles),
        "forecaster": MemoryDataset(champion, copy_mode="assign"),
        "text_classifier": MemoryDataset(judge, copy_mode="assign"),
        "component_inspections": MemoryDataset([]),
        "params:component_scoring": MemoryDataset(component_options),
        "review_queue_filled": MemoryDataset([]),
        "reviewed_notes": MemoryDataset(pd.DataFrame(columns=REVIEW_COLUMNS)),
    }


class _Killed(AbstractDataset):
    def load(self):
        raise NotImplementedError

    def save(self, data):
        raise OSError("killed")

    def _describe(self):
        return {}


@pytest.fixture(scope="module")
def run_in(project, spark, given, options):
    """Run the pipeline with all entries below a folder."""

    def run_in(
        folder: Path, data_version: str = "null", dies_storing: str | None = None, **changed
    ) -> dict[str, pd.DataFrame]:
        text = "".join(
            (project / "conf/base" / pipeline / "catalog.yml").read_text()
            for pipeline in ("batch_scoring", "data_processing")
        )
        text = re.sub(r'\$\{runtime_params:daily, "(.*?)"\}', r"\1", text)
        text = text.replace("${globals:paths.data}", str(folder))
        text = text.replace("${runtime_params:data_version, null}", data_version)
        entries = yaml.safe_load(text)
        catalog = DataCatalog.from_config(
            {name: entries[name] for name in create_pipeline().datasets() if name in entries}
        )
        for name, dataset in given.items():
            catalog[name] = dataset
        catalog["params:batch_scoring"] = MemoryDataset(options(**changed))
        if dies_storing:
            catalog[dies_storing] = _Killed()
        SequentialRunner().run(create_pipeline(), catalog)
        return {
            name: catalog.load(name)
            for name in ("battery_risk", "battery_forecasts", "risk_changes")
        }

    return run_in


def _telemetry(folder: Path) -> DeltaTableDataset:
    path = str(folder / "03_primary/daily_telemetry")
    return DeltaTableDataset(filepath=path, schema="daily_telemetry")


@pytest.fixture(scope="module")
def first_run(run_in, daily, tmp_path_factory) -> tuple[Path, dict[str, pd.DataFrame]]:
    """Where daily telemetry was stored and scored once, and the tables."""
    folder = tmp_path_factory.mktemp("first")
    _telemetry(folder).save(daily.drop(columns="Run_ID"))
    return folder, run_in(folder)


@pytest.fixture
def first(first_run) -> dict[str, pd.DataFrame]:
    """The tables of the first run, which ``tmp_path`` is a copy of."""
    return {**first_run[1]}


@pytest.fixture
def run(run_in, first_run, tmp_path):
    """Run the pipeline again, in a copy of the first run's folder."""
    shutil.copytree(first_run[0], tmp_path, dirs_exist_ok=True)
    return partial(run_in, tmp_path)


def test_tables_are_stored_as_agreed_and_a_second_run_makes_no_new_version(run, first, tmp_path):
    tables = first
    changes = tables.pop("risk_changes")
    assert (changes["batteries"], changes["compared_with"], changes["changes"]) == (42, None, [])
    for name, table in tables.items():
        assert list(table.columns) == SCHEMAS[name].names
        assert table.notna().all(axis=None) or name == "battery_risk"
    assert len(tables["battery_risk"]) == tables["battery_risk"]["Battery_ID"].nunique() == 42
    again = run(partitions=3)
    report = again.pop("risk_changes")
    assert (report["compared_with"], report["changes"]) == (changes["as_of"], [])
    for name, table in again.items():
        order = ["Battery_ID", "Date"] if "Date" in table else ["Battery_ID"]
        pd.testing.assert_frame_equal(
            table.sort_values(order, ignore_index=True),
            tables[name].sort_values(order, ignore_index=True),
        )
        assert open_table(str(tmp_path / "07_model_output" / name)).version() == 0


def test_an_older_version_of_the_telemetry_can_be_scored(run, first, daily, tmp_path):
    before = first["battery_risk"].set_index("Battery_ID")
    _telemetry(tmp_path).save(daily[daily["Battery_ID"] < "B10"].drop(columns="Run_ID"))
    newest = run()["battery_risk"]
    assert len(newest) == 12
    assert set(newest["Data_Version"]) == {1}
    older = run(data_version="0")["battery_risk"].set_index("Battery_ID")
    assert set(older["Data_Version"]) == {0}
    pd.testing.assert_series_equal(
        older["Failure_Probability"].sort_index(), before["Failure_Probability"].sort_index()
    )


def test_a_table_of_an_older_kind_is_replaced(run, tmp_path):
    import pyarrow as pa
    from deltalake import write_deltalake

    new = ("Findings", "Previous_Risk")
    shutil.rmtree(tmp_path / "07_model_output/battery_risk")
    older = pa.schema([f for f in SCHEMAS["battery_risk"] if f.name not in new])
    write_deltalake(str(tmp_path / "07_model_output/battery_risk"), older.empty_table())
    assert list(run()["battery_risk"].columns) == SCHEMAS["battery_risk"].names


def test_changed_classes_are_reported_with_their_cause_whenever_a_run_dies(run, first):
    before = first["battery_risk"].set_index("Battery_ID")["Risk"]
    with pytest.raises(DatasetError, match="killed"):
        run(dies_storing="risk_changes", watch_above=0.9, alert_above=0.9)
    tables = run(watch_above=0.9, alert_above=0.9)
    now = tables["battery_risk"].set_index("Battery_ID")["Risk"]
    changed = {c["battery_id"]: c["why"] for c in tables["risk_changes"]["changes"]}
    assert changed == dict.fromkeys(now.index[now != before[now.index]], "other levels")
    assert len(changed) > 3
