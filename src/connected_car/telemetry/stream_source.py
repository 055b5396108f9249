"""What the stream asks of a source of events, be it a folder of files or topics of a broker."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from connected_car.telemetry.delivery import Delivery

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming import StreamingQuery

ForeachBatch = Callable[["DataFrame", int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """Up to where a source has been taken in, and what it was then.

    Attributes:
        last_row: last line of a file, last offset of a partition.
        n_bytes: size of a file, else None.
        modified_ns: time of its last change, nanoseconds since 1970, else None.
        sha256: of its content, else None.
    """

    last_row: int
    n_bytes: int | None = None
    modified_ns: int | None = None
    sha256: str | None = None


class StreamSource(ABC):
    """A source whose position Spark keeps in its checkpoint.

    Attributes:
        what: it reads, in words.
    """

    what: ClassVar[str]

    @abstractmethod
    def knows(self, position: Any) -> bool:
        """Return whether a position of a checkpoint, as its JSON tells, is one in such a source."""

    @abstractmethod
    def start(
        self, foreach_batch: ForeachBatch, checkpoint: Path, trigger: Mapping[str, Any]
    ) -> "StreamingQuery":
        """Start the query; ``trigger`` is what ``DataStreamWriter.trigger`` takes."""

    def resume(self, known: Mapping[str, Known]) -> None:
        """Learn, before the start, what was taken in: there may be no checkpoint that knows it."""
        return None

    @abstractmethod
    def deliver(self, batch: "DataFrame") -> Delivery:
        """Return the readings of a micro-batch."""

    def fingerprint(self, name: str) -> Known | None:
        """Return size, time and digest of a source as it is now; None for one that has none."""
        return None

    def complaints(self, known: Mapping[str, Known]) -> list[str]:
        """Return a sentence on each source that is not as it was when it was taken in."""
        return []

    def oldest_waiting_seconds(self, known: Mapping[str, Known]) -> float | None:
        """Return the age of the oldest source that waits to be read; None: none, or not known."""
        return None

    def put_away(self, known: Mapping[str, Known]) -> int:
        """Move sources that are as they were taken in out of the way; return how many."""
        return 0

    def reread(self, names: Sequence[str]) -> Delivery:
        """Read whole sources once more that were refused before."""
        return Delivery.nothing()
