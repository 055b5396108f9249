"""The pipeline on its own catalog, stored in a folder of the test."""

import json

import pandas as pd
import pytest
import yaml
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.datasets import StreamDeltaTableDataset
from connected_car.datasets.delta import open_table
from connected_car.datasets.table_files import TableFiles
from connected_car.pipelines.alerting import create_pipeline
from connected_car.tables import SCHEMAS

QUALITY = {
    "readings": {"read": 10, "kept": 8, "duplicate": 1, "rejected": 1},
    "batteries": {
        "count": 3,
        "days": 8,
        "interpolated_days": 0,
        "first_day": "2026-01-01",
        "last_day": "2026-06-02",
    },
}
FORECAST = {
    "champion": "mean",
    "primary_metric": "normalised RMSE",
    "score": 0.14,
    "mean_score": 0.14,
    "verdict": "nothing beats the mean",
    "model_version": "1",
}


@pytest.fixture
def run(project, tmp_path, alerting, vehicles):
    """Run the pipeline with the stored entries of its catalog below ``tmp_path``."""
    cars = tmp_path / "cars.csv"
    vehicles.to_csv(cars, index=False)

    compliance = SCHEMAS["component_compliance"].empty_table().to_pandas()

    def run(risk) -> None:
        text = (project / "conf/base/alerting/catalog.yml").read_text()
        text = text.replace("${globals:paths.data}", str(tmp_path))
        text = text.replace("${runtime_params:vehicles, null}", str(cars))
        text = text.replace("${runtime_params:acknowledgements, null}", "null")
        catalog = DataCatalog.from_config(yaml.safe_load(text), {"webhook": {"secret": None}})
        catalog["battery_risk"] = MemoryDataset(risk)
        catalog["data_quality_report"] = MemoryDataset(QUALITY)
        catalog["forecast_summary"] = MemoryDataset(FORECAST)
        catalog["risk_backtest"] = MemoryDataset({})
        catalog["component_compliance@pandas"] = MemoryDataset(compliance)
        catalog["battery_forecasts"] = MemoryDataset(
            SCHEMAS["battery_forecasts"].empty_table().to_pandas()
        )
        catalog["daily_telemetry@files"] = MemoryDataset(TableFiles(()))
        catalog["stream_health"] = StreamDeltaTableDataset(
            filepath=str(tmp_path / "stream_health"), schema="stream_health"
        )
        catalog["params:alerting"] = MemoryDataset(alerting)
        SequentialRunner().run(create_pipeline(), catalog)

    return run


def test_results_are_stored_as_agreed_and_a_second_run_changes_nothing(run, make_risk, tmp_path):
    risk = make_risk({"a": "alert", "b": "overdue", "x": "alert"})
    run(risk)
    reports = tmp_path / "08_reporting"
    outbox = (reports / "alert_outbox.jsonl").read_bytes()
    alerts = open_table(str(reports / "alerts")).to_pyarrow_table()
    assert alerts.schema.names == SCHEMAS["alerts"].names
    assert alerts.num_rows == 3
    lines = [json.loads(line) for line in outbox.splitlines()]
    assert [line["vehicle_id"] for line in lines if line["language"] == "fr"] == ["V3"]
    assert all(line["run_id"] for line in lines)
    run(risk)
    for name in ("alerts", "alert_findings", "alert_history", "alert_delivery"):
        assert open_table(str(reports / name)).version() == 0
    assert (reports / "alert_outbox.jsonl").read_bytes() == outbox


def test_alerts_live_on_between_runs(run, make_risk, tmp_path):
    run(make_risk({"a": "alert", "b": "alert"}))
    run(make_risk({"a": "ok", "b": "overdue"}, "2026-06-09"))
    alerts = open_table(str(tmp_path / "08_reporting/alerts")).to_pyarrow_table().to_pandas()
    found = alerts.set_index("Subject_ID")
    assert found.loc["a", "Status"] == "resolved"
    history = open_table(str(tmp_path / "08_reporting/alert_history")).to_pyarrow_table()
    assert history.schema.names == SCHEMAS["alert_history"].names
    assert sorted(history["Event"].to_pylist()) == ["opened", "opened", "resolved", "worsened"]
    assert found.loc["b", ["Status", "Severity"]].tolist() == ["open", "overdue"]
    outbox = pd.read_json(tmp_path / "08_reporting/alert_outbox.jsonl", lines=True)
    assert len(outbox) == 3


def test_the_summary_lies_as_text(run, make_risk, tmp_path):
    run(make_risk({"a": "alert"}))
    text = (tmp_path / "08_reporting/run_summary.txt").read_text()
    assert "0 overdue, 1 alert, 0 watch, 0 ok" in text
    assert "{{run_id}}" not in text
    page = (tmp_path / "08_reporting/alert_dashboard.html").read_text()
    assert "1 alert needs somebody to act" in page
    assert "{{run_id}}" not in page
