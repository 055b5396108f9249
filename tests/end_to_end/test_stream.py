"""The stream as a user runs it: killed by Spark's side, gone on, stopped; then as the batch."""

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from deltalake import DeltaTable

_PATIENCE_SECONDS = 180
_SAME = (  # of battery_risk; the class depends on the class before, the reason on the class
    *("As_Of_Date", "Lifetime_Cycles_Used", "Battery_Rated_Cycles", "Forecast_Cycles_30d"),
    *("Lower_80_30d", "Upper_80_30d", "Failure_Probability", "Expected_Replacement_Date"),
)


def _table(folder, name: str) -> pd.DataFrame:
    if not DeltaTable.is_deltatable(str(folder / name)):
        return pd.DataFrame()
    return DeltaTable(str(folder / name)).to_pyarrow_table().to_pandas()


def _land(project, files) -> None:
    landing = project / "data/test/01_raw/landing"
    landing.mkdir(parents=True, exist_ok=True)
    for file in files:
        hidden = landing / f".{file.name}"
        hidden.write_bytes(file.read_bytes())
        hidden.rename(landing / file.name)


@pytest.fixture(scope="module")
def streamed(own_copy, kedro):
    """The whole run's fleet once more, as a stream that is killed and stopped on its way."""
    project = own_copy
    output = project / "data/test/07_model_output"
    files = sorted((project / "data/test/01_raw/simulation/telemetry").iterdir())
    _land(project, files[::2])
    killed = kedro(
        project, "run", "--pipelines", "streaming_scoring", CONNECTED_CAR_CRASH_AT="risk_written:0"
    )
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    assert _table(output, "stream_health").empty
    return project, output, _go_on_and_stop(project, output, files[1::2])


def _go_on_and_stop(project, output, files) -> subprocess.CompletedProcess:
    given = "streaming_scoring.trigger=continuous,streaming_scoring.interval_seconds=1"
    command = [*(sys.executable, "-m", "kedro", "run"), "--pipelines", "streaming_scoring"]
    outside = {name: v for name, v in os.environ.items() if not name.startswith("MLFLOW_")}
    with subprocess.Popen(
        [*command, "--params", given],
        cwd=project,
        env={**outside, "KEDRO_ENV": "test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        _wait_for_batches(process, output, 1)
        _land(project, files)
        _wait_for_batches(process, output, 2)
        process.terminate()
        text, _ = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, text, "")


def _wait_for_batches(process, output, count: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while len(_table(output, "stream_health")) < count:
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < until, "the stream does not go on"
        time.sleep(0.3)


def test_a_stopped_stream_ends_well_and_says_what_it_did(streamed):
    _, _, ended = streamed
    assert ended.returncode == 0, ended.stdout
    assert "the stream has ended (stopped by SIGTERM)" in ended.stdout
    assert "Traceback" not in ended.stdout


def test_the_newest_risk_of_each_battery_is_the_batchs(streamed):
    _, output, _ = streamed
    risk = _table(output, "streamed_battery_risk").sort_values("Batch_ID")
    newest = risk.drop_duplicates("Battery_ID", keep="last").set_index("Battery_ID").sort_index()
    batch = _table(output, "battery_risk").set_index("Battery_ID").sort_index()
    batch = batch[batch["As_Of_Date"].notna() & batch["Lifetime_Cycles_Used"].notna()]
    assert list(newest.index) == list(batch.index)
    names = list(_SAME)
    pd.testing.assert_frame_equal(newest[names], batch[names], check_exact=True)


def test_the_counts_are_the_batchs_and_nothing_is_there_twice(streamed):
    project, output, _ = streamed
    health = _table(output, "stream_health")
    stored = project / "data/test/02_intermediate/reading_counts.json"
    counts = json.loads(stored.read_text())
    for name in ("read", "kept", "duplicate", "rejected"):
        assert health[name.capitalize()].sum() == counts["readings"][name]
    events = _table(output, "streamed_telemetry")
    assert not events.duplicated(["Source_File", "Source_Row"]).any()
    risk = _table(output, "streamed_battery_risk")
    assert not risk.duplicated(["Battery_ID", "Batch_ID"]).any()


def test_a_second_start_with_nothing_new_ends_at_once(streamed, kedro):
    project, output, _ = streamed
    before = len(_table(output, "stream_health"))
    done = kedro(project, "run", "--pipelines", "streaming_scoring")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "there was no new event" in done.stdout
    assert len(_table(output, "stream_health")) == before
