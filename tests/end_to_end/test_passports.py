"""What runs of the real command leave behind, also in a project that was copied."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from deltalake import DeltaTable
from mlflow import MlflowClient

REPORTING = Path("data/test/08_reporting")
SECRET = "hush-hush-hush"


def _passports(project):
    found = (project / REPORTING / "run_passports").glob("*.json")
    return sorted((json.loads(p.read_text()) for p in found), key=lambda p: p["started_at"])


def _client(project):
    return MlflowClient(f"sqlite:///{project / 'data/test/mlflow/mlflow.db'}")


def test_the_whole_run_has_a_passport_that_says_what_the_tables_say(whole_run):
    project, printed = whole_run
    simulated, run, *_ = _passports(project)
    summary = json.loads((project / REPORTING / "forecast_summary.json").read_text())
    assert run["run_id"] == summary["run_id"]
    assert f"passport of this run: {REPORTING}/run_passports/{run['run_id']}.html" in printed
    assert (run["state"], run["call"]["command"]) == ("done", "kedro run --env test")
    assert simulated["call"]["pipelines"] == ["simulation"]
    for table in run["tables"]:
        stored = DeltaTable(str(project / table["path"]))
        assert (table["version"], table["rows"]) == (stored.version(), stored.count()), table
    assert run["results"]["forecast champion"] == summary["champion"]
    models = {m["name"]: (m["before"], m["version"]) for m in run["models"]}
    assert models == {name: (None, "1") for name in ("battery_forecaster", "compliance_classifier")}
    steps = {step["name"]: step for step in run["steps"]}
    assert all(step["done"] for step in steps.values())
    assert steps["fit_champion"]["run"] > 0
    assert steps["build_daily_table"]["rows_out"]["daily_telemetry"] > 0
    assert run["memory"]["java_bytes"] > 0
    files = {file["name"]: file for file in run["files"]}
    assert files["telemetry"]["files"] == len(
        list((project / files["telemetry"]["path"]).iterdir())
    )
    assert files["component_notes: component_notes.csv"]["sha256"]


def test_mlflow_tells_what_the_run_did(whole_run):
    project, _ = whole_run
    passport, client = _passports(project)[1], _client(project)
    run = client.get_run(passport["run_id"])
    assert run.info.run_name.startswith("whole run: ")
    assert passport["results"]["forecast champion"] in run.info.run_name
    assert run.data.tags["data_version"] == "0"
    assert run.data.params["forecasting.horizon"] == "30"
    assert "| alerts open |" in run.data.tags["mlflow.note.content"]
    kept = [file.path for file in client.list_artifacts(passport["run_id"], "passport")]
    assert [Path(path).suffix for path in sorted(kept)] == [".html", ".json"]
    for name in ("battery_forecaster", "compliance_classifier"):
        version = client.get_model_version_by_alias(name, "champion")
        assert version.tags["score"] in version.description
        assert passport["run_id"][:8] in version.description
        assert client.get_registered_model(name).description


def test_a_copied_project_is_run_compared_and_leaves_the_original_alone(
    whole_run, own_copy, quick_kedro
):
    original, _ = whole_run
    before = len(_passports(original))
    params = ["--params", "alerting.budget.per_day=1"]
    ran = quick_kedro(
        own_copy, "run", "--pipelines", "alerting", *params, CONNECTED_CAR_WEBHOOK_SECRET=SECRET
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    first, second = _passports(own_copy)[-2:]
    assert second["parameters"]["alerting.budget.per_day"] == 1
    compared = quick_kedro(own_copy, "run", "--params", f"compare={first['run_id'][:12]},last")
    assert compared.returncode == 0, compared.stdout + compared.stderr
    assert "alerting.budget.per_day: 50 → 1" in compared.stdout
    found = json.loads((own_copy / REPORTING / "run_comparison.json").read_text())
    assert found["after"]["run_id"] == second["run_id"]
    left = [p for p in (own_copy / REPORTING / "run_passports").iterdir()]
    assert not [path for path in left if SECRET in path.read_text()]
    place = _client(own_copy).get_run(second["run_id"]).info.artifact_uri
    assert place.startswith(own_copy.as_uri())
    with closing(sqlite3.connect(own_copy / "data/test/mlflow/mlflow.db")) as store:
        assert not [line for line in store.iterdump() if original.as_uri() in line]
    assert len(_passports(original)) == before


def test_a_failed_run_has_a_passport_with_the_one_line(own_copy, quick_kedro):
    failed = quick_kedro(own_copy, "run", "--params", "compare=zz,last")
    assert failed.returncode == 1
    assert "Error: compare=zz: there is no passport of it; the newest are " in failed.stderr
    run = _passports(own_copy)[-1]
    assert (run["state"], run["error"]["step"]) == ("failed", "compare_runs")
    assert failed.stderr.strip().endswith(run["error"]["line"])
    assert _client(own_copy).get_run(run["run_id"]).info.run_name == (
        "run_report: failed in compare_runs"
    )
