"""Spark's query on a real broker: the offsets live in its checkpoint."""

import json

import pytest

from connected_car.datasets.kafka_stream import KafkaStream
from connected_car.errors import UserError, user_error_in
from connected_car.kafka.credentials import Login

ONCE = {"availableNow": True}


@pytest.fixture
def stream(spark, broker, kafka_options, tmp_path):
    """Run a query to its end, and return the payloads by batch."""

    def stream(trigger=ONCE, each=lambda: None, login=None, **changed) -> list[list[str]]:
        options = kafka_options(**({"servers": broker.servers} | changed))
        source, batches, failed = KafkaStream(options, login or Login({})), [], []

        def take(frame, number):
            try:
                batches.append(source.deliver(frame).readings["raw"].to_pylist())
                each()
            except Exception as error:
                failed.append(error)
                raise

        query = source.start(take, tmp_path / "checkpoint", trigger)
        try:
            query.awaitTermination()
        except Exception as error:
            raise (failed or [user_error_in(error) or error])[0] from None
        return batches

    return stream


def test_a_stream_goes_on_where_it_was_in_batches_that_are_not_too_large(broker, stream):
    broker.create("telemetry", 2)
    broker.send("telemetry", {0: list("abcd"), 1: list("xy")})
    assert stream(max_messages=3) == [[], list("abx"), list("cdy")]
    broker.send("telemetry", {1: ["z"]})
    assert stream(max_messages=3) == [["z"]]
    assert stream(max_messages=3) == []


def test_latest_is_where_the_first_start_was_although_nothing_came_then(broker, stream):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["before"]})
    assert stream(start="latest") == [[]]
    broker.send("telemetry", {0: ["after"]})
    assert stream(start="latest") == [["after"]]


def test_deleted_messages_end_the_stream_with_one_line_and_the_line_helps(broker, stream):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a"]})
    assert stream() == [[], ["a"]]
    broker.send("telemetry", {0: ["x" * 100_000] * 80})
    with pytest.raises(UserError, match=r"^Kafka topic telemetry, partition 0 has deleted \d+ "):
        stream()
    assert 40 < len(stream(skip_lost=True)[0]) < 80


def test_a_broker_that_goes_away_ends_the_stream_with_one_line_and_nothing_is_lost(broker, stream):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a"]})
    assert stream() == [[], ["a"]]
    broker.send("telemetry", {0: ["b"]})
    with pytest.raises(
        UserError, match=r"^Kafka at .* did not answer for 1 s \(.*start it and run"
    ):
        stream({"processingTime": "0 seconds"}, broker.down, patience_seconds=1)
    broker.up()
    broker.send("telemetry", {0: ["c"]})
    assert stream() == [["c"]]


def test_credentials_are_neither_in_plans_nor_in_the_checkpoint_nor_logged(
    broker, stream, spark, tmp_path, capfd
):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a"]})
    secret = "s3cr3t-of-the-hub"
    progress = []

    def look():
        (query,) = spark.streams.active
        query.explain(True)
        progress.append(json.dumps(query.status))

    # the user and password of SASL are sent only where security.protocol asks for them
    login = Login({"sasl.username": "$ConnectionString", "sasl.password": secret})
    assert stream(each=look, login=login) == [[], ["a"]]
    kept = [path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file()]
    shown = " ".join([*capfd.readouterr(), *progress, *kept])
    assert "telemetry" in shown and "connected_car_kafka" in shown
    assert secret not in shown and "$ConnectionString" not in shown


def test_without_the_jar_the_connector_of_spark_is_refused_with_its_name(stream):
    with pytest.raises(UserError, match=r"spark-sql-kafka-0-10_2.13:\d.*connector: confluent"):
        stream(connector="spark")
