"""A kill -9 in the middle of each pipeline, then a re-run: the tables are those of a calm run."""

import json
import os
import signal
import subprocess
import sys

import pandas as pd
import pytest
from deltalake import DeltaTable
from mlflow import MlflowClient

from connected_car.datasets.delta import open_table

# what is run, and the step in whose middle it is killed: each pipeline once, and each is run again
# from its beginning before the next one is killed
KILLS = [
    ("data_processing", "build_daily_table"),
    ("data_processing,forecasting", "fit_champion"),
    ("text_classification", "fit_text_champion"),
    ("forecasting,batch_scoring", "store_risk"),
    ("text_classification,batch_scoring,alerting", "fill_outbox"),
]
TABLES = {
    "02_intermediate/rejected_telemetry": ["Source_File", "Line_Number"],
    "03_primary/daily_telemetry": ["Battery_ID", "Date"],
    "07_model_output/battery_forecasts": ["Battery_ID", "Date"],
    "07_model_output/battery_risk": ["Battery_ID"],
    "07_model_output/component_compliance": ["Inspection_ID"],
    "08_reporting/alerts": ["Alert_ID"],
    "08_reporting/alert_findings": ["Subject", "Subject_ID"],
    "08_reporting/alert_history": ["Alert_ID", "Step"],
    "08_reporting/alert_delivery": ["Alert_ID"],
}
ELSEWHERE = {"TZ": "Pacific/Apia"}  # where it is tomorrow already; the tables are the same
OF_THE_RUN = ["Run_ID", "Rejected_At", "Scored_At"]


def _kill_in(project, pipelines: str, step: str) -> None:
    """Start pipelines, and kill them with all their children as soon as they name the step."""
    command = [sys.executable, "-u", "-m", "kedro", "run", "--pipelines", pipelines]
    with subprocess.Popen(
        command,
        cwd=project,
        env={**os.environ, "KEDRO_ENV": "test", **ELSEWHERE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        seen = next((line for line in process.stdout if line.rstrip().endswith(f".{step}")), None)
        os.killpg(process.pid, signal.SIGKILL)
    assert seen is not None, f"{pipelines} ended before {step}"
    assert process.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def killed_run(whole_run, new_project, kedro, tmp_path_factory):
    """A project on the same fleet in which every pipeline was killed once and then run again."""
    calm, _ = whole_run
    project = new_project(tmp_path_factory.mktemp("killed") / "project")
    raw = project / "data" / "test"
    raw.mkdir(parents=True)
    (raw / "01_raw").symlink_to(calm / "data" / "test" / "01_raw")
    for pipelines, step in KILLS:
        _kill_in(project, pipelines, step)
    done = kedro(project, "run", "--pipelines", "alerting", **ELSEWHERE)
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_those_of_a_calm_run(killed_run, whole_run, name):
    calm, _ = whole_run
    frames = [_content(project, name) for project in (killed_run, calm)]
    pd.testing.assert_frame_equal(*frames)


def _content(project, name: str) -> pd.DataFrame:
    frame = DeltaTable(str(project / "data" / "test" / name)).to_pyarrow_table().to_pandas()
    content = frame.drop(columns=[c for c in OF_THE_RUN if c in frame])
    if "Source_File" in content:  # the two projects lie in different folders
        content["Source_File"] = content["Source_File"].str.replace(str(project), "")
    return content.sort_values(TABLES[name], ignore_index=True)


def test_the_list_of_changes_is_that_of_a_calm_run(killed_run, whole_run):
    stored = "data/test/08_reporting/risk_changes.json"
    killed, calm = (
        json.loads((project / stored).read_text()) for project in (killed_run, whole_run[0])
    )
    assert killed.pop("run_id") != calm.pop("run_id")
    assert killed == calm


def test_no_half_written_file_stays_beside_the_reports(killed_run):
    reports = killed_run / "data" / "test" / "08_reporting"
    assert [path.name for path in reports.iterdir() if path.name.startswith(".")] == []


def test_mlflow_shows_the_killed_runs_as_failed(killed_run):
    client = MlflowClient(f"sqlite:///{killed_run}/data/test/mlflow/mlflow.db")
    (experiment,) = client.search_experiments(filter_string="name = 'connected_car'")
    runs = client.search_runs([experiment.experiment_id], "tags.process != ''")
    notes = [run.data.tags["mlflow.note.content"] for run in runs if run.info.status == "FAILED"]
    assert len(notes) == len(KILLS)
    assert {note.partition(":")[0] for note in notes} == {"The process ended before the run did"}
    everything = client.search_runs([experiment.experiment_id])
    assert {run.info.status for run in everything} <= {"FAILED", "FINISHED"}


def test_a_killed_write_left_a_readable_table(killed_run):
    for name in TABLES:
        assert open_table(str(killed_run / "data" / "test" / name)).version() >= 0
