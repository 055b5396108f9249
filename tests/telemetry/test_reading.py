"""Any mix of formats comes out as one frame of readings."""

from datetime import date

import pandas as pd
import pytest

from connected_car.telemetry.reading import read_telemetry

COLUMNS = [
    "Battery_ID",
    "Date",
    "Battery_Age_Days",
    "Number_Of_Trips",
    "Daily_Trip_Duration",
    "Daily_Cycles_Used",
    "Lifetime_Cycles_Used",
    "Battery_Rated_Cycles",
]
pytestmark = pytest.mark.usefixtures("spark")


def frame(battery, day, **changed) -> pd.DataFrame:
    values = [battery, day, 5, 2, 40.0, 0.1, 10.1, 200]
    return pd.DataFrame([values], columns=COLUMNS).assign(**changed)


def read(path) -> pd.DataFrame:
    raw = read_telemetry(str(path))
    readings = raw.readings.toPandas().sort_values(["file", "block", "row"], ignore_index=True)
    return readings.assign(
        name=[raw.files[number].path.split("/")[-1] for number in readings["file"]]
    )


def test_lines_keep_their_text_place_and_key(tmp_path):
    folder = tmp_path / "a b+c% [x]"
    folder.mkdir()
    header = ",".join(COLUMNS)
    lines = [
        header,
        "A,1",
        "",
        '"B",2',
        "C\xff,3".encode("latin-1").decode("latin-1"),
        header,
        "  ",
    ]
    (folder / "é{1}.csv").write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    swapped = ["x", *COLUMNS[1:], COLUMNS[0]]
    (folder / "z.csv").write_text(",".join(swapped) + '\n1,"2,2",3,4,5,6,7,8, D \n')
    readings = read(folder)
    first = readings[readings["name"] == "z.csv"]
    assert list(first["key"][first["raw"] != ""]) == ["D"]
    rest = readings[readings["name"] != "z.csv"]
    assert list(rest["raw"]) == ["", "A,1", "", '"B",2', "Cÿ,3", "", ""]
    assert list(rest["key"][rest["raw"] != ""]) == ["A", "B", "Cÿ"]


def test_bytes_that_are_no_text_become_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(COLUMNS).encode() + b"\nA\xff\xfe,\x00\xc3\n")
    raw = read(path)["raw"][1]
    assert raw.startswith("A\ufffd")
    assert "\x00" in raw


def test_typed_files_of_different_types_are_read_by_name(tmp_path):
    from deltalake import write_deltalake

    when = pd.Timestamp("2025-01-01 12:00")
    frame("A", when)[COLUMNS[::-1]].to_parquet(tmp_path / "a.parquet")
    frame(7, when.tz_localize("UTC")).assign(more=1).to_parquet(tmp_path / "b.parquet")
    frame(8.0, date(2025, 1, 1)).to_parquet(tmp_path / "c.parquet")
    frame("D", "2025-01-01 12:00:00", Number_Of_Trips="3").to_parquet(tmp_path / "d.parquet")
    frame("E", "1/1/25", Number_Of_Trips="many").to_parquet(tmp_path / "e.parquet")
    delta = tmp_path / "f"
    write_deltalake(str(delta), frame("F", when.tz_localize("UTC")), partition_by=["Battery_ID"])
    readings = read(tmp_path)
    assert list(readings["key"]) == ["A", "7", "8", "D", "E", "F"]
    noon, midnight = when, when.normalize()
    assert list(readings["Date"])[:4] == [noon, noon, midnight, noon]
    assert list(readings["Number_Of_Trips"])[:4] == [2, 2, 2, 3]
    assert list(readings["raw"].notna()) == [False] * 4 + [True, False]
    assert '"Number_Of_Trips":"many"' in readings["raw"][4]


def test_reading_is_lazy_and_leaves_files_alone(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(COLUMNS) + "\nA,2025-01-01,5,2,40,0.1,10.1,200\n")
    before = path.stat().st_mtime_ns
    read(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.stat().st_mtime_ns == before
