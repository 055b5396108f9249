"""What a broker says about topics and offsets; it is waited for, and its answer is one line."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from connected_car.errors import UserError
from connected_car.kafka.credentials import Login
from connected_car.kafka.offsets import Flat
from connected_car.kafka.options import KafkaOptions

if TYPE_CHECKING:
    from confluent_kafka.admin import OffsetSpec

logger = logging.getLogger(__name__)

GROUP = "connected_car"  # librdkafka wants one; nothing is committed to it, Spark keeps the offsets
_REQUEST_SECONDS = 10.0
_PAUSE_SECONDS = 0.5
_T = TypeVar("_T")
_REFUSALS = {
    "_AUTHENTICATION",
    "_SSL",
    "SASL_AUTHENTICATION_FAILED",
    "TOPIC_AUTHORIZATION_FAILED",
    "CLUSTER_AUTHORIZATION_FAILED",
    "UNSUPPORTED_SASL_MECHANISM",
}
_VAGUE = {"_ALL_BROKERS_DOWN", "_TRANSPORT", "_TIMED_OUT", "_NOENT"}


class Connection:
    """The client's settings, what it last complained of, and how long to bear with it."""

    def __init__(self, options: KafkaOptions, login: Login) -> None:
        self.servers = server_names(options, login)
        self._login = login
        self._properties = options.properties
        self._patience = options.patience_seconds
        self._last: Any = None

    def settings(self) -> dict[str, Any]:
        """Return what a client is made with; its complaints come here and go nowhere else."""
        return {
            "log_level": 0,  # librdkafka writes to stderr otherwise
            "socket.keepalive.enable": True,  # Azure drops idle connections after some minutes
            "reconnect.backoff.max.ms": 2_000,
            **self._properties,
            **self._login,
            "bootstrap.servers": self.servers,
            "error_cb": self._complain,
        }

    @property
    def request_seconds(self) -> float:
        """How long one request may take."""
        return min(_REQUEST_SECONDS, self._patience / 4)

    def deadline(self) -> float:
        """Return until when a broker that is away is waited for."""
        return time.monotonic() + self._patience

    def refused(self, error: Any = None) -> bool:
        """Return whether the broker knows us and will not have us: waiting does not help."""
        return _name(error or self._last) in _REFUSALS

    def failure(self, error: Any = None) -> UserError:
        """Return in one line why there is no answer, and what to do."""
        known = self._last if error is None or _name(error) in _VAGUE else error
        reason = self._login.without_secrets(_text(known or error or "no answer"))
        if self.refused(known):
            return UserError(
                f"Kafka at {self.servers} refuses the credentials ({reason}): mend the section "
                "`kafka` of conf/local/credentials.yml or the KAFKA_… variables (docs/streaming.md)"
            )
        return UserError(
            f"Kafka at {self.servers} did not answer for {self._patience:g} s ({reason}): start it "
            "and run again, the stream goes on where it was"
        )

    def unusable(self, error: Exception) -> UserError:
        """Return in one line why no client can be made of the settings."""
        reason = self._login.without_secrets(_text(error))
        return UserError(f"Kafka's client refuses its settings: {reason}")

    def _complain(self, error: Any) -> None:
        # "all brokers are down" says less than the complaint about a broker that came before it
        if self._last is None or _name(error) not in _VAGUE:
            self._last = error


