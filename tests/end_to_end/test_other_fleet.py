"""Daily data of another fleet, under other names, forecast without data_processing."""

import json

import numpy as np
import pandas as pd
import pytest
from mlflow import MlflowClient

PARAMS = (
    "telemetry=days.csv,model_name=machines,forecasting.target=units,forecasting.series_id=machine,"
    "forecasting.time_column=day,forecasting.horizon=14"
)


@pytest.fixture(scope="module")
def other(new_project, tmp_path_factory):
    """A project with a file of twelve machines that rest at weekends."""
    project = new_project(tmp_path_factory.mktemp("other") / "project")
    rng, days = np.random.default_rng(0), pd.date_range("2025-01-01", periods=200)
    use = 1 + 3.0 * (days.dayofweek < 5)
    machines = [
        pd.DataFrame({"machine": f"m{i}", "day": days, "units": use * rng.gamma(30, 1 / 30, 200)})
        for i in range(12)
    ]
    table = pd.concat(machines)
    table.assign(minutes=table["units"] / 0.0024603).to_csv(project / "days.csv", index=False)
    return project


def registered_models(project) -> list[str]:
    store = f"sqlite:///{project}/data/test/mlflow/mlflow.db"
    return [model.name for model in MlflowClient(store, store).search_registered_models()]


def test_the_forecast_is_made_under_the_names_that_are_given(other, quick_kedro):
    done = quick_kedro(other, "run", "--pipelines", "forecasting", "--params", PARAMS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no PNG of the charts in MLflow: neither Chromium" in done.stdout
    reports = other / "data" / "test" / "08_reporting"
    summary = json.loads((reports / "forecast_summary.json").read_text())
    assert summary["data_version"] is None
    assert summary["score"] < 0.7 * summary["mean_score"]
    assert "beats the mean" in summary["verdict"]
    assert registered_models(other) == [summary["model_name"]] == ["machines"]
    assert "units" in (reports / "model_card.md").read_text()


def test_a_leak_gets_one_line(other, quick_kedro):
    given = f"{PARAMS},forecasting.known_in_advance=minutes"
    done = quick_kedro(other, "run", "--pipelines", "forecasting", "--params", given)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    assert "minutes is a linear function of units on the same day (ratio 0.0024603, R2 1" in line
    assert line.endswith("set forecasting.accept_leaks=minutes")
    assert "Traceback" not in done.stdout + done.stderr


def test_wrong_names_and_a_pipeline_that_would_ignore_the_file_get_one_line(other, quick_kedro):
    named = quick_kedro(
        other, "run", "--pipelines", "forecasting", "--params", "telemetry=days.csv"
    )
    assert named.returncode == 1
    assert named.stderr.strip().splitlines()[-1].startswith("Error: the daily data have no column")
    ignored = quick_kedro(other, "run", "--pipelines", "alerting", "--params", "telemetry=days.csv")
    assert ignored.returncode == 1
    assert "not by alerting, which works on stored tables" in ignored.stderr
    assert "Traceback" not in named.stderr + ignored.stderr
