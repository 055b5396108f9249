"""The workshop's own file, with no setting but its path."""

import json

import pytest
from deltalake import DeltaTable

from connected_car.forecasters import FAMILIES


@pytest.fixture(scope="module")
def workshop_run(lab_file, new_project, kedro, tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("workshop") / "project")
    done = kedro(project, "run", "--params", f"telemetry={lab_file}", KEDRO_ENV="local")
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "data", done.stdout


def test_all_days_are_kept(workshop_run):
    data, _ = workshop_run
    report = json.loads((data / "08_reporting" / "data_quality_report.json").read_text())
    assert report["readings"] == {"read": 1539, "kept": 1539, "duplicate": 0, "rejected": 0}


def test_nothing_beats_the_mean(workshop_run):
    data, printed = workshop_run
    summary = json.loads((data / "08_reporting" / "forecast_summary.json").read_text())
    assert summary["champion"] in set(FAMILIES) - {"lightgbm"}
    assert summary["verdict"].startswith("Nothing beats the mean by more than luck")
    assert summary["mean_score"] == pytest.approx(0.1435, abs=0.0001)
    assert summary["verdict"].split(";")[0] in " ".join(printed.split())


def test_the_battery_is_overdue_and_alerted_without_a_vehicle(workshop_run):
    data, printed = workshop_run
    risk = DeltaTable(str(data / "07_model_output" / "battery_risk")).to_pyarrow_table().to_pylist()
    assert [(row["Battery_ID"], row["Risk"]) for row in risk] == [("0", "overdue")]
    alerts = DeltaTable(str(data / "08_reporting" / "alerts")).to_pyarrow_table().to_pylist()
    assert [(a["Subject_ID"], a["Vehicle_ID"], a["Status"]) for a in alerts] == [
        ("0", None, "open")
    ]
    assert "1 overdue" in printed
