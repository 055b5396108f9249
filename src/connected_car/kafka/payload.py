"""From messages to readings: what a micro-batch delivers."""

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.kafka.messages import MESSAGE
from connected_car.kafka.options import KafkaOptions
from connected_car.telemetry.schema import READING
from connected_car.telemetry.sources import SourceFile

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NO_PAYLOAD = "(no payload)"  # read as a row, so that it is counted, and rejected with a reason
_LONGEST_KEY = 200  # characters; what is longer is no battery id


def deliver(batch: "DataFrame", options: KafkaOptions) -> tuple[list[SourceFile], pa.Table]:
    """Return the readings of a micro-batch of this source or of Spark's own Kafka connector.

    Returns:
        One source per topic and partition, by name; and rows of ``schema.READING``, sorted by
        source and offset: ``file`` is the number of the source, ``row`` the offset.
    """
    return to_readings(batch.select(*MESSAGE.names).toArrow(), options)


def to_readings(messages: pa.Table, options: KafkaOptions) -> tuple[list[SourceFile], pa.Table]:
    """Return what messages deliver; see ``deliver``."""
    order = ["topic", "partition", "offset"]
    messages = messages.sort_by([(name, "ascending") for name in order]).combine_chunks()
    places = messages.select(order[:2]).group_by(order[:2], use_threads=False).aggregate([])
    names = [source_name(row["topic"], row["partition"]) for row in places.to_pylist()]
    raw = _texts(messages["value"].combine_chunks(), options)
    columns = {
        "file": _numbers(messages, names),
        "block": np.zeros(len(raw), dtype=np.int64),
        "row": messages["offset"],
        "key": _battery_ids(raw, options),
        "raw": raw,
    }
    arrays = [columns.get(field.name, pa.nulls(len(raw), field.type)) for field in READING]
    return [_source(name, options) for name in names], pa.table(arrays, schema=READING)


def source_name(topic: str, partition: int) -> str:
    """Return what a partition is called in stored rows; by text they sort as by number."""
    return f"kafka:{topic}/{partition:05d}"


def _source(name: str, options: KafkaOptions) -> SourceFile:
    if options.payload == "json":
        return SourceFile(name, "json", None, name)
    return SourceFile(name, "csv", options.columns, name, ",".join(options.columns))


def _numbers(messages: pa.Table, names: list[str]) -> pa.Array:
    """Return the number of each message's source; messages are sorted by source."""
    pairs = zip(messages["topic"].to_pylist(), messages["partition"].to_pylist(), strict=True)
    numbers = {name: number for number, name in enumerate(names)}
    return pa.array([numbers[source_name(*pair)] for pair in pairs], pa.int32())


def _texts(values: pa.Array, options: KafkaOptions) -> pa.Array:
    """Return payloads as text, without line ends; a repeated header line is no reading."""
    try:
        texts = values.cast(pa.string())
    except pa.ArrowInvalid:  # not UTF-8
        texts = pa.array([v and v.decode("utf-8", errors="replace") for v in values.to_pylist()])
    texts = pc.utf8_rtrim(pc.fill_null(texts, ""), "\r\n")
    empty = pc.equal(pc.utf8_trim_whitespace(texts), "")
    texts = pc.if_else(empty, NO_PAYLOAD, texts)
    if options.payload == "csv":
        is_header = pc.equal(pc.utf8_ltrim_whitespace(texts), ",".join(options.columns))
        texts = pc.if_else(is_header, "", texts)
    return texts


def _battery_ids(raw: pa.Array, options: KafkaOptions) -> pa.Array:
    """Return battery ids, null where there is none: as ``reading.battery_key`` and files do."""
    if options.payload == "json":
        ids = pa.array([_json_id(text) for text in raw.to_pylist()], pa.string())
    else:
        position = options.columns.index("Battery_ID")
        ids = pa.array([_csv_id(text, position) for text in raw.to_pylist()], pa.string())
    trimmed = pc.utf8_slice_codeunits(pc.utf8_trim(ids, " "), 0, _LONGEST_KEY)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _json_id(text: str) -> str | None:
    try:
        value = json.loads(text).get("Battery_ID")
    except (ValueError, AttributeError, RecursionError):
        return None
    return None if value is None else str(value)


def _csv_id(line: str, position: int) -> str | None:
    if '"' not in line:
        fields = line.split(",")
    else:
        try:
            fields = next(csv.reader([line], skipinitialspace=True), [])
        except csv.Error:
            return None
    return fields[position] if position < len(fields) else None
