"""From a simulated fleet to alerts, by the real command, compared with the simulation's truth."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from deltalake import DeltaTable
from mlflow import MlflowClient

from connected_car.tables import SCHEMAS

LAYERS = {
    "rejected_telemetry": "02_intermediate",
    "rejected_notes": "02_intermediate",
    "daily_telemetry": "03_primary",
    "reviewed_notes": "03_primary",
    "rejected_inspections": "02_intermediate",
    "battery_forecasts": "07_model_output",
    "battery_risk": "07_model_output",
    "component_compliance": "07_model_output",
    "vehicle_compliance": "07_model_output",
    "alerts": "08_reporting",
    "alert_findings": "08_reporting",
    "alert_history": "08_reporting",
    "alert_delivery": "08_reporting",
}


def _table(project, name):
    return DeltaTable(str(project / "data" / "test" / LAYERS[name] / name))


def _plain(kind):
    """Return an Arrow type without what a reader chooses: offsets, views, the name of elements."""
    text = str(kind).replace("large_", "").replace("_view", "")
    return text.replace("list<element:", "list<item:")


def _report(project, name):
    return json.loads((project / "data" / "test" / "08_reporting" / f"{name}.json").read_text())


@pytest.mark.parametrize("name", LAYERS)
def test_stored_tables_match_their_schema(whole_run, name):
    project, _ = whole_run
    stored = pa.schema(_table(project, name).schema().to_arrow())
    plain = [(f.name, _plain(f.type)) for f in stored]
    assert plain == [(f.name, str(f.type)) for f in SCHEMAS[name]]


def test_files_have_the_columns_that_the_reference_tells(whole_run, project):
    page = (project / "docs" / "reference" / "tables.md").read_text()
    folder = whole_run[0] / "data/test/08_reporting"
    outbox = json.loads((folder / "alert_outbox.jsonl").read_text().splitlines()[0])
    queue = pd.read_csv(folder / "review_queue.csv", dtype=str)
    for name, columns in {"alert_outbox.jsonl": outbox, "review_queue.csv": queue}.items():
        section = page.split(f"### {name}\n")[1].split("\n#")[0]
        cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
        told = [word for cell in cells for word in re.findall(r"`(\w+)`", cell)]
        assert told == list(columns), name


def test_one_run_id_stands_everywhere(whole_run):
    project, _ = whole_run
    ids = set()
    for name in LAYERS:
        ids |= set(_table(project, name).to_pyarrow_table(columns=["Run_ID"])["Run_ID"].to_pylist())
    for name in ("data_quality_report", "forecast_summary", "forecast_metrics", "risk_changes"):
        ids.add(_report(project, name)["run_id"])
    leaderboard = project / "data/test/08_reporting/forecast_leaderboard.csv"
    ids |= set(pd.read_csv(leaderboard, dtype=str)["Run_ID"])
    assert len(ids) == 1
    assert len(ids.pop()) == 32


def test_the_counts_equal_the_truth(whole_run):
    project, _ = whole_run
    truth = json.loads((project / "data/test/01_raw/simulation/truth/dirt.json").read_text())
    report, total = _report(project, "data_quality_report"), truth["total"]
    assert report["readings"] == {
        "read": total["rows"],
        "kept": total["kept"],
        "duplicate": total["duplicates"],
        "rejected": total["rejected"],
    }
    assert report["counter_findings"]["resets"] == total["counter_resets"]
    for file in report["files"]:
        dirt = truth["files"][Path(file["file"]).stem]
        duplicates = dirt["exact_duplicates"] + dirt["conflicting_duplicates"]
        assert (file["read"], file["duplicate"]) == (dirt["rows"], duplicates)
    assert len(report["files"]) == len(truth["files"])


def test_every_battery_is_scored_once(whole_run):
    project, _ = whole_run
    days = _table(project, "daily_telemetry").to_pyarrow_table().to_pandas()
    risk = _table(project, "battery_risk").to_pyarrow_table().to_pandas()
    cars = pd.read_csv(project / "data/test/01_raw/simulation/vehicles.csv", dtype=str)
    read = set(days["Battery_ID"])
    assert sorted(risk["Battery_ID"]) == sorted(read | set(cars["Battery_ID"]))
    was_read = risk["Battery_ID"].isin(read)
    assert risk.loc[was_read, "Failure_Probability"].between(0, 1).all()
    assert (risk.loc[~was_read, "Findings"] == "no_readings").all()
    assert (risk["Reason"].str.len() > 20).all()


def test_the_summary_says_what_the_tables_say(whole_run):
    project, printed = whole_run
    risk = _table(project, "battery_risk").to_pyarrow_table().to_pandas()
    readings = _report(project, "data_quality_report")["readings"]
    for key in ("read", "kept", "duplicate", "rejected"):
        assert f"{readings[key]:,}" in printed
    assert readings["read"] == readings["kept"] + readings["duplicate"] + readings["rejected"]
    assert _report(project, "forecast_summary")["champion"] in printed
    for name, count in risk["Risk"].value_counts().items():
        assert f"{count} {name}" in printed
    for word in ("make viz", "make jupyter", "PARAMS=telemetry="):
        assert word in printed


def test_mlflow_has_one_run_with_a_run_below_it_for_each_trial(whole_run):
    project, _ = whole_run
    client = MlflowClient(f"sqlite:///{project / 'data/test/mlflow/mlflow.db'}")
    run_id = _report(project, "forecast_summary")["run_id"]
    experiment = client.get_run(run_id).info.experiment_id
    below = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{run_id}'")
    folder = project / "data/test/08_reporting"
    tables = [
        pd.read_csv(folder / f"{of}_leaderboard.csv", dtype=str) for of in ("forecast", "text")
    ]
    states = pd.concat(tables)["State"]
    assert len(below) == len(states) > 5
    assert sorted(r.data.tags["state"] for r in below) == sorted(states)


def test_the_champion_has_a_card_that_mlflow_keeps_too(whole_run):
    project, _ = whole_run
    summary, folder = _report(project, "forecast_summary"), project / "data/test/08_reporting"
    client = MlflowClient(f"sqlite:///{project / 'data/test/mlflow/mlflow.db'}")
    logged = {artifact.path for artifact in client.list_artifacts(summary["run_id"])}
    assert {"model_card.html", "model_card.md", "forecast_explanation.json"} <= logged
    for card in (folder / "model_card.html", folder / "model_card.md"):
        text = card.read_text()
        assert f"Battery forecaster, version {summary['model_version']}: " in text
        assert "There was no champion before." in text
        assert summary["run_id"] in text
    assert _report(project, "forecast_explanation_words")["family"] == summary["champion"]


def test_the_charts_are_pictures_in_mlflow(whole_run):
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    project, printed = whole_run
    client = MlflowClient(f"sqlite:///{project / 'data/test/mlflow/mlflow.db'}")
    run_id = _report(project, "forecast_summary")["run_id"]
    charts = {Path(file.path).stem for file in client.list_artifacts(run_id, "charts")}
    stored = (project / "data/test/08_reporting").glob("*.json")
    assert charts == {path.stem for path in stored if "layout" in json.loads(path.read_text())}
    assert len(charts) == 12
    assert "PNG" not in printed


def test_a_second_run_changes_nothing(whole_run, kedro):
    project, _ = whole_run
    before = {name: _table(project, name).version() for name in LAYERS}
    outbox = (project / "data/test/08_reporting/alert_outbox.jsonl").read_bytes()
    done = kedro(project, "run")
    assert done.returncode == 0, done.stderr
    assert {name: _table(project, name).version() for name in LAYERS} == before
    assert (project / "data/test/08_reporting/alert_outbox.jsonl").read_bytes() == outbox
