"""What is known about a scan of the readings beside the readings themselves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connected_car.telemetry.sources import SourceFile

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Observation

_ROWS_PER_PARTITION = 400_000
_LEAST_ROWS = 50_000  # below that a second worker costs more than it brings
_BYTES_PER_LINE = 80


@dataclass(frozen=True)
class Scan:
    """The files of a scan, and how many rows it met.

    Attributes:
        files: the number of a file in this list is its id.
        readings: the rows that are readings, before any of our own code.
        observed: their number ``readings``, counted by Spark at the scan; known once the rows have
            been written.
    """

    files: list[SourceFile]
    readings: "DataFrame"
    observed: "Observation"

    def n_readings(self, expected: int) -> int:
        """Return how many readings there are, by Spark.

        What a lost worker had scanned is scanned again, and observed twice: then all are counted.
        """
        observed = int(self.observed.get["readings"])
        return observed if observed == expected else self.readings.count()


def partitions_for(files: Sequence[SourceFile], cores: int) -> int:
    """Return into how many partitions the readings of some files should go."""
    rows = sum(
        file.n_bytes // _BYTES_PER_LINE if file.n_rows is None else file.n_rows for file in files
    )
    return max(1, math.ceil(rows / _ROWS_PER_PARTITION), min(cores, rows // _LEAST_ROWS))
