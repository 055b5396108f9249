"""Spark's own Kafka connector, for a cluster that has its jar."""

from typing import TYPE_CHECKING

from connected_car.errors import UserError
from connected_car.kafka.broker import server_names, topic_names
from connected_car.kafka.credentials import Login
from connected_car.kafka.offsets import Flat
from connected_car.kafka.options import KafkaOptions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PACKAGE = "org.apache.spark:spark-sql-kafka-0-10_2.13"
_LOGIN_MODULES = {
    "PLAIN": "org.apache.kafka.common.security.plain.PlainLoginModule",
    "SCRAM-SHA-256": "org.apache.kafka.common.security.scram.ScramLoginModule",
    "SCRAM-SHA-512": "org.apache.kafka.common.security.scram.ScramLoginModule",
}
_NAMES = {"ssl.ca.location": "ssl.truststore.location", "sasl.mechanisms": "sasl.mechanism"}
_INSIDE_JAAS = {"sasl.username", "sasl.password", "bootstrap.servers"}


def connector_stream(
    spark: "SparkSession", options: KafkaOptions, login: Login, resume: Flat
) -> "DataFrame":
    """Return the endless frame of messages.

    Raises:
        UserError: the cluster has no connector.
    """
    from pyspark.errors import PySparkException

    reader = spark.readStream.format("kafka").options(**connector_options(options, login, resume))
    try:
        return reader.load()
    except PySparkException as error:
        if "find" not in str(error):
            raise
        raise UserError(
            f"Spark has no Kafka connector: add {_PACKAGE}:{spark.version} to spark.jars.packages "
            "in conf/kafka/spark.yml, or set `connector: confluent`"
        ) from None


def connector_options(options: KafkaOptions, login: Login, resume: Flat) -> dict[str, str]:
    """Return the connector's options; values with a password are hidden by Spark in its logs."""
    time = options.start_milliseconds
    start = {"startingOffsets": options.start} if time is None else {"startingTimestamp": str(time)}
    if resume:  # what was taken in is read again, and left out where batches are done
        start = {"startingOffsets": "earliest"}
    return {
        "kafka.bootstrap.servers": server_names(options, login),
        "subscribe": ",".join(topic_names(options, login)),
        **start,
        "startingOffsetsByTimestampStrategy": "latest",
        "maxOffsetsPerTrigger": str(options.max_messages),
        "failOnDataLoss": str(not options.skip_lost).lower(),
        **{f"kafka.{name}": str(value) for name, value in options.properties.items()},
        **{f"kafka.{name}": value for name, value in _java_settings(login).items()},
    }


def _java_settings(login: Login) -> dict[str, str]:
    """Return a login by the names of Kafka's Java client, which knows neither user nor password."""
    kept = {_NAMES.get(name, name): v for name, v in login.items() if name not in _INSIDE_JAAS}
    if "ssl.ca.location" in login:
        kept["ssl.truststore.type"] = "PEM"
    if "sasl.password" in login:
        module = _LOGIN_MODULES.get(kept.get("sasl.mechanism", "PLAIN"))
        if module is None:
            raise UserError(
                f"sasl.mechanism {kept['sasl.mechanism']!r} cannot be handed to Spark's own "
                f"connector; it takes {', '.join(_LOGIN_MODULES)}, or set `connector: confluent`"
            )
        user, password = (_quoted(login.get(f"sasl.{n}", "")) for n in ("username", "password"))
        kept["sasl.jaas.config"] = f"{module} required username={user} password={password};"
    return kept


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
