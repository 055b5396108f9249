"""Which runs are closed, and which go on."""

import subprocess
import sys

import mlflow
import psutil
import pytest

from connected_car.hooks.interrupted import _this_process, close_interrupted

DIE = "from connected_car.hooks.interrupted import _this_process; print(_this_process())"


@pytest.fixture
def begin(tmp_path):
    """The function that opens a run of a process in an experiment of its own."""
    client = mlflow.MlflowClient(f"sqlite:///{tmp_path}/mlflow.db")
    experiment = client.create_experiment("interrupted")
    return client, experiment, lambda **tags: client.create_run(experiment, tags=tags).info.run_id


def test_runs_of_dead_processes_and_their_trials_are_closed_and_no_others(begin, monkeypatch):
    client, experiment, new_run = begin
    died = subprocess.run([sys.executable, "-c", DIE], capture_output=True, text=True, check=True)
    dead = new_run(process=died.stdout.strip())
    trial = new_run(**{"mlflow.parentRunId": dead})
    host, pid, started = _this_process().split()
    reused = new_run(process=f"{host} {pid} {float(started) - 60:.2f}")
    alive = new_run(process=_this_process())
    if psutil.LINUX:  # the clock is set an hour back: the machine seems to have started earlier
        before = psutil.boot_time()
        monkeypatch.setattr("psutil._pslinux.boot_time", lambda: before - 3600)
    elsewhere = new_run(process=f"other-{host} {pid} 1.00")
    unknown = new_run()
    close_interrupted(client, experiment)
    status = {run: client.get_run(run).info.status for run in (dead, trial, reused)}
    assert set(status.values()) == {"FAILED"}
    status = {run: client.get_run(run).info.status for run in (alive, elsewhere, unknown)}
    assert set(status.values()) == {"RUNNING"}
