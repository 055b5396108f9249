"""The days of a battery as one row of bytes, so that few rows go through Spark's shuffle, or none.

Workers read the table's Parquet files themselves, a row group at a time: Spark would turn each of
the table's cells into a row's and back. A battery whose days lie in several row groups has as many
rows, its parts.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.datasets.table_files import RowGroup, TableFiles
from connected_car.risk.states import STATE_COLUMNS
from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TYPES: dict[str, np.dtype[Any]] = {  # of what the bytes of a column are
    "Date": np.dtype("int32"),  # days since 1970-01-01
    "Daily_Cycles_Used": np.dtype("float64"),
    "Lifetime_Cycles_Used": np.dtype("float64"),
    "Battery_Rated_Cycles": np.dtype("float64"),
    "Is_Interpolated": np.dtype("uint8"),
    "Observed_Readings": np.dtype("int32"),
}
PACKED = pa.schema([("Battery_ID", pa.string()), *((name, pa.binary()) for name in _TYPES)])
_GROUPS_A_TASK = 5  # a task in Python costs more than reading a group
_ROWS_A_TASK = 2_000_000  # bounds a worker's memory
_MOST_ROWS = 4 * _ROWS_A_TASK  # of one file
_FEW_ROWS = 500_000  # of one file; as many are soon done, though other cores are idle meanwhile

Parts = Iterator[pa.RecordBatch]


def packed_days(daily: TableFiles) -> "DataFrame":
    """Return a lazy frame with the schema ``PACKED``: all days, a row a battery and part."""
    groups, cores = daily.row_groups, spark_session().sparkContext.defaultParallelism
    size = min(_GROUPS_A_TASK, -(-len(groups) // cores))
    return map_groups([groups[i : i + size] for i in range(0, len(groups), size)], iter, PACKED)


def map_groups(
    tasks: list[list[RowGroup]], make: Callable[[Parts], Parts], schema: pa.Schema
) -> "DataFrame":
    """Return what ``make`` makes of the packed days of each task's row groups, in the workers."""
    from pyspark.sql.pandas.types import from_arrow_schema

    numbers = spark_session().range(0, len(tasks), 1, len(tasks))
    work = partial(_work, tasks=tasks, make=make)
    return numbers.mapInArrow(work, from_arrow_schema(schema))


def whole_batteries(daily: TableFiles) -> list[list[RowGroup]]:
    """Return tasks of whole files, no battery in two of them; none where that cannot be.

    That is how ``data_processing`` stores its table. There are none either where most cores would
    wait for a few large files, or where a worker would have too many rows at once.
    """
    by_file: dict[str, list[RowGroup]] = {}
    for group in daily.row_groups:
        by_file.setdefault(group.uri, []).append(group)
    files = list(by_file.values())
    rows = [sum(group.n_rows for group in file) for file in files]
    cores = spark_session().sparkContext.defaultParallelism
    most_rows = _FEW_ROWS if len(files) < cores else _MOST_ROWS
    if max(rows) > most_rows or not _apart(files):
        return []
    n_tasks = max(cores, sum(rows) // _ROWS_A_TASK)
    task = (np.cumsum(rows) - 1) * n_tasks // sum(rows)
    return [
        list(chain.from_iterable(files[i] for i in np.flatnonzero(task == number)))
        for number in np.unique(task)
    ]


def _apart(files: list[list[RowGroup]]) -> bool:
    """Return whether each battery lies in one file alone."""
    ids = [_distinct(file, None) for file in files]
    return sum(map(len, ids)) == len(pc.unique(pa.chunked_array(ids)))


def battery_ids(daily: TableFiles, as_of: date | None) -> pa.StringArray:
    """Return the batteries with a known day, each once.

    Args:
        daily: the files of ``daily_telemetry``.
        as_of: last day that counts as known; None for all.
    """
    return _distinct(daily.row_groups, as_of)


def _distinct(groups: list[RowGroup], as_of: date | None) -> pa.StringArray:
    columns = ["Battery_ID"] if as_of is None else ["Battery_ID", "Date"]
    found = [pa.array([], pa.string())]
    for group in groups:
        days = group.read(columns)
        if as_of is not None:
            days = days.filter(pc.less_equal(days["Date"], as_of))
        found.append(pc.unique(days["Battery_ID"]).cast(pa.string()))
    return pc.unique(pa.chunked_array(found))


def pack(days: pa.Table) -> pa.Table:
    """Return the days, columns ``STATE_COLUMNS``, as a row a battery with the schema ``PACKED``."""
    ids = days["Battery_ID"].combine_chunks().dictionary_encode()
    codes = ids.indices.to_numpy()
    order = np.argsort(codes, kind="stable")  # linear for days that lie battery by battery
    starts = np.searchsorted(codes[order], np.arange(len(ids.dictionary) + 1))
    columns = [ids.dictionary.cast(pa.string())]
    for name, kind in _TYPES.items():
        values = _numbers(days[name], kind)[order]
        offsets = pa.py_buffer((starts * kind.itemsize).astype(np.int32))
        buffers = [None, offsets, pa.py_buffer(values)]
        columns.append(pa.Array.from_buffers(pa.binary(), len(ids.dictionary), buffers))
    return pa.Table.from_arrays(columns, schema=PACKED)


def without_days(batteries: pa.StringArray) -> pa.Table:
    """Return a row without any day for each battery, with the schema ``PACKED``."""
    nothing = [pa.nulls(len(batteries), field.type) for field in list(PACKED)[1:]]
    return pa.Table.from_arrays([batteries, *nothing], schema=PACKED)


def unpack(parts: pa.Table) -> pd.DataFrame:
    """Return the days of some parts, columns ``STATE_COLUMNS``; ids are sorted categories.

    Args:
        parts: rows with the schema ``PACKED``; one without any day gives none.
    """
    categories = pc.unique(parts["Battery_ID"]).sort()
    codes = pc.index_in(parts["Battery_ID"], categories).to_numpy()
    lengths = pc.fill_null(pc.binary_length(parts["Date"]), 0).to_numpy() // 4
    of_battery = np.repeat(codes, lengths)
    ids = pd.Categorical.from_codes(of_battery, categories.to_pandas())  # type: ignore[arg-type]
    days: dict[str, Any] = {"Battery_ID": ids}
    for name, kind in _TYPES.items():
        days[name] = np.concatenate([_bytes(chunk, kind) for chunk in parts[name].chunks])
    days["Date"] = days["Date"].astype("datetime64[D]").astype("datetime64[s]")
    days["Is_Interpolated"] = days["Is_Interpolated"].astype(bool)
    return pd.DataFrame(days, copy=False)


def _numbers(column: pa.ChunkedArray, kind: np.dtype[Any]) -> np.ndarray:
    if kind == np.int32:  # dates among them
        return column.cast(pa.int32()).to_numpy()
    return column.to_numpy().astype(kind, copy=False)


def _bytes(chunk: pa.BinaryArray, kind: np.dtype[Any]) -> np.ndarray:
    """Return all bytes of a chunk, one value after the other, as numbers."""
    _, offsets, values = chunk.buffers()
    if values is None:
        return np.empty(0, dtype=kind)
    bounds = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    return np.frombuffer(values, np.uint8)[bounds[0] : bounds[-1]].view(kind)


def _work(numbers: Parts, tasks: list[list[RowGroup]], make: Callable[[Parts], Parts]) -> Parts:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            read = (pack(group.read(STATE_COLUMNS)).to_batches() for group in tasks[number])
            yield from make(chain.from_iterable(read))
