"""Which small files of a table are put together, and their rows in order: in bounded memory.

Sizes go up in steps, as in a log-structured merge tree: many files of a size become one of the next
size. So a row is written once more for each size, a handful of times however long the stream runs,
and what is written at once has a bound.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow.dataset as ds

_ROWS_PER_FILE = 500_000  # that are put into one file
_SMALL_ROWS = _ROWS_PER_FILE // 2  # a file of fewer is put together with others
_ROWS_SORTED = 50_000  # at once


def next_merge(files: pa.Table, many: int) -> tuple[int, int] | None:
    """Return first and last batch of files that are to become one; None when there are no such.

    Args:
        files: ``num_records``, ``min.Batch_ID`` and ``max.Batch_ID`` of each.
        many: so many files of a size are put together, with smaller ones between them.
    """
    files = files.sort_by("min.Batch_ID")
    first, last, rows = (
        files[name].to_numpy() for name in ("min.Batch_ID", "max.Batch_ID", "num_records")
    )
    whole = np.append(last[:-1] < first[1:], True)  # shares no batch with the file behind it
    whole[1:] &= whole[:-1]
    step = max(many, 2)
    size = step
    while True:
        for start, end in _runs(whole & (rows < min(size, _SMALL_ROWS))):
            if np.count_nonzero(rows[start:end] * step >= size) >= step:  # not only smaller ones
                fit = np.searchsorted(np.cumsum(rows[start:end]), _ROWS_PER_FILE, side="right")
                return int(first[start]), int(last[start + fit - 1])
        if size >= _SMALL_ROWS:
            return None
        size *= step


def by_battery(stored: "ds.Dataset", where: "ds.Expression") -> Iterator[pa.RecordBatch]:
    """Yield rows sorted by battery and batch, those of some batteries at once.

    Args:
        stored: with or without a column ``Battery_ID``; without it the order stays.
        where: which rows.
    """
    if "Battery_ID" not in stored.schema.names:
        yield from _scan(stored, where, stored.schema.names).to_batches()
        return
    for band in _bands(_scan(stored, where, ["Battery_ID"]).to_table()["Battery_ID"]):
        rows = _scan(stored, where & band, stored.schema.names).to_table()
        yield from rows.sort_by(
            [("Battery_ID", "ascending"), ("Batch_ID", "ascending")]
        ).to_batches()


def _bands(ids: pa.ChunkedArray) -> list["ds.Expression"]:
    """Return conditions that take each row once, few rows each; the last one those without id."""
    battery, known = pc.field("Battery_ID"), ids.drop_null().sort()
    cuts = [known[n].as_py() for n in range(_ROWS_SORTED, len(known), _ROWS_SORTED)]
    if not cuts:
        return [battery.is_valid(), battery.is_null()]
    inner = [(battery >= low) & (battery < high) for low, high in pairwise(cuts)]
    return [battery < cuts[0], *inner, battery >= cuts[-1], battery.is_null()]


def _scan(stored: "ds.Dataset", where: "ds.Expression", columns: list[str]) -> "ds.Scanner":
    """Scan file by file: Arrow would else read some ahead, as a whole."""
    return stored.scanner(columns, filter=where, fragment_readahead=1, batch_readahead=1)


def _runs(chosen: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(np.int8), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
