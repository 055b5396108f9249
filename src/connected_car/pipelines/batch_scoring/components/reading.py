"""Inspections out of delivered files, read by Spark's workers, a file a task."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.inspection_files import READ
from connected_car.compliance.inspection_files import read_inspections as read_file
from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def read_files(paths: Sequence[str], longest: int) -> "DataFrame":
    """Return a lazy frame with the schema ``READ``, a row a record of the files.

    Args:
        paths: of the files, readable by the workers.
        longest: characters of the longest note that is judged.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    numbers = spark_session().range(0, len(paths), 1, max(1, len(paths)))
    read = partial(_read, paths=tuple(paths), longest=longest)
    return numbers.mapInArrow(read, from_arrow_schema(READ))


def _read(
    numbers: Iterator[pa.RecordBatch], paths: Sequence[str], longest: int
) -> Iterator[pa.RecordBatch]:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            path = Path(paths[number])
            yield from read_file(NoteFile(str(path), path.read_bytes()), longest)
