"""A stored table as the Parquet files it consists of, for workers that read them themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow import fs


@dataclass(frozen=True)
class RowGroup:
    """One row group of a Parquet file.

    Attributes:
        uri: path or address of the file.
        number: of the group in the file, from 0.
        n_rows: how many rows it has.
    """

    uri: str
    number: int
    n_rows: int

    def read(self, columns: Iterable[str]) -> pa.Table:
        """Return some columns; battery ids stay encoded as they are in the file."""
        with _open(self.uri, read_dictionary=["Battery_ID"]) as file:
            return file.read_row_group(self.number, list(columns), use_threads=False)


@dataclass(frozen=True)
class TableFiles:
    """The files of one version of a table.

    Attributes:
        uris: their paths or addresses, readable from everywhere where Spark's workers are.
    """

    uris: tuple[str, ...]

    @cached_property
    def row_groups(self) -> list[RowGroup]:
        """The row groups with rows, file by file; each file's footer is read once."""
        return [group for uri in self.uris for group in _row_groups_of(uri)]

    @property
    def columns(self) -> list[str]:
        """The names of the columns; none in a table without files."""
        if not self.uris:
            return []
        with _open(self.uris[0]) as file:
            return list(file.schema_arrow.names)

    def greatest(self, column: str) -> Any:
        """Return the greatest value of a column; None without any."""
        return max((pc.max(part[column]).as_py() for part in self.groups([column])), default=None)

    def distinct(self, column: str) -> pa.Array:
        """Return the values of a column, each once, in no order."""
        found = [pc.unique(part[column]) for part in self.groups([column])]
        return pc.unique(pa.chunked_array(found))

    def groups(self, columns: Iterable[str]) -> Iterator[pa.Table]:
        """Yield some columns of one row group after the other, so that memory stays bounded."""
        names = list(columns)
        for group in self.row_groups:
            yield _decoded(group.read(names))

    def rows(self, columns: Iterable[str], where: ds.Expression | None = None) -> pa.Table:
        """Return some columns of the rows for which an expression holds; of all without one."""
        found = [
            ds.dataset(path, filesystem=system, format="parquet").to_table(list(columns), where)
            for system, path in map(_place, self.uris)
        ]
        return pa.concat_tables(found)


def _decoded(rows: pa.Table) -> pa.Table:
    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in rows.schema
    ]
    return rows.cast(pa.schema(fields))


def _row_groups_of(uri: str) -> list[RowGroup]:
    with _open(uri) as file:
        found = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    return [RowGroup(uri, number, n_rows) for number, n_rows in enumerate(found) if n_rows]


def _open(uri: str, **options: Any) -> pq.ParquetFile:
    system, path = _place(uri)
    return pq.ParquetFile(system.open_input_file(path), **options)


def _place(uri: str) -> tuple[fs.FileSystem, str]:
    if "://" in uri:
        return fs.FileSystem.from_uri(uri)
    return fs.LocalFileSystem(), uri
