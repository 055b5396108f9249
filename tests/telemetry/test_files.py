"""Which files are readings, and what a user hears when they are not."""

import gzip
import json
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connected_car.errors import UserError
from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.delivery import read_delivery
from connected_car.telemetry.files import find_source_file, find_source_files
from connected_car.telemetry.typed_rows import typed_columns

HEADER = (
    "Battery_ID,Date,Battery_Age_Days,Number_Of_Trips,Daily_Trip_Duration,Daily_Cycles_Used,"
    "Lifetime_Cycles_Used,Battery_Rated_Cycles"
)
LINE = "A,2025-01-01,5,2,40,0.1,10.1,200"


@pytest.fixture
def write(tmp_path):
    """Write a file below the test's folder and return its path."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def parquet(path, **changed) -> None:
    values = ["A", pd.Timestamp("2025-01-01"), 5, 2, 40.0, 0.1, 10.1, 200]
    pd.DataFrame([values], columns=HEADER.split(",")).rename(columns=changed).to_parquet(
        path, index=False
    )


def test_each_file_has_its_own_header(write, tmp_path):
    write("b/one.csv", f"\ufeff{HEADER}\r\n{LINE}\r\n")
    write("b/two.CSV", f'\n\n"", {HEADER.replace("Date", " Date ")},more\n1,{LINE},x\n')
    write("a/three.csv.gz", gzip.compress(f"{HEADER}\n{LINE}\n".encode()))
    parquet(tmp_path / "four.parquet")
    for ignored in ("_SUCCESS", ".hidden.csv", "b/readme.md", "_temporary/x.csv", "c.crc"):
        write(ignored, "x")
    files = find_source_files(str(tmp_path))
    names = [file.path.removeprefix(f"{tmp_path}/") for file in files]
    assert names == ["a/three.csv.gz", "b/one.csv", "b/two.CSV", "four.parquet"]
    assert [file.format for file in files] == ["csv", "csv", "csv", "parquet"]
    assert files[1].header == tuple(HEADER.split(","))
    assert files[2].header == ("", *HEADER.split(","), "more")
    assert files[2].layout.position("Battery_ID") == 1
    assert files[3].n_rows == 1


def test_a_delta_table_is_one_source_by_its_name(tmp_path):
    from deltalake import write_deltalake

    parquet(tmp_path / "p.parquet")
    frame = pd.read_parquet(tmp_path / "p.parquet")
    for mode in ("overwrite", "append"):
        write_deltalake(str(tmp_path / "table"), frame, mode=mode)
    files = find_source_files(str(tmp_path))
    assert [file.name for file in files] == [
        str(tmp_path / "p.parquet"),
        str(tmp_path / "table"),
        str(tmp_path / "table"),
    ]


def test_a_delta_table_without_rows_is_a_source_without_readings(write, tmp_path):
    from deltalake import write_deltalake

    parquet(tmp_path / "p.parquet")
    write_deltalake(str(tmp_path / "table"), pq.read_table(tmp_path / "p.parquet").slice(0, 0))
    one, table = find_source_files(str(tmp_path))
    assert (one.n_rows, table.n_rows, table.name) == (1, 0, str(tmp_path / "table"))


def test_a_delta_table_that_hides_rows_or_renames_columns_is_refused(tmp_path):
    from deltalake import write_deltalake

    parquet(tmp_path / "p.parquet")
    write_deltalake(str(tmp_path / "table"), pq.read_table(tmp_path / "p.parquet"))
    names = ["deletionVectors", "timestampNtz"]
    features = {"readerFeatures": names, "writerFeatures": names}
    protocol = {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, **features}}
    log = tmp_path / "table" / "_delta_log" / "00000000000000000001.json"
    log.write_text(json.dumps(protocol))
    with pytest.raises(UserError, match=r"table uses deletionVectors: rewrite it without$"):
        find_source_files(str(tmp_path / "table"))


def test_an_address_is_read_as_a_path_is(write):
    path = write("a.csv", f"{HEADER}\n{LINE}\n")
    (file,) = find_source_files(f"file://{path}")
    assert (file.path, file.header) == (f"file://{path}", tuple(HEADER.split(",")))
    assert read_delivery([file]).readings["row"].to_pylist() == [2]


def test_a_file_that_is_gone_or_a_folder_is_said_in_one_line(tmp_path):
    for path in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(UserError, match=r"is no file, or is no longer there$"):
            find_source_file(str(path))


def test_a_battery_may_stand_in_the_path_and_a_day_be_a_date(tmp_path):
    folder = tmp_path / "Battery_ID=007"
    folder.mkdir()
    parquet(folder / "a.parquet")
    table = pq.read_table(folder / "a.parquet").drop_columns(["Battery_ID"])
    day = pa.array([date(2025, 1, 1)])
    pq.write_table(table.set_column(0, "Date", day), folder / "a.parquet")
    readings = read_delivery([find_source_file(str(folder / "a.parquet"))]).readings
    assert readings["key"].to_pylist() == ["007"]
    assert str(readings["Date"][0]) == "2025-01-01 00:00:00+00:00"
    assert readings["raw"].to_pylist() == [None]


def test_empty_files_are_allowed_beside_others(write, tmp_path):
    write("a.csv", f"{HEADER}\n{LINE}\n")
    write("b.csv", "")
    write("c.csv", f"{HEADER}\n\n")
    files = find_source_files(str(tmp_path))
    assert [file.header is None for file in files] == [False, True, False]
    assert [file.n_rows for file in files] == [None, None, 0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "a.csv: no reading in it"),
        ("a.csv", "\n \n", "a.csv: no reading in it"),
        ("a.csv", f"{HEADER}\n", "a.csv: no reading in it"),
        ("a.csv", "x,cycles\n1,2\n", "a.csv has no columns Battery_ID, Date"),
        ("a.csv", "battery;day\n1;2\n", "its fields are parted by ';', not by ','; docs/how_to/"),
        ("a.csv", f"{HEADER}\n".replace("Battery_ID", "Battery"), "no column Battery_ID; it has: "),
        ("a.parquet", "nonsense", "a.parquet is not a readable Parquet file: "),
        ("a.parquet", b"PAR1nonsense", "a.parquet is not a readable Parquet file: "),
    ],
)
def test_a_bad_file_is_named_in_one_line(name, content, message, write):
    with pytest.raises(UserError) as error:
        find_source_files(write(name, content))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_column_name_that_is_no_text_is_said_in_one_line(tmp_path):
    table = pa.table({name: [1.0] for name in (*TELEMETRY_COLUMNS, "other")})
    pq.write_table(table, tmp_path / "a.parquet", store_schema=False)
    damaged = (tmp_path / "a.parquet").read_bytes().replace(b"other", b"\xff\xfe\xb2er")
    (tmp_path / "a.parquet").write_bytes(damaged)
    with pytest.raises(UserError, match="is not a readable Parquet file: "):
        find_source_files(str(tmp_path / "a.parquet"))


def test_a_moment_that_no_calendar_has_is_kept_with_its_row():
    far = pa.array([2**62, 0], pa.timestamp("us"))  # in some 146,000 years
    given = {name: pa.array([1.0, 1.0]) for name in TELEMETRY_COLUMNS} | {"Date": far}
    columns = typed_columns(pa.table(given | {"Number_Of_Trips": pa.array(["x", "1"])}))
    assert json.loads(columns["raw"][0].as_py())["Date"] == str(2**62)
    assert columns["raw"].is_null().to_pylist() == [False, True]


def test_a_missing_path_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match=r"--params telemetry=PATH.*kedro run --pipelines simulat"):
        find_source_files(str(tmp_path / "nothing"))


def test_a_folder_without_readings_is_an_error(write, tmp_path):
    write("readme.md", "x")
    with pytest.raises(UserError, match="holds no CSV, Parquet or Delta file"):
        find_source_files(str(tmp_path))


def test_a_parquet_file_without_a_column_is_named(tmp_path):
    parquet(tmp_path / "a.parquet", Date="Day")
    with pytest.raises(UserError, match=r"a\.parquet has no column Date; it has: Battery_ID, Day"):
        find_source_files(str(tmp_path))
