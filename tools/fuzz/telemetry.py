"""Files and messages of readings, judged as the batch and as the stream judge them."""

import contextlib
import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connected_car.kafka.messages import MESSAGE
from connected_car.kafka.options import KafkaOptions
from connected_car.kafka.payload import to_delivery
from connected_car.pipelines.streaming_scoring.counting import count
from connected_car.pipelines.streaming_scoring.events import READINGS, facts_of, parse_events
from connected_car.pipelines.streaming_scoring.hot import HotFleet
from connected_car.pipelines.streaming_scoring.outcome import judge_batch
from connected_car.pipelines.streaming_scoring.plan import Plan
from connected_car.pipelines.streaming_scoring.quarantine import rejected_events
from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.delivery import Delivery, read_delivery
from connected_car.telemetry.files import find_source_file
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import FACTS
from tools.fuzz.files import written
from tools.fuzz.mutators import Sample, odd_value, spoil_bytes, spoil_json, spoil_rows
from tools.fuzz.target import Target, require
from tools.project import parameters

_DAYS, _MESSAGES = 40, 40
_PLAN = Plan(0, "2026-07-01T00:00:00+00:00", None)
_STATUSES = ("kept", "duplicate", "rejected")
_PARTS = ("Read", "Kept", "Duplicate", "Rejected")


def targets() -> list[Target]:
    """Return the readers of readings."""
    rows, files = [spoil_rows, spoil_rows, spoil_bytes], [spoil_bytes]
    tables = [spoil_bytes, _spoilt_table]
    messages, lines = [_spoilt_messages], [_spoilt_messages, _spoilt_lines]
    return [
        Target("csv", 30, "row or file", _csv_seeds, rows, lambda c: _read("f.csv", c)),
        Target("csv_gz", 1, "file", _gz_seeds, files, lambda c: _read("f.csv.gz", c)),
        Target("json", 8, "row or file", _message_seeds, lines, lambda c: _read("f.jsonl", c)),
        Target("parquet", 3, "file", _parquet_seeds, tables, lambda c: _read("f.parquet", c)),
        Target("kafka_json", 12, "message", _message_seeds, messages, lambda c: _take("json", c)),
        Target("kafka_csv", 8, "message", _csv_seeds, [spoil_rows], lambda c: _take("csv", c)),
    ]


def _read(name: str, content: bytes) -> Counter[str]:
    file = find_source_file(str(written(name, content)))
    delivery = read_delivery([file])
    if delivery.refused:
        require(all(refused.reason for refused in delivery.refused), "refused without a reason")
        return Counter(refused=1)
    return _judged(delivery)


def _take(payload: str, content: bytes) -> Counter[str]:
    """Deliver each line as a message of a topic."""
    values = content.split(b"\n")
    n = len(values)
    columns = {
        "topic": ["t"] * n,
        "partition": [number % 3 for number in range(n)],
        "offset": range(n),
        "timestamp": [None] * n,
        "key": [value[:9] if number % 2 else None for number, value in enumerate(values)],
        "value": [None if value == b"null" else value for value in values],
    }
    arrays = [pa.array(columns[field.name], field.type) for field in MESSAGE]
    options = KafkaOptions(**{**kafka_settings(), "payload": payload})
    return _judged(to_delivery(pa.table(arrays, schema=MESSAGE), options))


def judge_with(cleaning: CleaningOptions) -> Counter[str]:
    """Judge good readings by other parameters."""
    return _judged(_good_delivery(), cleaning)


@cache
def _good_delivery() -> Delivery:
    return read_delivery([find_source_file(str(written("good.csv", _csv_seeds()[0])))])


def _judged(delivery: Delivery, cleaning: CleaningOptions | None = None) -> Counter[str]:
    """Judge as the batch and as the stream do; both must count alike, and every reading once."""
    cleaning = cleaning or _cleaning()
    readings = pc.sum(pc.fill_null(pc.not_equal(delivery.readings["raw"], ""), True)).as_py() or 0
    found, by_batch = _by_stream(delivery, cleaning), _by_batch(delivery, cleaning)
    require(found == by_batch, f"{found} in the stream, but {by_batch} in the batch")
    require(sum(found.values()) == readings, f"{readings} readings, but {found}")
    return found


def _by_batch(delivery: Delivery, cleaning: CleaningOptions) -> Counter[str]:
    layouts = {number: file.layout for number, file in enumerate(delivery.files)}
    batches = delivery.readings.combine_chunks().to_batches()
    rows = list(clean_partition(batches, layouts, cleaning))
    rejected = facts_of(rows, "rejected", FACTS["rejected"])
    require(all(rejected["Reason"].to_pylist()), "rejected without a reason")
    source = facts_of(rows, "source", FACTS["source"])
    read, *parts = (pc.sum(source[name]).as_py() or 0 for name in _PARTS)
    require(read == sum(parts), f"{read} read, but {parts}")
    return Counter(dict(zip(_STATUSES, parts, strict=True)))


def _by_stream(delivery: Delivery, cleaning: CleaningOptions) -> Counter[str]:
    events = parse_events(delivery, cleaning)
    hot, days = HotFleet(400, 1000), 400
    outcome = judge_batch(events.readings, lambda _: READINGS.empty_table(), hot, cleaning, days)
    counts = count(events, outcome)
    counts.check()
    stored = rejected_events(delivery, events, outcome, _PLAN)
    require(all(stored["Reason"].to_pylist()), "set aside without a reason")
    require(stored.num_rows == counts.duplicate + counts.rejected, "not all is in the quarantine")
    return Counter({status: getattr(counts, status) for status in _STATUSES})


