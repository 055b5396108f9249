"""Topics of Kafka or Azure Event Hubs as a source of the stream."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
from kedro.io import AbstractDataset, DatasetError

from connected_car.errors import user_error_in
from connected_car.kafka.broker import Broker
from connected_car.kafka.credentials import Login, read_credentials
from connected_car.kafka.messages import MESSAGE
from connected_car.kafka.offsets import Flat
from connected_car.kafka.options import KafkaOptions, read_options
from connected_car.kafka.payload import positions_behind, source_name, to_delivery
from connected_car.kafka.source import kafka_stream
from connected_car.kafka.spark_connector import connector_stream
from connected_car.spark import spark_session
from connected_car.telemetry.delivery import Delivery
from connected_car.telemetry.stream_source import ForeachBatch, Known, StreamSource

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming import StreamingQuery


class KafkaStreamDataset(AbstractDataset[NoReturn, StreamSource]):
    """Topics of a broker; load only.

    Example:
        ```yaml
        telemetry_events:
          type: connected_car.datasets.KafkaStreamDataset
          servers: broker.example:9092
          topics: telemetry
          ...
          credentials_file: conf/local/credentials.yml
        ```

    Args:
        credentials_file: where secrets stand, if not in the environment; they are read when the
            stream starts and are no part of this entry.
        settings: the fields of ``KafkaOptions``.
    """

    def __init__(
        self, *, credentials_file: str, metadata: dict[str, Any] | None = None, **settings: Any
    ) -> None:
        self._credentials_file = Path(credentials_file)
        self._settings = settings
        self.metadata = metadata

    def load(self) -> StreamSource:
        """Return the source; connects to nothing yet.

        Raises:
            UserError: a setting is wrong, or the credentials cannot be read.
        """
        options = read_options(self._settings)
        return KafkaStream(options, read_credentials(self._credentials_file))

    def save(self, data: NoReturn) -> None:
        """Refuse."""
        raise DatasetError("topics are read, never written")

    def _describe(self) -> dict[str, Any]:
        return {name: self._settings.get(name) for name in ("servers", "topics")}


class KafkaStream(StreamSource):
    """Spark keeps the offsets in its checkpoint; nothing is committed to the broker."""

    what = "topics"

    def __init__(self, options: KafkaOptions, login: Login) -> None:
        self._options = options
        self._login = login
        self._resume: Flat = {}
        self._broker: Broker | None = None
        self._newest: dict[str, float] = {}  # seconds since 1970 of the last message, by source

    def resume(self, known: Mapping[str, Known]) -> None:
        """Go on behind what was taken in, where there is no checkpoint."""
        self._resume = positions_behind({name: one.last_row for name, one in known.items()})

    def knows(self, position: Any) -> bool:
        """Return whether Spark has kept offsets."""
        return isinstance(position, dict) and "logOffset" not in position

    def start(
        self, foreach_batch: ForeachBatch, checkpoint: Path, trigger: Mapping[str, Any]
    ) -> "StreamingQuery":
        """Start to read."""
        is_spark = self._options.connector == "spark"
        stream = connector_stream if is_spark else kafka_stream
        messages = stream(spark_session(), self._options, self._login, self._resume)
        writer = messages.writeStream.option("checkpointLocation", str(checkpoint))
        return writer.foreachBatch(foreach_batch).trigger(**trigger).start()

    def deliver(self, batch: "DataFrame") -> Delivery:
        """Read the messages of a micro-batch.

        Raises:
            UserError: the broker is away, or messages are gone.
        """
        try:
            messages = batch.select(*MESSAGE.names).toArrow()
        except Exception as error:  # from one of Spark's Python processes
            raise user_error_in(error) or error from None
        return self.take_in(messages)

    def take_in(self, messages: pa.Table) -> Delivery:
        """Return the readings of messages (columns of ``messages.MESSAGE``)."""
        newest = messages.group_by(["topic", "partition"]).aggregate([("timestamp", "max")])
        for row in newest.to_pylist():
            if row["timestamp_max"] is not None:
                name = source_name(row["topic"], row["partition"])
                self._newest[name] = row["timestamp_max"].timestamp()
        return to_delivery(messages, self._options)

    def oldest_waiting_seconds(self, known: Mapping[str, Known]) -> float | None:
        """Return how long ago the last message came that was read of a partition with more."""
        if self._options.connector == "spark" or not self._newest:
            return None
        self._broker = self._broker or Broker(self._options, self._login)
        behind = positions_behind({name: known[name].last_row for name in self._newest})
        latest = self._broker.latest(behind)
        waiting = [
            self._newest[source_name(*key)] for key, at in behind.items() if latest[key] > at
        ]
        return max(0.0, time.time() - min(waiting)) if waiting else None
