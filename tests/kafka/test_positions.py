"""Where reading goes on behind each answer of a broker."""

import pytest
from confluent_kafka import KafkaError, Message

from connected_car.errors import UserError
from connected_car.kafka.broker import Connection
from connected_car.kafka.credentials import Login
from connected_car.kafka.messages import position_after


@pytest.fixture
def connection(kafka_options) -> Connection:
    return Connection(kafka_options(servers="nowhere:9092"), Login({}))


def message(offset: int, code: int | None = None) -> Message:
    error = None if code is None else KafkaError(code)
    return Message(topic="t", partition=0, offset=offset, value=b"", error=error)


def test_reading_goes_on_behind_a_message_and_at_the_end_of_a_gap(connection):
    assert position_after(message(7), connection) == 8
    assert position_after(message(9, KafkaError._PARTITION_EOF), connection) == 9
    assert position_after(message(9, KafkaError._TRANSPORT), connection) == 0  # is tried again


def test_a_refusal_ends_the_reading_in_one_line(connection):
    with pytest.raises(UserError, match=r"^Kafka at nowhere:9092 refuses the credentials"):
        position_after(message(0, KafkaError.TOPIC_AUTHORIZATION_FAILED), connection)
