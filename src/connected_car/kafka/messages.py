"""Messages of a part of a partition, as Arrow batches with the columns of Spark's own connector."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from connected_car.errors import UserError
from connected_car.kafka.broker import GROUP, Connection
from connected_car.kafka.credentials import Login
from connected_car.kafka.offsets import Lost, Range, real_topic
from connected_car.kafka.options import KafkaOptions

if TYPE_CHECKING:
    from confluent_kafka import Consumer, Message

MESSAGE = pa.schema(
    [
        ("topic", pa.string()),
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("timestamp", pa.timestamp("us", tz="UTC")),
        ("key", pa.binary()),
        ("value", pa.binary()),
    ]
)
_ROWS_PER_BATCH = 10_000
_POLL_SECONDS = 0.2


def read_range(part: Range, options: KafkaOptions, login: Login) -> Iterator[pa.RecordBatch]:
    """Yield the messages of a range; compacted or transactional topics have gaps in their offsets.

    Raises:
        UserError: the broker is away for longer than the patience, or has deleted the messages.
    """
    from confluent_kafka import Consumer, TopicPartition

    connection = Connection(options, login)
    try:
        consumer = Consumer(
            {
                **connection.settings(),
                "group.id": GROUP,
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "error",  # never jump to where there still is something
            }
        )
    except Exception as error:  # the library has no base class for a bad setting
        raise connection.unusable(error) from None
    try:
        consumer.assign([TopicPartition(real_topic(part.topic), part.partition, part.start)])
        yield from _batches(consumer, part, connection)
    finally:
        consumer.close()


def _batches(consumer: "Consumer", part: Range, connection: Connection) -> Iterator[pa.RecordBatch]:
    position, deadline = part.start, connection.deadline()
    while position < part.end:
        rows = min(part.end - position, _ROWS_PER_BATCH)
        messages = consumer.consume(rows, timeout=_POLL_SECONDS)
        if any(_is_lost(message) for message in messages):
            raise _lost(consumer, part, position, connection)
        good = [message for message in messages if _belongs(message, part)]
        position = max([position, *(position_after(message, connection) for message in messages)])
        if good:
            deadline = connection.deadline()
            yield _record_batch(good, part)
        elif position < part.end and (connection.refused() or time.monotonic() > deadline):
            raise connection.failure()


def position_after(message: "Message", connection: Connection) -> int:
    """Return the offset behind a message, or behind the gap that the end of a partition shows."""
    from confluent_kafka import KafkaError

    error = message.error()
    if error is None:
        return cast(int, message.offset()) + 1
    if error.code() == KafkaError._PARTITION_EOF:
        return cast(int, message.offset())
    if connection.refused(error):
        raise connection.failure(error)
    return 0  # librdkafka tries again by itself


def _belongs(message: "Message", part: Range) -> bool:
    # behind a gap the broker may already give messages of the next batch
    return message.error() is None and cast(int, message.offset()) < part.end


def _is_lost(message: "Message") -> bool:
    from confluent_kafka import KafkaError

    error = message.error()
    lost = {KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE}
    return error is not None and error.code() in lost


def _lost(consumer: "Consumer", part: Range, position: int, connection: Connection) -> UserError:
    from confluent_kafka import KafkaException, TopicPartition

    place = TopicPartition(real_topic(part.topic), part.partition)
    try:
        first, _ = consumer.get_watermark_offsets(place, timeout=connection.request_seconds)
    except KafkaException as error:
        return connection.failure(error.args[0])
    return lost_error(Lost(part.topic, part.partition, position, max(first, position)))


def lost_error(lost: Lost) -> UserError:
    """Return the one line that says which messages are gone, and how to go on without them."""
    if lost.first is None:
        what = f"has no offset {lost.start:,} any more, where the stream was: it was made anew"
    else:
        what = (
            f"has deleted {lost.first - lost.start:,} messages that were never read (offsets "
            f"{lost.start:,} to {lost.first - 1:,}; retention)"
        )
    return UserError(
        f"Kafka topic {lost.topic}, partition {lost.partition} {what}; to go on with what is there "
        "now: kedro run --env kafka --pipelines streaming_scoring --params kafka_skip_lost=true"
    )


def _record_batch(messages: "list[Message]", part: Range) -> pa.RecordBatch:
    columns: list[Any] = [
        pa.repeat(part.topic, len(messages)),
        pa.array([part.partition] * len(messages), pa.int32()),
        pa.array([message.offset() for message in messages], pa.int64()),
        pa.array([_microseconds(message) for message in messages], MESSAGE.field("timestamp").type),
        pa.array([message.key() for message in messages], pa.binary()),
        pa.array([message.value() for message in messages], pa.binary()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=MESSAGE)


def _microseconds(message: "Message") -> int | None:
    kind, milliseconds = message.timestamp()
    return milliseconds * 1000 if kind else None