class Broker:
    """Topics and offsets, as the broker knows them."""

    def __init__(self, options: KafkaOptions, login: Login) -> None:
        from confluent_kafka.admin import AdminClient

        self._connection = Connection(options, login)
        self._topics = topic_names(options, login)
        try:
            self._client = AdminClient(self._connection.settings())
        except Exception as error:  # the library has no base class for a bad setting
            raise self._connection.unusable(error) from None

    def partitions(self) -> list[tuple[str, int]]:
        """Return all partitions of the topics.

        Raises:
            UserError: a topic is missing, or the broker is away for longer than the patience.
        """
        return self._patiently(self._ask_partitions)

    def earliest(self, keys: Iterable[tuple[str, int]]) -> Flat:
        """Return the first offset that is still there, by partition."""
        from confluent_kafka.admin import OffsetSpec

        return self._offsets(keys, OffsetSpec.earliest())

    def latest(self, keys: Iterable[tuple[str, int]]) -> Flat:
        """Return the offset behind the last message that may be read, by partition."""
        from confluent_kafka.admin import OffsetSpec

        return self._offsets(keys, OffsetSpec.latest())

    def at_time(self, keys: Iterable[tuple[str, int]], milliseconds: int) -> Flat:
        """Return the first offset not older than a time, or the end, by partition."""
        from confluent_kafka.admin import OffsetSpec

        keys = list(keys)
        found = self._offsets(keys, OffsetSpec.for_timestamp(milliseconds))
        ends = self.latest([key for key in keys if found[key] < 0])
        return found | ends

    def _offsets(self, keys: Iterable[tuple[str, int]], spec: "OffsetSpec") -> Flat:
        wanted = list(keys)
        return self._patiently(lambda: self._ask_offsets(wanted, spec)) if wanted else {}

    def _ask_offsets(self, keys: list[tuple[str, int]], spec: "OffsetSpec") -> Flat:
        from confluent_kafka import IsolationLevel, TopicPartition

        asked = self._client.list_offsets(
            {TopicPartition(topic, partition): spec for topic, partition in keys},
            isolation_level=IsolationLevel.READ_COMMITTED,
            request_timeout=self._connection.request_seconds,
        )
        return {(at.topic, at.partition): answer.result().offset for at, answer in asked.items()}

    def _ask_partitions(self) -> list[tuple[str, int]]:
        from confluent_kafka import KafkaError, KafkaException

        known = self._client.list_topics(timeout=self._connection.request_seconds).topics
        for topic in self._topics:
            if topic not in known:
                others = ", ".join(sorted(name for name in known if not name.startswith("__"))[:20])
                raise UserError(
                    f"Kafka at {self._connection.servers} has no topic {topic}; it has: "
                    f"{others or 'none'}"
                )
            if known[topic].error is not None or not known[topic].partitions:  # just being made
                raise KafkaException(
                    known[topic].error or KafkaError(KafkaError.LEADER_NOT_AVAILABLE)
                )
        return [(topic, number) for topic in self._topics for number in known[topic].partitions]

    def _patiently(self, ask: Callable[[], _T]) -> _T:
        """Ask until there is an answer."""
        from confluent_kafka import KafkaException

        deadline, told = self._connection.deadline(), False
        while True:
            try:
                return ask()
            except KafkaException as error:
                self._client.poll(0)  # hands over the client's complaints
                if self._connection.refused() or time.monotonic() > deadline:
                    raise self._connection.failure(error.args[0]) from None
            if not told:
                logger.warning("Kafka at %s does not answer; waiting", self._connection.servers)
                told = True
            time.sleep(_PAUSE_SECONDS)


def server_names(options: KafkaOptions, login: Login) -> str:
    """Return the brokers to ask first; raises ``UserError`` where none is named."""
    servers = options.servers or login.get("bootstrap.servers", "")
    if not servers:
        raise UserError(
            "no Kafka broker is named: give `--params kafka_servers=HOST:PORT`, or "
            "EVENT_HUBS_CONNECTION_STRING in the environment"
        )
    return servers


def topic_names(options: KafkaOptions, login: Login) -> list[str]:
    """Return the topics to read; raises ``UserError`` where none is named."""
    topics = options.topic_names or ([login.topic] if login.topic else [])
    if not topics:
        raise UserError("no Kafka topic is named: give `--params kafka_topics=NAME`")
    return topics


def _name(error: Any) -> str:
    return error.name() if hasattr(error, "name") else ""


def _text(error: Any) -> str:
    shown = error.str() if hasattr(error, "str") else str(error)
    return " ".join(str(shown).split())
