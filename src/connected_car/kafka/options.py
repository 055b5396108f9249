"""What a Kafka source is asked for."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from connected_car.errors import UserError
from connected_car.frozen import Frozen
from connected_car.tables import TELEMETRY_COLUMNS


class KafkaOptions(Frozen):
    """Settings of a Kafka source; none of them is secret (see ``credentials.py``)."""

    servers: str = Field(
        description="host:port, joined by commas; empty where a connection string names it"
    )
    topics: str = Field(
        description="the topics, joined by commas; empty where a connection string names one"
    )
    start: str = Field(
        description="where a stream without a checkpoint begins: earliest, latest, or a time "
        "(ISO 8601, UTC unless it says otherwise): the first message not older"
    )
    payload: Literal["json", "csv"] = Field(
        description="what a message holds: one JSON object, or one line of CSV"
    )
    columns: tuple[str, ...] = Field(description="csv alone: names of the fields, in order")
    max_messages: int = Field(
        description="largest number of messages of a micro-batch, over all partitions", ge=1
    )
    patience_seconds: float = Field(
        description="how long a broker that is away is waited for", gt=0
    )
    skip_lost: bool = Field(
        description="go on where messages that were never read are gone, instead of refusing"
    )
    connector: Literal["confluent", "spark"] = Field(
        description="the client library, on every machine of Spark; or Spark's own Kafka "
        "connector, a jar that the cluster must have"
    )
    properties: dict[str, str | int | float | bool] = Field(
        description="further settings of the client, by librdkafka's names"
    )

    @field_validator("start")
    @classmethod
    def _is_known(cls, start: str) -> str:
        if start not in {"earliest", "latest"}:
            _milliseconds(start)
        return start

    @field_validator("columns")
    @classmethod
    def _are_complete(cls, columns: tuple[str, ...]) -> tuple[str, ...]:
        missing = [name for name in TELEMETRY_COLUMNS if name not in columns]
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return columns

    @property
    def topic_names(self) -> list[str]:
        """The topics, sorted, each once."""
        return sorted({name.strip() for name in self.topics.split(",")} - {""})

    @property
    def start_milliseconds(self) -> int | None:
        """The start as milliseconds since 1970; None where it is no time."""
        return None if self.start in {"earliest", "latest"} else _milliseconds(self.start)


def read_options(settings: dict[str, object]) -> KafkaOptions:
    """Return checked settings.

    Raises:
        UserError: one is unknown, missing or out of its range.
    """
    try:
        return KafkaOptions.model_validate(settings)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(map(str, first["loc"]))
        raise UserError(f"Kafka source: {name}: {first['msg']}; mend it in conf/kafka") from None


def _milliseconds(text: str) -> int:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is none of earliest, latest, or a time such as 2026-06-30T00:00"
        ) from None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)
