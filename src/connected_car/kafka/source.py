"""Kafka as a stream of Spark's by Spark's Python Data Source: no jar, only the client library.

Credentials never are options of the stream, which Spark shows in plans and logs: they travel inside
the class, which Spark sends to its Python workers.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from connected_car.kafka.broker import Broker
from connected_car.kafka.credentials import Login
from connected_car.kafka.messages import MESSAGE, lost_error, read_range
from connected_car.kafka.offsets import (
    Flat,
    Lost,
    find_lost,
    flat,
    nested,
    next_generation,
    next_positions,
    ranges,
    real_topic,
)
from connected_car.kafka.options import KafkaOptions

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

logger = logging.getLogger(__name__)

FORMAT = "connected_car_kafka"
Keys = Collection[tuple[str, int]]


class Planner:
    """Decides what each micro-batch reads; lives in one process for the life of a stream."""

    def __init__(self, options: KafkaOptions, login: Login, resume: Flat) -> None:
        self._options = options
        self._broker = Broker(options, login)
        self._resume = resume
        self._target: Flat | None = None
        self._told: set[Lost] = set()

    def fix_target(self) -> None:
        """Read no further than what is there now, as ``availableNow`` promises."""
        self._target = self._broker.latest(self._broker.partitions())

    def end(self, start: Flat, limit: int | None) -> Flat:
        """Return where the batch ends that begins at ``start``; empty: in a new checkpoint.

        Raises:
            UserError: messages that were never read are gone, or the broker is away.
        """
        there = self._broker.partitions()
        topics = {topic for topic, _ in there}
        wanted = start or self._resume
        idle = {key: at for key, at in wanted.items() if real_topic(key[0]) not in topics}
        known, anew = self._without_lost(wanted.keys() - idle.keys(), wanted, there)
        names = {real_topic(topic): topic for topic, _ in known}
        names |= {real_topic(topic): next_generation(topic) for topic in anew}
        all_keys = [(names.get(topic, topic), partition) for topic, partition in there]
        new = [key for key in all_keys if key not in known]
        end = next_positions(known, self._latest(known), limit if start else 0)
        return idle | end | self._beginnings(new, set(names.values()))

    def plan(self, start: Flat, end: Flat) -> Flat:
        """Return where the batch from ``start`` to ``end`` really begins."""
        begun = {key for key, at in start.items() if end.get(key, at) != at}
        return self._without_lost(begun, start, self._broker.partitions())[0] if begun else {}

    def _latest(self, known: Flat) -> Flat:
        latest = self._ask(self._broker.latest, known)
        if self._target is None:
            return latest
        target = {key: self._target.get(_real(key), at) for key, at in known.items()}
        return {key: min(at, target[key]) for key, at in latest.items()}

    def _beginnings(self, keys: Keys, known_topics: set[str]) -> Flat:
        """Return where reading begins in partitions that were not there before."""
        added = [key for key in keys if key[0] in known_topics]
        found = self._ask(self._broker.earliest, added)
        # added while the stream was at work: it is read from its very first message
        self._check(find_lost(dict.fromkeys(added, 0), found, found))
        first = [key for key in keys if key[0] not in known_topics]
        time = self._options.start_milliseconds
        if time is not None:
            return found | self._broker.at_time(first, time)
        earliest = self._options.start == "earliest"
        return found | (self._broker.earliest if earliest else self._broker.latest)(first)

    def _without_lost(self, keys: Keys, start: Flat, there: Keys) -> tuple[Flat, set[str]]:
        """Return positions behind what is gone, if that is allowed, and topics made anew."""
        asked = {key: start[key] for key in sorted(keys)}
        present = [key for key in asked if _real(key) in set(there)]
        earliest = self._ask(self._broker.earliest, present)
        lost = list(find_lost(asked, earliest, self._ask(self._broker.latest, present)))
        self._check(lost)
        anew = {one.topic for one in lost if one.first is None}
        behind = {(one.topic, one.partition): one.first for one in lost if one.first is not None}
        return {key: at for key, at in (asked | behind).items() if key[0] not in anew}, anew

    def _ask(self, question: Callable[[Keys], Flat], keys: Keys) -> Flat:
        """Ask the broker, which does not know how often a topic was made anew."""
        names = {_real(key): key[0] for key in keys}
        answer = question(list(names))
        return {(names[key], key[1]): offset for key, offset in answer.items()}

    def _check(self, lost: Iterable[Lost]) -> None:
        for one in lost:
            error = lost_error(one)
            if not self._options.skip_lost:
                raise error
            if one not in self._told:
                logger.warning("skipped: %s", str(error).partition("; to go on")[0])
                self._told.add(one)


def _real(key: tuple[str, int]) -> tuple[str, int]:
    return real_topic(key[0]), key[1]


def kafka_stream(
    spark: "SparkSession", options: KafkaOptions, login: Login, resume: Flat | None = None
) -> "DataFrame":
    """Return the endless frame of messages, with the columns of ``messages.MESSAGE``.

    Args:
        spark: the session.
        options: what to read.
        login: who reads.
        resume: where a stream without a checkpoint goes on, by (topic, partition); what is not in
            it begins at the start that the options name.
    """
    spark.dataSource.register(_data_source(options, login, resume or {}))
    return spark.readStream.format(FORMAT).load()


def _data_source(options: KafkaOptions, login: Login, resume: Flat) -> type:
    """Make the class that Spark sends to its workers, with settings and credentials inside."""
    from pyspark.sql.datasource import DataSource, DataSourceStreamReader, InputPartition
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.streaming.datasource import (
        ReadAllAvailable,
        ReadLimit,
        ReadMaxRows,
        SupportsTriggerAvailableNow,
    )

    class Reader(DataSourceStreamReader, SupportsTriggerAvailableNow):
        planner: Planner | None = None

        def _plan(self) -> Planner:
            if self.planner is None:  # made where it is used: a client cannot be sent to a worker
                self.planner = Planner(options, login, resume)
            return self.planner

        def initialOffset(self) -> dict[str, Any]:
            return {}

        def getDefaultReadLimit(self) -> ReadLimit:
            return ReadMaxRows(options.max_messages)

        def prepareForTriggerAvailableNow(self) -> None:
            self._plan().fix_target()

        def latestOffset(self, start: dict[str, Any], limit: ReadLimit) -> dict[str, Any]:
            rows = None if isinstance(limit, ReadAllAvailable) else options.max_messages
            return nested(self._plan().end(flat(start), rows))

        def partitions(
            self, start: dict[str, Any], end: dict[str, Any]
        ) -> Sequence[InputPartition]:
            begin = self._plan().plan(flat(start), flat(end))
            return [InputPartition(part) for part in ranges(begin, flat(end))]

        def read(self, partition: InputPartition) -> "Iterator[pa.RecordBatch]":
            return read_range(partition.value, options, login)

    class KafkaSource(DataSource):
        @classmethod
        def name(cls) -> str:
            return FORMAT

        def schema(self) -> Any:
            return from_arrow_schema(MESSAGE)

        def streamReader(self, schema: Any) -> Reader:
            return Reader()

    return KafkaSource
