"""How a run was called, as its passport tells it."""

import os
from types import SimpleNamespace

from connected_car.cli_hooks import cli_hooks
from connected_car.hooks.call import call_of


def test_the_command_can_be_called_again_and_tells_no_secret():
    call = call_of(
        {
            "pipeline_names": ["forecasting", "alerting"],
            "env": "test",
            "from_nodes": ["fit_champion"],
            "to_nodes": [],
            "runtime_params": {"forecasting": {"horizon": 14}, "kafka_password": "hush-hush"},
            "runner": "<kedro.runner.thread_runner.ThreadRunner object at 0x7f>",
        }
    )
    assert call["command"] == (
        "kedro run --env test --pipelines forecasting,alerting --from-nodes fit_champion "
        "--params forecasting.horizon=14"
    )
    assert call["runner"] == "ThreadRunner"
    assert call["runtime_params"] == {"forecasting.horizon": 14}
    assert call_of({})["command"] == "kedro run"
    compared = call_of({"runtime_params": {"compare": "previous..last"}})
    assert compared["command"] == "kedro run --params compare=previous,last"


def test_two_runs_with_a_comma_reach_kedro_as_one_value():
    args = ["run", "--params", "compare=12e4,last,run_report.keep=5", "--params=compare=a,b", "x,y"]
    cli_hooks.before_command_run(project_metadata="a project", command_args=args)
    assert args == [
        "run",
        "--params",
        "compare=12e4..last,run_report.keep=5",
        "--params=compare=a..b",
        "x,y",
    ]
    once = ["run", "--params", "compare=last,horizon=3"]
    cli_hooks.before_command_run(project_metadata="a project", command_args=once)
    assert once == ["run", "--params", "compare=last,horizon=3"]


def test_notebooks_log_as_runs_do(monkeypatch, project):
    monkeypatch.delenv("KEDRO_LOGGING_CONFIG", raising=False)
    metadata = SimpleNamespace(project_path=project)
    cli_hooks.before_command_run(project_metadata=metadata, command_args=["jupyter", "lab"])
    assert os.environ.pop("KEDRO_LOGGING_CONFIG") == str(project / "conf" / "logging.yml")
