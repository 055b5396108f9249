"""A broker in this process, and the settings of a source that reads from it."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from connected_car.kafka.options import KafkaOptions
from connected_car.tables import TELEMETRY_COLUMNS


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"kafka_{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def brokers() -> ModuleType:
    """The module of brokers."""
    return _load("brokers")


@pytest.fixture
def broker(brokers) -> Iterator:
    """librdkafka's own broker, empty."""
    broker = brokers.MockBroker()
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
