"""The pipelines on a real cluster, whose workers have neither this project nor its environment."""

import shutil
from pathlib import Path

import pytest
from deltalake import DeltaTable

LAYERS = {
    "rejected_telemetry": "02_intermediate",
    "daily_telemetry": "03_primary",
    "battery_forecasts": "07_model_output",
    "battery_risk": "07_model_output",
}
STAMPS = ("Run_ID", "Scored_At", "Rejected_At")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Environment variables of a cluster of two workers on the loopback."""
    from benchmarks.standalone_cluster import standalone_cluster

    if shutil.which("java") is None or shutil.which("bash") is None:
        pytest.skip("a Spark cluster needs java and bash on the PATH")
    with standalone_cluster(tmp_path_factory.mktemp("cluster")) as environment:
        yield environment


def _rows(data: Path, name: str):
    """Return the rows of a stored table in one order, but for times and ids of runs."""
    stored = DeltaTable(str(data / LAYERS[name] / name)).to_pyarrow_table()
    plain = stored.drop_columns([c for c in STAMPS if c in stored.column_names])
    return plain.sort_by([(column, "ascending") for column in plain.column_names])


def test_every_table_equals_the_one_of_local_mode(whole_run, cluster, kedro, tmp_path):
    local = whole_run[0] / "data" / "test"
    project = shutil.copytree(whole_run[0], tmp_path / "project")
    storage = tmp_path / "storage"
    raw = "data/test/01_raw/simulation"
    done = kedro(
        project,
        *("run", "--env", "cluster", "--pipelines", "data_processing,batch_scoring"),
        *("--params", f"telemetry={raw}/telemetry,vehicles={raw}/vehicles.csv"),
        CONNECTED_CAR_STORAGE=str(storage),
        MLFLOW_TRACKING_URI=f"sqlite:///{project}/data/test/mlflow/mlflow.db",
        **cluster,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in LAYERS:
        here, there = _rows(local, name), _rows(storage, name)
        assert here.num_rows > 0
        assert there.equals(here), f"{name} differs"
