"""The pipelines on a real cluster, whose workers have neither this project nor its environment."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deltalake import DeltaTable

from benchmarks.standalone_cluster import kill, standalone_cluster

LAYERS = {
    "rejected_telemetry": "02_intermediate",
    "daily_telemetry": "03_primary",
    "battery_forecasts": "07_model_output",
    "battery_risk": "07_model_output",
}
STAMPS = ("Run_ID", "Scored_At", "Rejected_At")
_PATIENCE_SECONDS = 120
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # as in the environment test


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster of three workers on the loopback."""
    if shutil.which("java") is None or shutil.which("bash") is None:
        pytest.skip("a Spark cluster needs java and bash on the PATH")
    with standalone_cluster(tmp_path_factory.mktemp("cluster"), workers=3) as started:
        yield started


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    return tmp_path_factory.mktemp("storage") / "data"


@pytest.fixture(scope="module")
def start(whole_run, cluster, storage, tmp_path_factory):
    """The function that starts pipelines on the cluster, on the whole run's fleet."""
    project = tmp_path_factory.mktemp("there") / "project"
    shutil.copytree(whole_run[0], project)
    _make_small(project / "conf" / "cluster" / "spark.yml")
    raw = "data/test/01_raw/simulation"
    given = f"telemetry={raw}/telemetry,vehicles={raw}/vehicles.csv"
    command = [*(sys.executable, "-u", "-m", "kedro"), "run", "--env", "cluster"]

    def start(pipelines: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, "--pipelines", pipelines, "--params", given],
            cwd=project,
            env=os.environ
            | cluster.environment
            | {
                "CONNECTED_CAR_STORAGE": str(storage),
                "MLFLOW_TRACKING_URI": f"sqlite:///{project}/data/test/mlflow/mlflow.db",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def _make_small(settings: Path) -> None:
    """Let a cluster of three cores do what a few hundred batteries need."""
    text = settings.read_text().replace("partitions: 400", "partitions: 12")
    text = text.replace("-Duser.timezone=UTC", f"-Duser.timezone=UTC {_QUICK}")
    settings.write_text(f"{text}spark.driver.extraJavaOptions: {_QUICK}\n")


def _wait_for(process: subprocess.Popen[str], step: str) -> None:
    """Wait until a run names a step."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.rstrip().endswith(f".{step}"):
            return
    pytest.fail(f"the run ended before {step}:\n{''.join(lines)}")


def _shuffled(cluster) -> dict[Path, Path]:
    """Return what the workers have ready for the next stage, and whose it is."""
    return {
        file: place
        for place, worker in cluster.workers.items()
        if worker.poll() is None
        for file in place.rglob("shuffle_*.data")
    }


def _one_that_has_worked(cluster) -> subprocess.Popen[str]:
    """Wait until a worker has done its part of a stage, on which the next one rests."""
    before, until = _shuffled(cluster), time.monotonic() + _PATIENCE_SECONDS
    while not (new := _shuffled(cluster).keys() - before.keys()):
        assert time.monotonic() < until, "no worker has done anything"
        time.sleep(0.005)
    return cluster.workers[_shuffled(cluster)[new.pop()]]


def _rows(data: Path, name: str):
    """Return the rows of a stored table in one order, but for times and ids of runs."""
    stored = DeltaTable(str(data / LAYERS[name] / name)).to_pyarrow_table()
    plain = stored.drop_columns([c for c in STAMPS if c in stored.column_names])
    return plain.sort_by([(column, "ascending") for column in plain.column_names])


def test_every_table_equals_the_one_of_local_mode_though_workers_die(
    whole_run, cluster, storage, start
):
    with start("data_processing,batch_scoring") as process:
        for step in ("process_readings", "score_fleet"):
            _wait_for(process, step)
            kill(_one_that_has_worked(cluster))
        text, _ = process.communicate()
    assert process.returncode == 0, text
    local = whole_run[0] / "data" / "test"
    for name in LAYERS:
        here, there = _rows(local, name), _rows(storage, name)
        assert here.num_rows > 0
        assert there.equals(here), f"{name} differs"


def test_a_run_goes_on_without_a_master_and_ends_with_one_line_without_workers(cluster, start):
    with start("data_processing") as process:
        _wait_for(process, "process_readings")
        _one_that_has_worked(cluster)
        kill(cluster.master)
        _wait_for(process, "count_readings")
        for worker in cluster.workers.values():
            if worker.poll() is None:
                kill(worker)
        text, _ = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "Traceback" not in text
    (line,) = [line for line in text.splitlines() if line.startswith("Error:")]
    assert "see whether the cluster's master and workers are there" in line
