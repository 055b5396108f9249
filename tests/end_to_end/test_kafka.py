"""`--env kafka`: the real command on a real broker, killed in the middle and run again."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from deltalake import DeltaTable

from kafka_brokers import MockBroker

N_BATTERIES = 6
NUMBERS = ["As_Of_Date", "Lifetime_Cycles_Used", "Forecast_Cycles_30d", "Failure_Probability"]


def _table(project: Path, name: str) -> pd.DataFrame:
    path = project / "data" / "test" / "07_model_output" / name
    return DeltaTable(str(path)).to_pyarrow_table().to_pandas()


@pytest.fixture(scope="module")
def broker():
    broker = MockBroker()
    broker.create("telemetry", 2)
    yield broker
    broker.close()


@pytest.fixture(scope="module")
def messages(whole_run, broker) -> int:
    """Send the readings of some batteries as JSON, each battery to one partition."""
    calm, _ = whole_run
    folder = calm / "data" / "test" / "01_raw" / "simulation" / "telemetry"
    scored = _table(calm, "battery_risk").dropna(subset="Failure_Probability")["Battery_ID"]
    place = {battery: number % 2 for number, battery in enumerate(sorted(scored)[:N_BATTERIES])}
    parts: dict[int, list[str]] = {0: [], 1: []}
    for path in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(path.read_text("utf-8-sig").splitlines()):
            if row["Battery_ID"] in place:
                parts[place[row["Battery_ID"]]].append(json.dumps(row))
    broker.send("telemetry", parts)
    return sum(map(len, parts.values()))


@pytest.fixture(scope="module")
def scored(whole_run, new_project, tmp_path_factory) -> Path:
    """A project with a champion, whose environment ``kafka`` is as small as ``test``."""
    calm, _ = whole_run
    project = new_project(tmp_path_factory.mktemp("kafka") / "project")
    for name in ("globals.yml", "mlflow.yml", "spark.yml"):
        shutil.copy(project / "conf" / "test" / name, project / "conf" / "kafka" / name)
    shutil.copytree(calm / "data" / "test" / "mlflow", project / "data" / "test" / "mlflow")
    return project


def test_a_killed_stream_loses_and_doubles_nothing_and_scores_as_the_batch(
    scored, kedro, broker, messages, whole_run
):
    command = ("run", "--env", "kafka", "--pipelines", "streaming_scoring")
    names = {"KAFKA_SERVERS": broker.servers, "KAFKA_TOPICS": "telemetry", "KEDRO_ENV": "kafka"}
    killed = kedro(scored, *command, **names, CONNECTED_CAR_CRASH_AT="telemetry_written:1")
    assert killed.returncode == -9, killed.stdout + killed.stderr
    done = kedro(scored, *command, **names)
    assert done.returncode == 0, done.stdout + done.stderr
    health = _table(scored, "stream_health")
    assert health["Read"].sum() == messages
    assert (health["Kept"] + health["Duplicate"] + health["Rejected"]).sum() == messages
    telemetry = _table(scored, "streamed_telemetry")
    assert not telemetry.duplicated(["Source_File", "Source_Row"]).any()
    _assert_same_risk(_table(scored, "streamed_battery_risk"), _table(whole_run[0], "battery_risk"))


def _assert_same_risk(streamed: pd.DataFrame, batch: pd.DataFrame) -> None:
    newest = streamed.sort_values("Batch_ID").drop_duplicates("Battery_ID", keep="last")
    left, right = (frame.set_index("Battery_ID")[NUMBERS] for frame in (newest, batch))
    assert len(left) == N_BATTERIES
    pd.testing.assert_frame_equal(left.sort_index(), right.loc[sorted(left.index)])
