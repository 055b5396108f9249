"""The same settings, by the names of Spark's own connector."""

import pytest

from connected_car.errors import UserError
from connected_car.kafka.credentials import Login, event_hubs_settings
from connected_car.kafka.spark_connector import connector_options


def test_settings_are_translated(kafka_options):
    options = kafka_options(
        servers="a:1,b:2", topics="t,s", max_messages=7, properties={"client.id": "cars"}
    )
    assert connector_options(options, Login({}), {}) == {
        "kafka.bootstrap.servers": "a:1,b:2",
        "subscribe": "s,t",
        "startingOffsets": "earliest",
        "startingOffsetsByTimestampStrategy": "latest",
        "maxOffsetsPerTrigger": "7",
        "failOnDataLoss": "true",
        "kafka.client.id": "cars",
    }


def test_a_start_in_time_and_lost_messages(kafka_options):
    options = kafka_options(start="2026-06-30", skip_lost=True)
    translated = connector_options(options, Login({}), {})
    assert translated["startingTimestamp"] == "1782777600000"
    assert "startingOffsets" not in translated
    assert translated["failOnDataLoss"] == "false"


def test_a_repaired_stream_reads_all_again_and_leaves_out_what_it_knows(kafka_options):
    translated = connector_options(kafka_options(start="latest"), Login({}), {("telemetry", 0): 7})
    assert translated["startingOffsets"] == "earliest"


def test_event_hubs_log_in_by_jaas(kafka_options):
    hub = 'Endpoint=sb://cars.servicebus.windows.net/;SharedAccessKeyName=r;SharedAccessKey=a"b\\'
    login = Login(event_hubs_settings(hub), "telemetry")
    translated = connector_options(kafka_options(servers="", topics=""), login, {})
    assert translated["kafka.bootstrap.servers"] == "cars.servicebus.windows.net:9093"
    assert translated["subscribe"] == "telemetry"
    assert translated["kafka.security.protocol"] == "SASL_SSL"
    assert translated["kafka.sasl.mechanism"] == "PLAIN"
    assert translated["kafka.sasl.jaas.config"] == (
        "org.apache.kafka.common.security.plain.PlainLoginModule required "
        'username="$ConnectionString" password="Endpoint=sb://cars.servicebus.windows.net/;'
        'SharedAccessKeyName=r;SharedAccessKey=a\\"b\\\\";'
    )
    assert not [name for name in translated if "username" in name or "password" in name]


def test_a_certificate_is_named_as_java_wants_it(kafka_options):
    login = Login({"security.protocol": "SSL", "ssl.ca.location": "/etc/ca.pem"})
    translated = connector_options(kafka_options(), login, {})
    assert translated["kafka.ssl.truststore.location"] == "/etc/ca.pem"
    assert translated["kafka.ssl.truststore.type"] == "PEM"


def test_a_mechanism_that_cannot_be_handed_over_is_refused(kafka_options):
    login = Login({"sasl.mechanism": "OAUTHBEARER", "sasl.password": "x"})
    with pytest.raises(UserError, match=r"OAUTHBEARER.*connector: confluent"):
        connector_options(kafka_options(), login, {})
