"""Messages become readings that the cleaning reads as it reads files."""

import json

import pandas as pd
import pyarrow as pa
import pytest

from connected_car.kafka.messages import MESSAGE
from connected_car.kafka.payload import positions_behind, source_name, to_delivery
from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.parsing import parse_batch
from connected_car.telemetry.schema import NUMBER_COLUMNS, READING

GOOD = {
    "Battery_ID": "B1",
    "Date": "2026-06-30T12:00:00Z",
    "Battery_Age_Days": 10,
    "Number_Of_Trips": 3,
    "Daily_Trip_Duration": 40.125,
    "Daily_Cycles_Used": 1e-05,
    "Lifetime_Cycles_Used": 123.456789012345,
    "Battery_Rated_Cycles": 200,
}


def _messages(values, topic="t", partition=0, first=0) -> pa.Table:
    n = len(values)
    columns = {
        "topic": [topic] * n,
        "partition": [partition] * n,
        "offset": range(first, first + n),
        "timestamp": [None] * n,
        "key": [b"k"] * n,
        "value": [v.encode() if isinstance(v, str) else v for v in values],
    }
    return pa.table({name: pa.array(columns[name], t) for name, t in _types()}, schema=MESSAGE)


def _types():
    return [(field.name, field.type) for field in MESSAGE]


def _parsed(values, options):
    files, readings, *_ = to_delivery(_messages(values), options)
    layouts = {number: file.layout for number, file in enumerate(files)}
    (batch,) = readings.to_batches()
    return parse_batch(batch, layouts, 10_000)


@pytest.mark.parametrize("payload", ["json", "csv"])
def test_a_good_message_is_read_to_the_last_digit(kafka_options, payload):
    text = json.dumps(GOOD) if payload == "json" else ",".join(map(str, GOOD.values()))
    parsed = _parsed([text], kafka_options(payload=payload))
    assert parsed.key.to_pylist() == ["B1"]
    assert parsed.time.tolist() == [pd.Timestamp(GOOD["Date"]).value // 1000]
    assert {name: parsed.numbers[name][0] for name in NUMBER_COLUMNS} == {
        name: float(GOOD[name]) for name in NUMBER_COLUMNS
    }
    assert not parsed.reasons.mask().any()


@pytest.mark.parametrize(
    ("payload", "value", "key", "reason"),
    [
        ("json", "{", None, "row cannot be read"),
        ("json", "[1, 2]", None, "row cannot be read"),
        ("json", "[" * 5_000, None, "row cannot be read"),
        ("json", b"\xff\xfe", None, "row cannot be read"),
        ("json", None, None, "row cannot be read"),
        ("json", '{"Battery_ID": 7}', "7", "Date is empty"),
        ("json", '{"Battery_ID": "\\ud800"}', "?", "Date is empty"),  # half a character
        ("csv", None, None, "wrong number of fields: 1 instead of 8"),
        ("csv", " \r\n", None, "wrong number of fields: 1 instead of 8"),
        ("csv", "B1,2026-01-01", None, "wrong number of fields: 2 instead of 8"),
        ("csv", '"B,1",2026-01-01', None, "wrong number of fields: 2 instead of 8"),
        ("csv", "B1\nB2", None, "wrong number of fields"),
        ("csv", b"\xff,2026-01-01,1,1,1,1,1,x", "\ufffd", "Battery_Rated_Cycles is not a number"),
    ],
)
def test_a_bad_message_is_kept_with_its_reason(kafka_options, payload, value, key, reason):
    parsed = _parsed([value], kafka_options(payload=payload))
    rows, reasons, _ = parsed.reasons.joined()
    assert rows.tolist() == [0]
    assert reason in reasons[0].as_py()
    assert parsed.key.to_pylist() == [key]


def test_sources_and_offsets_tell_where_a_reading_came_from(kafka_options):
    parts = [_messages(["x", "y"], "t", 11, 7), _messages(["z"], "t", 2), _messages(["w"], "s", 3)]
    files, readings, *_ = to_delivery(pa.concat_tables(parts), kafka_options())
    assert [file.name for file in files] == [
        "kafka:s/00003",
        "kafka:t/00002",
        "kafka:t/00011",
    ]
    assert readings.schema == READING
    assert readings["file"].to_pylist() == [0, 1, 2, 2]
    assert readings["row"].to_pylist() == [0, 0, 7, 8]
    assert readings["raw"].to_pylist() == ["w", "z", "x", "y"]
    assert [file.name for file in files] == sorted(file.name for file in files)


def test_a_repeated_header_line_is_no_reading(kafka_options):
    header = ",".join(TELEMETRY_COLUMNS)
    _, readings, *_ = to_delivery(_messages([header, "a"]), kafka_options())
    assert readings["raw"].to_pylist() == ["", "a"]
    _, readings, *_ = to_delivery(_messages([header]), kafka_options(payload="json"))
    assert readings["raw"].to_pylist() == [header]


def test_columns_may_come_in_another_order(kafka_options):
    columns = tuple(reversed(TELEMETRY_COLUMNS))
    line = ",".join(str(GOOD[name]) for name in columns)
    parsed = _parsed([line], kafka_options(columns=columns))
    assert parsed.key.to_pylist() == ["B1"]
    assert parsed.numbers["Lifetime_Cycles_Used"].tolist() == [123.456789012345]


def test_a_batch_without_messages_delivers_nothing(kafka_options):
    files, readings, *_ = to_delivery(MESSAGE.empty_table(), kafka_options())
    assert files == []
    assert readings.num_rows == 0 and readings.schema == READING


def test_partitions_sort_as_numbers():
    assert source_name("t", 9) < source_name("t", 10) < source_name("t", 100)


def test_reading_goes_on_behind_what_was_taken_in():
    last = {"kafka:t/00003": 7, "kafka:t/00011": 0, "readings.csv": 5, "kafka:a@2/00000": 4}
    assert positions_behind(last) == {("t", 3): 8, ("t", 11): 1, ("a@2", 0): 5}


def test_of_a_topic_made_anew_the_last_one_counts():
    last = {"kafka:t@10/00000": 1, "kafka:t/00001": 9, "kafka:t@9/00000": 8}
    assert positions_behind(last) == {("t@10", 0): 2}
