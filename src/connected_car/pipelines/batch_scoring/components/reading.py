"""Inspections read by Spark's workers: small files together, large ones in parts."""

from collections.abc import Iterator, Sequence
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.inspection_files import (
    READ,
    Part,
    cut,
    read_inspections,
    read_part,
)
from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TASKS_A_CORE = 3  # so that a slow one holds up little
_LEAST, _ENOUGH, _MOST = 500_000, 10_000_000, 64_000_000  # bytes of a task
_CUT_HERE = 200_000_000  # bytes that are looked through in a second: workers would start as long
_LINES = 1 << 40  # of a file, at most
PLACED = READ.append(pa.field("Place", pa.int64()))  # ascends with files and their lines
IDS = pa.schema([PLACED.field("Inspection_ID"), PLACED.field("Place")])


class _Piece(NamedTuple):
    """A file, or some records of one; ``size`` in bytes is that of the piece."""

    path: str
    number: int
    size: int
    part: Part | None = None


class Delivery:
    """Files that Spark's workers read in tasks of about the same size.

    Args:
        paths: of the files, readable by driver and workers.
        longest: characters of the longest note that is judged.
    """

    def __init__(self, paths: Sequence[str], longest: int) -> None:
        self._cores = spark_session().sparkContext.defaultParallelism
        self._longest = longest
        files = [_Piece(path, i, Path(path).stat().st_size) for i, path in enumerate(sorted(paths))]
        fair = _fair_size(sum(file.size for file in files), self._cores)
        self._tasks = _tasks(_pieces(files, fair, longest), fair)
        heaviest = max((sum(piece.size for piece in task) for task in self._tasks), default=0)
        self._is_uneven = heaviest > _large(fair)  # some file cannot be cut

    def rows(self) -> "DataFrame":
        """Return a lazy frame with the schema ``PLACED``, a row a record of the files."""
        read = self._read(PLACED)
        return read.repartition(self._cores) if self._is_uneven else read

    def ids(self) -> "DataFrame":
        """Return a lazy frame with the schema ``IDS``, a row a record that can be judged."""
        return self._read(IDS)

    def _read(self, schema: pa.Schema) -> "DataFrame":
        from pyspark.sql.pandas.types import from_arrow_schema

        numbers = spark_session().range(0, len(self._tasks), 1, max(1, len(self._tasks)))
        read = partial(_read, tasks=self._tasks, longest=self._longest, schema=schema)
        return numbers.mapInArrow(read, from_arrow_schema(schema))


def _fair_size(total: int, cores: int) -> int:
    """Return how many bytes a task should read: small ones would judge the same texts again."""
    enough = min(total // cores + 1, _ENOUGH)
    return min(max(total // (_TASKS_A_CORE * cores), enough, _LEAST), _MOST)


def _large(fair: int) -> int:
    return 3 * fair // 2


def _pieces(files: list[_Piece], fair: int, longest: int) -> list[_Piece]:
    """Return the files, those that are much larger than a fair share in parts."""
    large = [file for file in files if file.size > _large(fair)]
    if not large:
        return files
    cut_one = partial(_cut, size=fair, longest=longest)
    if sum(file.size for file in large) < _CUT_HERE:
        cuts = [cut_one(file) for file in large]
    else:
        cuts = spark_session().sparkContext.parallelize(large, len(large)).map(cut_one).collect()
    parts = dict(zip((file.number for file in large), cuts, strict=True))
    return [piece for file in files for piece in parts.get(file.number) or [file]]


def _cut(file: _Piece, size: int, longest: int) -> list[_Piece]:
    with open(file.path, "rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as content:
        parts = cut(content, size, longest)
    return [_Piece(file.path, file.number, part.end - part.start, part) for part in parts]


def _tasks(pieces: list[_Piece], fair: int) -> list[list[_Piece]]:
    """Return the pieces in groups of about a fair share."""
    tasks: list[list[_Piece]] = []
    taken = fair
    for piece in pieces:
        if taken + piece.size // 2 >= fair:
            tasks.append([])
            taken = 0
        tasks[-1].append(piece)
        taken += piece.size
    return tasks


def _read(
    numbers: Iterator[pa.RecordBatch], tasks: list[list[_Piece]], longest: int, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            for piece in tasks[number]:
                for rows in _read_piece(piece, longest):
                    place = pc.add(rows.column("Line_Number"), piece.number * _LINES)
                    placed = pa.RecordBatch.from_arrays([*rows.columns, place], schema=PLACED)
                    yield placed if schema == PLACED else placed.select(schema.names).drop_null()


def _read_piece(piece: _Piece, longest: int) -> Iterator[pa.RecordBatch]:
    with open(piece.path, "rb") as opened:
        opened.seek(piece.part.start if piece.part else 0)
        file = NoteFile(piece.path, opened.read(piece.size))
    if piece.part:
        return read_part(file, piece.part, longest)
    return read_inspections(file, longest)
