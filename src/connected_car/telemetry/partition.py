"""All readings of a partition as columns, batteries numbered in the order of their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.telemetry.checks import check_readings
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.parsing import Parsed, parse_batch
from connected_car.telemetry.reasons import Reasons
from connected_car.telemetry.schema import NUMBER_COLUMNS
from connected_car.telemetry.sources import Layout


@dataclass
class Partition:
    """Readings in the order of arrival; each file's header and blank lines only in ``places``.

    Attributes:
        batteries: names, sorted.
        code: number of the battery, -1 where the id is null.
        time: microseconds since 1970; 0 where not ``has_time``.
        has_time: whether the time could be read.
        numbers: the number columns by name.
        has_fields: whether the row could be split into fields.
        file, block, row: where the reading stands.
        raw: raw text, null for typed rows.
        reasons: why rows cannot be kept.
        places: file, block and row of every row, header and blank lines included.
    """

    batteries: pa.Array
    code: np.ndarray
    time: np.ndarray
    has_time: np.ndarray
    numbers: dict[str, np.ndarray]
    has_fields: np.ndarray
    file: np.ndarray
    block: np.ndarray
    row: np.ndarray
    raw: pa.ChunkedArray
    reasons: Reasons
    places: tuple[np.ndarray, np.ndarray, np.ndarray]


def read_partition(
    batches: Iterable[pa.RecordBatch],
    layouts: Mapping[int, Layout | None],
    options: CleaningOptions,
) -> Partition | None:
    """Parse and check all batches; None when there is no row at all."""
    parsed, kept, places = [], [], []
    for batch in batches:
        if batch.num_rows == 0:
            continue
        places.append(batch.select(["file", "block", "row"]))
        readings = only_readings(batch)
        one = parse_batch(readings, layouts, options.max_line_length)
        check_readings(one, options)
        parsed.append(one)
        kept.append(readings.select(["file", "block", "row", "raw"]))
    return _joined(parsed, pa.Table.from_batches(kept), places) if places else None


def only_readings(rows: pa.RecordBatch | pa.Table) -> pa.RecordBatch | pa.Table:
    """Leave out rows whose text, the column ``raw``, is empty: headers and blank lines."""
    is_empty = pc.fill_null(pc.equal(pc.binary_length(rows.column("raw")), 0), False)
    return rows.filter(pc.invert(is_empty)) if pc.any(is_empty).as_py() else rows


def _joined(parsed: list[Parsed], kept: pa.Table, places: list[pa.RecordBatch]) -> Partition:
    keys = pa.chunked_array([one.key for one in parsed], pa.string())
    batteries, code = _numbered(keys)
    reasons = Reasons(len(keys))
    offset = 0
    for one in parsed:
        reasons.extend(one.reasons, offset)
        offset += one.reasons.n_rows
    everywhere = pa.Table.from_batches(places)
    return Partition(
        batteries=batteries,
        code=code,
        time=np.concatenate([one.time for one in parsed]),
        has_time=np.concatenate([one.has_time for one in parsed]),
        numbers={
            name: np.concatenate([one.numbers[name] for one in parsed]) for name in NUMBER_COLUMNS
        },
        has_fields=np.concatenate([one.has_fields for one in parsed]),
        file=kept["file"].to_numpy(),
        block=kept["block"].to_numpy(),
        row=kept["row"].to_numpy(),
        raw=kept["raw"],
        reasons=reasons,
        places=tuple(everywhere[name].to_numpy() for name in ("file", "block", "row")),
    )


def _numbered(keys: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    encoded = pc.dictionary_encode(keys).unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):  # no chunk at all
        return pa.array([], pa.string()), np.empty(0, dtype=np.int64)
    names = encoded.dictionary
    order = pc.sort_indices(names).to_numpy()
    rank = np.empty(len(order) + 1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    rank[-1] = -1
    return names.take(pa.array(order)), rank[pc.fill_null(encoded.indices, -1).to_numpy()]
