"""Each mistake of a user's: one line that says what, where and what to do, and exit code 1."""

import shutil
from pathlib import Path

import pytest

HEADER = (
    "Battery_ID,Date,Battery_Age_Days,Number_Of_Trips,Daily_Trip_Duration,Daily_Cycles_Used,"
    "Lifetime_Cycles_Used,Battery_Rated_Cycles\n"
)


@pytest.fixture(scope="module")
def empty_project(new_project, tmp_path_factory):
    folder = new_project(tmp_path_factory.mktemp("mistakes") / "project")
    (folder / "empty.csv").write_text("")
    (folder / "header.csv").write_text(HEADER)
    (folder / "one.csv").write_text(HEADER + "0,2026-01-01,1,1,1,1,1,9\n")
    (folder / "short.csv").write_text("Battery_ID,Date,Cycles\n0,2026-01-01,1\n")
    return folder


NOBODY = "spark://127.0.0.1:1"  # listens there
MISTAKES = {
    "pipeline": (["--pipelines", "forcasting"], ["'forcasting'", "did you mean 'forecasting'?"]),
    "key": (["--params", "telemtry=x.csv"], ["'telemtry'", "did you mean 'telemetry'?"]),
    "nested key": (
        ["--params", "data_processing.gap_polcy=zero"],
        ["did you mean 'data_processing.gap_policy'?"],
    ),
    "choice": (
        ["--params", "data_processing.gap_policy=never"],
        ["data_processing.gap_policy", "'interpolate'", "'never'"],
    ),
    "range": (["--params", "forecasting.horizon=0"], ["forecasting.horizon", "greater than", "0"]),
    "type": (["--params", "forecasting.horizon=soon"], ["forecasting.horizon", "integer", "soon"]),
    "step": (
        ["--from-nodes", "fit_champoin"],
        ["does not contain nodes named ['fit_champoin']"],
    ),
    "missing file": (["--params", "telemetry=nowhere.csv"], ["nowhere.csv", "--params telemetry="]),
    "empty file": (["--params", "telemetry=empty.csv"], ["empty.csv", "empty"]),
    "no readings": (["--params", "telemetry=header.csv"], ["header.csv", "no reading"]),
    "missing column": (
        ["--params", "telemetry=short.csv"],
        ["short.csv", "Battery_Age_Days", "Cycles"],
    ),
    "half an acknowledgement": (
        ["--pipelines", "alerting", "--params", "acknowledge=a1,owner=Ann"],
        ["alerting.acknowledge", "missing: reason, until; write acknowledge=ALERT_ID"],
    ),
    "model name": (
        ["--pipelines", "batch_scoring", "--params", "model_name=a/b"],
        ["model_name 'a/b'", "letters, digits, _ and -"],
    ),
    "no master": (
        ["--env", "cluster", "--params", "telemetry=one.csv"],
        [f"no Spark master answers at {NOBODY} ", "SPARK_MASTER"],
    ),
    "no table": (["--pipelines", "batch_scoring"], ["daily_telemetry", "`kedro run` runs all"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_line_and_exit_code_1(kedro, quick_kedro, empty_project, name):
    given, parts = MISTAKES[name]
    run = kedro if name == "no master" else quick_kedro  # a Spark that has started asks none
    done = run(empty_project, "run", *given, SPARK_MASTER=NOBODY)
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    assert len(lines) == 1
    for part in parts:
        assert part in lines[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert not [line for line in done.stdout.splitlines() if " INFO " not in line]


def test_the_trace_is_shown_on_demand(kedro, empty_project):
    done = kedro(empty_project, "run", "--pipelines", "xyz", CONNECTED_CAR_DEBUG="1")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "UserError: there is no pipeline 'xyz'" in done.stderr


def test_java_is_missing(kedro, empty_project, lab_file):
    without_java = str(Path(shutil.which("env")).parent / "nothing")
    done = kedro(
        empty_project,
        *["run", "--pipelines", "data_processing", "--params", f"telemetry={lab_file}"],
        PATH=without_java,
        JAVA_HOME="",
    )
    assert done.returncode == 1
    assert "Error: Spark needs Java, but `java` is not on the PATH; install Java 17" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_outside_of_the_project(kedro, tmp_path):
    done = kedro(tmp_path, "run")
    assert done.returncode == 1
    assert f"Error: {tmp_path} is not inside a Kedro project" in done.stderr


@pytest.mark.parametrize("command", [["registry", "list"], ["catalog", "describe-datasets"]])
def test_looking_around_needs_no_java(kedro, empty_project, command):
    done = kedro(empty_project, *command, PATH="/nowhere", JAVA_HOME="")
    assert done.returncode == 0, done.stderr
    assert "forecasting" in done.stdout or "battery_risk" in done.stdout
