"""From messages to readings: what a micro-batch delivers."""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.kafka.offsets import Flat, generation, real_topic
from connected_car.kafka.options import KafkaOptions
from connected_car.telemetry.delivery import MESSAGE_KEYS, Delivery, text_keys
from connected_car.telemetry.schema import READING
from connected_car.telemetry.sources import SourceFile

NO_PAYLOAD = "(no payload)"  # read as a row, so that it is counted, and rejected with a reason
_NAME = re.compile(r"kafka:(.+)/(\d+)")


def to_delivery(messages: pa.Table, options: KafkaOptions) -> Delivery:
    """Return the readings among messages, of this source or of Spark's own connector.

    Args:
        messages: columns of ``messages.MESSAGE``, in any order of rows.
        options: the payload, and its columns.

    Returns:
        One source per topic and partition, by name; and their readings, sorted by source and
        offset: ``file`` is the number of the source, ``row`` the offset.
    """
    order = ["topic", "partition", "offset"]
    messages = messages.sort_by([(name, "ascending") for name in order]).combine_chunks()
    places = messages.select(order[:2]).group_by(order[:2], use_threads=False).aggregate([])
    names = [source_name(row["topic"], row["partition"]) for row in places.to_pylist()]
    numbers = _numbers(messages, names)
    raw = _texts(messages["value"].combine_chunks(), options)
    files = [_source(name, options) for name in names]
    columns = {
        "file": numbers,
        "block": np.zeros(len(raw), dtype=np.int64),
        "row": messages["offset"],
        "key": text_keys(raw, _source("", options)),
        "raw": raw,
    }
    arrays = [columns.get(field.name, pa.nulls(len(raw), field.type)) for field in READING]
    sources = pa.array(names, pa.string()).take(numbers)
    keys = pa.table([sources, messages["offset"], _utf8(messages["key"])], schema=MESSAGE_KEYS)
    has_key = pc.is_valid(keys["Message_Key"])
    return Delivery(files, pa.table(arrays, schema=READING), keys=keys.filter(has_key))


def source_name(topic: str, partition: int) -> str:
    """Return what a partition is called in stored rows; by text they sort as by number."""
    return f"kafka:{topic}/{partition:05d}"


def positions_behind(last: Mapping[str, int]) -> Flat:
    """Return where reading goes on, by the last offsets that were taken in of some sources.

    Of a topic that was made anew, the last one counts.
    """
    places = [(_NAME.fullmatch(name), offset) for name, offset in last.items()]
    found = {(name[1], int(name[2])): at + 1 for name, at in places if name is not None}
    newest = {real_topic(topic): topic for topic, _ in sorted(found, key=_by_generation)}
    return {key: at for key, at in found.items() if newest[real_topic(key[0])] == key[0]}


def _by_generation(key: tuple[str, int]) -> tuple[str, int]:
    return real_topic(key[0]), generation(key[0])


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
    texts = pc.utf8_rtrim(pc.fill_null(_utf8(values), ""), "\r\n")
    empty = pc.equal(pc.utf8_trim_whitespace(texts), "")
    texts = pc.if_else(empty, NO_PAYLOAD, texts)
    if options.payload == "csv":
        is_header = pc.equal(pc.utf8_ltrim_whitespace(texts), ",".join(options.columns))
        texts = pc.if_else(is_header, "", texts)
    return texts


def _utf8(values: pa.Array) -> pa.Array:
    try:
        return values.cast(pa.string())
    except pa.ArrowInvalid:
        replaced = [v and v.decode("utf-8", errors="replace") for v in values.to_pylist()]
        return pa.array(replaced, pa.string())
