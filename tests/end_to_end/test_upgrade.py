"""Data, models, alerts and stream as an earlier version stored them: the present one goes on."""

import tarfile
from pathlib import Path

import pandas as pd
import pytest
from deltalake import DeltaTable

SAID_BETTER = {"no reading of it has come": "no usable reading of it has come"}
STORED = sorted(Path(__file__).parent.glob("stored_*.tar.xz"))


@pytest.fixture(scope="module", params=STORED, ids=lambda path: path.name)
def upgraded(request, new_project, kedro, tmp_path_factory):
    """The tables of an earlier version, and those after a run of the present one."""
    project = new_project(tmp_path_factory.mktemp("upgraded") / "project")
    data = project / "data" / "test"
    data.mkdir(parents=True)
    with tarfile.open(request.param) as archive:
        archive.extractall(data, filter="data")
    before = _tables(data)
    (data / "next.csv").rename(data / "01_raw" / "landing" / "next.csv")
    done = kedro(project, "run", "--pipelines", "streaming_scoring,batch_scoring,alerting")
    assert done.returncode == 0, done.stdout + done.stderr
    return before, _tables(data), done.stdout + done.stderr


def _tables(data: Path) -> dict[str, pd.DataFrame]:
    found = (log.parent for log in data.rglob("_delta_log"))
    return {p.name: DeltaTable(str(p)).to_pyarrow_table().to_pandas() for p in found}


def test_the_champions_judge_as_before(upgraded):
    before, after, _ = upgraded
    for name, key in (("battery_risk", "Battery_ID"), ("component_compliance", "Inspection_ID")):
        pd.testing.assert_frame_equal(
            *(
                tables[name]
                .drop(columns=["Run_ID", "Scored_At"])
                .sort_values(key, ignore_index=True)
                .replace({"Reason": SAID_BETTER}, regex=True)
                for tables in (before, after)
            )
        )


def test_the_alerts_are_those_of_before_and_what_was_acknowledged_is(upgraded):
    before, after, _ = upgraded
    one, two = (tables["alerts"].set_index("Alert_ID").sort_index() for tables in (before, after))
    assert (one["Status"] == "acknowledged").sum() == 1
    pd.testing.assert_series_equal(one["Status"], two["Status"])


def test_the_stream_takes_the_new_file_and_no_other(upgraded):
    before, after, text = upgraded
    health = after["stream_health"].sort_values("Batch_ID", ignore_index=True)
    old = len(before["stream_health"])
    assert old > 0
    assert health["Kept"][old:].tolist() == [40]
    assert [source["Name"] for source in health["Sources"].iloc[-1]] == ["next.csv"]
    assert len(after["streamed_telemetry"]) == len(before["streamed_telemetry"]) + 40
    assert "WARNING" not in text
