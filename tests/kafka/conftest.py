"""A broker in this process, and the settings of a source that reads from it."""

from collections.abc import Callable, Iterator

import pytest

from connected_car.kafka.options import KafkaOptions
from connected_car.tables import TELEMETRY_COLUMNS
from kafka_brokers import MockBroker


@pytest.fixture
def broker() -> Iterator[MockBroker]:
    """librdkafka's own broker, empty."""
    broker = MockBroker()
    yield broker
    broker.close()


@pytest.fixture(scope="session")
def kafka_options() -> Callable[..., KafkaOptions]:
    """Make settings, some of them changed."""

    def options(**changed) -> KafkaOptions:
        settings = {
            "servers": "127.0.0.1:1",
            "topics": "telemetry",
            "start": "earliest",
            "payload": "csv",
            "columns": TELEMETRY_COLUMNS,
            "max_messages": 1_000,
            "patience_seconds": 20.0,
            "skip_lost": False,
            "connector": "confluent",
            "properties": {},
        }
        return KafkaOptions(**(settings | changed))

    return options
