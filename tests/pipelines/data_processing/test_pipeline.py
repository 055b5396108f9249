"""Files in, tables out: counts add up, places are right, and a re-run changes nothing."""

import json
from pathlib import Path

import pandas as pd
import pytest
from deltalake import DeltaTable

from connected_car.errors import UserError
from connected_car.tables import SCHEMAS


def version(run, name: str) -> int:
    return DeltaTable(str(run.path / name)).version()


def test_tables_are_as_agreed_and_a_second_run_makes_no_new_version(run, deliver, lines):
    a, b = lines("A"), lines("B")
    deliver("a.csv", [*a[:20], *a[25:], a[3], b[7].replace("0.1", "x", 1)])
    deliver("b.csv", ["", *b[:30], "nonsense", "", *b[30:]], end="\r\n")
    deliver("c.csv", [])
    first = run()
    assert list(first.rejected.columns) == SCHEMAS["rejected_telemetry"].names
    assert list(first.daily.columns) == SCHEMAS["daily_telemetry"].names
    assert list(first.daily["Battery_ID"].value_counts()) == [60, 60]
    report = first.report
    assert report["readings"] == {"read": 118, "kept": 115, "duplicate": 1, "rejected": 2}
    assert [file["read"] for file in report["files"]] == [57, 61, 0]
    assert [file["file"].rsplit("/", 1)[1] for file in report["files"]] == [
        "a.csv",
        "b.csv",
        "c.csv",
    ]
    assert report["files"][2]["first_reason"] == "no reading in it"
    assert report["reasons"]["wrong number of fields"] == 1
    assert report["batteries"]["interpolated_days"] == 5
    assert report["gaps"] == [{"days": "4-7", "filled": True, "count": 1}]
    assert "3 (2.5 %) could not be used" in report["supplier_note"]
    json.dumps(report)
    before = [
        version(first, name)
        for name in ("02_intermediate/rejected_telemetry", "03_primary/daily_telemetry")
    ]
    again = run()
    after = [
        version(again, name)
        for name in ("02_intermediate/rejected_telemetry", "03_primary/daily_telemetry")
    ]
    assert before == after == [0, 0]


@pytest.fixture
def small_blocks(spark):
    """Let Spark read each file in many blocks."""
    names = ("spark.sql.files.maxPartitionBytes", "spark.sql.files.openCostInBytes")
    before = {name: spark.conf.get(name) for name in names}
    for name in names:
        spark.conf.set(name, 700)
    yield
    for name, value in before.items():
        spark.conf.set(name, value)


@pytest.mark.usefixtures("small_blocks")
def test_file_and_line_lead_to_the_raw_text(run, deliver, lines):
    """Also with blank lines and mixed line ends."""
    text = lines("A", 100)
    for number in range(5, 100, 9):
        text[number] = text[number].replace("A,", "A;", 1)
    text[50:50] = ["", "  ", ""]
    deliver("a.csv", text[:60])
    deliver("b.csv", text[60:], end="\r\n")
    rejected = run().rejected
    assert len(rejected) == 11
    for row in rejected.itertuples():
        in_file = Path(row.Source_File).read_text().splitlines()
        assert in_file[row.Line_Number - 1] == row.Raw_Text
        assert in_file[0] == row.Header


def test_the_first_of_two_files_wins(run, deliver, lines):
    good = lines("A")
    deliver("1.csv", [*good[:10], *good[11:]])
    deliver("2.csv", [good[9].replace(",2,", ",9,", 1), good[10]])
    result = run()
    assert list(result.rejected["Source_File"].str[-5:]) == ["2.csv"]
    assert list(result.rejected["Reason"]) == ["duplicate timestamp with other values"]
    assert result.daily["Number_Of_Trips"].eq(2).all()


def test_hostile_files_end_in_quarantine(run, deliver, lines, tmp_path):
    deliver("good.csv", lines("A"))
    path = tmp_path / "in" / "bad.csv"
    header = (tmp_path / "in" / "good.csv").read_text().splitlines()[0].encode()
    hostile = [
        b'"',
        b"\x00" * 9,
        b"\xff\xfe\x00",
        b"x" * 1_000_000,
        b"," * 5000,
        b'""""",",",',
        b"9" * 400,
    ]
    path.write_bytes(b"\xef\xbb\xbf" + header + b"\r" + b"\r\n".join(hostile))
    result = run()
    assert result.report["readings"] == {"read": 67, "kept": 60, "duplicate": 0, "rejected": 7}
    assert result.rejected["Raw_Text"].str.len().max() <= 10_000


def test_typed_rows_are_quarantined_as_json(run, deliver, lines, tmp_path):
    deliver("a.csv", lines("A"))
    frame = pd.read_csv(tmp_path / "in" / "a.csv")
    (tmp_path / "in" / "a.csv").unlink()
    frame.loc[3, "Daily_Cycles_Used"] = -1
    frame.loc[4, "Date"] = "soon"
    frame.to_parquet(tmp_path / "in" / "a.parquet")
    result = run()
    assert result.report["readings"] == {"read": 60, "kept": 58, "duplicate": 0, "rejected": 2}
    assert result.rejected["Line_Number"].isna().all()
    rows = [json.loads(text) for text in result.rejected["Raw_Text"]]
    assert {row["Date"][:10] for row in rows} == {"2025-01-04", "soon"}


def test_readings_after_the_last_known_day_are_not_yet_known(run, deliver, lines):
    deliver("a.csv", lines("A"))
    result = run(as_of="2025-02-10")
    assert str(result.daily["Date"].max()) == "2025-02-10"
    assert set(result.rejected["Reason"].str[:24]) == {"Date is after 2025-02-10"}


def test_nothing_kept_leaves_the_daily_table_as_it_was(run, deliver, lines):
    deliver("a.csv", lines("A"))
    first = run()
    deliver("a.csv", ["nonsense"])
    with pytest.raises(UserError, match="not one reading could be kept"):
        run()
    assert version(first, "03_primary/daily_telemetry") == 0
    assert version(first, "02_intermediate/rejected_telemetry") == 1
