"""What can be wrong with files: each is named, nothing is lost, and the stream goes on."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

import quick_stream
from connected_car.datasets.file_stream import FileStream
from connected_car.errors import UserError
from connected_car.tables import TELEMETRY_COLUMNS


@pytest.fixture
def lines(readings):
    return [line for _, _, line in readings(1, 40)]


def warnings(folder) -> list[str]:
    table = DeltaTable(str(folder / "stream_health")).to_pyarrow_table()
    return [text for row in table["Warnings"].to_pylist() for text in row]


def reasons(stored, folder) -> list[str]:
    return sorted(stored(folder, "rejected_events")["Reason"])


def test_each_file_is_read_by_its_own_header(deliver, lines, tmp_path, stored):
    deliver(tmp_path, "a.csv", lines[:20])
    turned = [",".join([*line.split(",")[::-1], "x"]) for line in lines[20:]]
    deliver(tmp_path, "b.csv", turned, header=",".join([*TELEMETRY_COLUMNS[::-1], "Firmware"]))
    quick_stream.run_stream(tmp_path, max_files=2)
    frame = stored(tmp_path, "streamed_telemetry").sort_values("Date")
    assert list(frame["Daily_Cycles_Used"]) == [float(line.split(",")[5]) for line in lines]
    assert warnings(tmp_path) == ["b.csv has further columns, ignored: Firmware"]


def test_the_same_further_columns_are_named_once(deliver, lines, tmp_path):
    for number, column in enumerate(["Firmware", "Firmware", "Colour"]):
        some = [f"{line},x" for line in lines[10 * number : 10 * number + 10]]
        deliver(tmp_path, f"{number}.csv", some, header=",".join([*TELEMETRY_COLUMNS, column]))
    quick_stream.run_stream(tmp_path, max_files=1)
    told = [text.partition(", ")[2] for text in warnings(tmp_path)]  # in the order of the files
    assert sorted(told) == ["ignored: Colour", "ignored: Firmware"]


def test_json_and_parquet_are_read_beside_csv(deliver, lines, tmp_path, stored):
    deliver(tmp_path, "a.csv", lines[:10])
    rows = [dict(zip(TELEMETRY_COLUMNS, line.split(","), strict=True)) for line in lines]
    texts = [json.dumps(row) for row in rows[10:20]]
    deliver(tmp_path, "b.json", ["{broken", *texts[1:]], header=texts[0])
    numbers = {name: [float(row[name]) for row in rows[20:]] for name in TELEMETRY_COLUMNS[2:]}
    dates = pa.array([row["Date"] for row in rows[20:]]).cast(pa.timestamp("ns"))
    columns = {"Battery_ID": [row["Battery_ID"] for row in rows[20:]], "Date": dates, **numbers}
    pq.write_table(pa.table(columns), tmp_path / "landing" / "c.parquet")
    summary = quick_stream.run_stream(tmp_path)
    assert (summary["kept"], summary["rejected"]) == (40, 1)
    frame = stored(tmp_path, "streamed_telemetry").sort_values("Date")
    assert list(frame["Daily_Trip_Duration"]) == [float(row["Daily_Trip_Duration"]) for row in rows]


def test_a_missing_column_sends_the_file_to_quarantine(deliver, lines, tmp_path, stored):
    header = ",".join(TELEMETRY_COLUMNS[:-1])
    deliver(tmp_path, "bad.csv", [line.rpartition(",")[0] for line in lines], header=header)
    deliver(tmp_path, "good.csv", lines)
    summary = quick_stream.run_stream(tmp_path)
    assert (summary["kept"], summary["refused_files"]) == (40, 1)
    assert "bad.csv has no column Battery_Rated_Cycles" in reasons(stored, tmp_path)[0]
    assert any("bad.csv is set aside" in text for text in warnings(tmp_path))


def test_unreadable_files_are_named_and_the_others_are_read(deliver, lines, tmp_path, stored):
    deliver(tmp_path, "good.csv", lines)
    (tmp_path / "landing" / "noise.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "landing" / "pressed.csv.gz").write_bytes(b"no gzip")
    (tmp_path / "landing" / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "landing" / "empty.csv").write_text("")
    (tmp_path / "landing" / "bytes.csv").write_bytes(bytes(range(256)) * 3)
    summary = quick_stream.run_stream(tmp_path)
    assert summary["kept"] == 40
    refused = stored(tmp_path, "rejected_events").query("Status == 'refused'")
    assert sorted(refused["Source_File"]) == ["bytes.csv", "noise.parquet", "pressed.csv.gz"]


def test_a_half_written_file_waits_until_it_has_its_name(deliver, lines, tmp_path):
    deliver(tmp_path, "a.csv", lines[:20])
    for name in (".b.csv", "_b.csv"):
        (tmp_path / "landing" / name).write_text("half a li")
    assert quick_stream.run_stream(tmp_path)["read"] == 20
    (tmp_path / "landing" / ".b.csv").unlink()
    deliver(tmp_path, "b.csv", lines[20:])
    assert quick_stream.run_stream(tmp_path)["kept"] == 20


def test_a_rewritten_file_is_reported_once_and_not_read_again(deliver, lines, tmp_path):
    deliver(tmp_path, "a.csv", lines[:20])
    quick_stream.run_stream(tmp_path)
    deliver(tmp_path, "a.csv", lines[:30])
    for name, some in (("b.csv", lines[30:35]), ("c.csv", lines[35:])):
        deliver(tmp_path, name, some)
    quick_stream.run_stream(tmp_path)
    (told,) = warnings(tmp_path)
    assert told.startswith("a.csv was changed after it was read")
    assert "under a new name" in told


def test_a_file_that_was_only_touched_is_not_reported(deliver, lines, tmp_path):
    deliver(tmp_path, "a.csv", lines[:20])
    quick_stream.run_stream(tmp_path)
    (tmp_path / "landing" / "a.csv").touch()
    deliver(tmp_path, "b.csv", lines[20:])
    quick_stream.run_stream(tmp_path)
    assert warnings(tmp_path) == []


def test_a_landing_folder_that_cannot_be_read_is_one_line(tmp_path):
    (tmp_path / "landing").write_text("a file")
    with pytest.raises(UserError, match=r"the landing folder .* cannot be read"):
        FileStream(tmp_path / "landing", 1)


def test_late_readings_are_taken_in_and_counted(deliver, lines, tmp_path):
    deliver(tmp_path, "a.csv", [*lines[:10], *lines[15:]])
    deliver(tmp_path, "b.csv", lines[10:15])
    summary = quick_stream.run_stream(tmp_path)
    assert (summary["kept"], summary["late"]) == (40, 5)