@cache
def _cleaning() -> CleaningOptions:
    return CleaningOptions(**parameters("data_processing") | {"today": date(2026, 7, 1)})


@cache
def kafka_settings() -> dict[str, Any]:
    """Return good settings of a Kafka source."""
    return {
        "servers": "",
        "topics": "t",
        "start": "earliest",
        "columns": TELEMETRY_COLUMNS,
        "max_messages": 1000,
        "patience_seconds": 1.0,
        "skip_lost": False,
        "connector": "confluent",
        "properties": {},
    }


@cache
def _rows(battery: str = "A-1", every_hours: int = 24) -> list[dict[str, Any]]:
    """Return good readings of one battery."""
    first, found, cycles = date(2026, 5, 1), [], 10.0
    for number in range(_DAYS):
        hours = every_hours * number
        day = first + timedelta(days=hours // 24)
        used = 0.1 + 0.01 * (number * 7 % 11)
        cycles += used
        values = [battery, f"{day} {hours % 24 + 6:02d}:00:00", 5 + hours // 24, number % 5 + 1]
        values += [round(used * 400, 3), round(used, 6), round(cycles, 6), 200]
        found.append(dict(zip(TELEMETRY_COLUMNS, values, strict=True)))
    return found


def _csv(rows: Sequence[dict[str, Any]], columns: Sequence[str] = TELEMETRY_COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="x", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _csv_seeds() -> list[bytes]:
    pairs = zip(_rows(), _rows("B:2", 12), _rows("7", 6), strict=True)
    return [_csv([row for pair in pairs for row in pair]), _csv(_rows())]


def _gz_seeds() -> list[bytes]:
    import gzip

    return [gzip.compress(content, mtime=0) for content in _csv_seeds()]


def _message_seeds() -> list[bytes]:
    return [json.dumps(row).encode() for rows in _fleets() for row in rows]


def _fleets() -> list[list[dict[str, Any]]]:
    return [_rows(), _rows("7", 12)]


def _spoilt_messages(rng: Random, seeds: Sequence[bytes]) -> Sample:
    lines = []
    for _ in range(_MESSAGES):
        spoiler = spoil_json if rng.random() < 0.6 else spoil_bytes
        lines.append(spoiler(rng, seeds).content.replace(b"\n", b" "))
    return Sample(b"\n".join(lines), len(lines))


def _spoilt_lines(rng: Random, seeds: Sequence[bytes]) -> Sample:
    """Spoil the bytes of a few lines as a whole, line ends included."""
    return spoil_bytes(rng, [b"\n".join(rng.choices(seeds, k=5))])


def _parquet_seeds() -> list[bytes]:
    tables = [pa.Table.from_pylist(rows) for rows in _fleets()]
    moments = pc.strptime(tables[0]["Date"], "%Y-%m-%d %H:%M:%S", "us")
    tables.append(tables[0].set_column(1, "Date", moments))
    return [_parquet(table) for table in tables]


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def _spoilt_table(rng: Random, seeds: Sequence[bytes]) -> Sample:
    """Give columns other types, and values that the types can barely hold."""
    table = good = pq.read_table(io.BytesIO(rng.choice(seeds)))
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(table.num_columns)
        column = _odd_column(rng, good.column(at).combine_chunks())
        spoilt = table.set_column(at, table.column_names[at], column)
        with contextlib.suppress(pa.ArrowException):  # what Parquet cannot hold
            _parquet(spoilt)
            table = spoilt
    return Sample(_parquet(table), 1)


def _odd_column(rng: Random, column: pa.Array) -> pa.Array:
    n = len(column)
    kind = rng.choice(_KINDS)
    values = column.to_pylist()
    for at in rng.sample(range(n), rng.randint(1, n)):
        values[at] = odd_value(rng)
    if rng.random() < 0.2:
        return pa.nulls(n, kind)
    return pa.array([_as(value, kind) for value in values], kind)


def _as(value: Any, kind: pa.DataType) -> Any:
    """Return the value as a type holds it; null where it cannot."""
    try:
        return pa.scalar(value, kind).as_py() if kind not in _WIDE else _wide(value, kind)
    except (pa.ArrowException, ValueError, TypeError, OverflowError, UnicodeError):
        return None


def _wide(value: Any, kind: pa.DataType) -> Any:
    number = value if isinstance(value, int) else crc32(str(value).encode("utf-8", "replace")) ** 2
    return pa.scalar(number % 2**63 * (1 if number % 3 else -1), pa.int64()).cast(kind)


_WIDE = [
    pa.timestamp("s"),
    pa.timestamp("ms", "Asia/Tokyo"),
    pa.timestamp("us"),
    pa.timestamp("ns"),
]
_KINDS = [
    *_WIDE,
    *(pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.bool_(), pa.int8()),
    *(pa.uint64(), pa.int64(), pa.float16(), pa.float32(), pa.float64(), pa.decimal128(38, 9)),
    *(pa.date32(), pa.date64(), pa.time64("us"), pa.duration("s"), pa.null()),
    *(pa.list_(pa.string()), pa.struct([("a", pa.int64())])),
    *(pa.dictionary(pa.int8(), pa.string()), pa.binary(4), pa.decimal256(60, 2)),
]
