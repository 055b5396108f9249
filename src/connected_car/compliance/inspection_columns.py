"""The inspections of a block beyond doubt, read as columns rather than record by record."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from connected_car.compliance.csv_blocks import Block, Content, records_at
from connected_car.compliance.records import Record

INSPECTION_COLUMNS = ("Inspection_ID", "Vehicle_ID", "Component", "Inspected_On", "information")
_NAMES = INSPECTION_COLUMNS[:3]


def read_columns(
    content: Content, block: Block, header: list[str]
) -> tuple[pa.Table | None, Iterator[Record]]:
    """Return the records without fault, and the others one by one.

    Args:
        content: in which the block lies.
        block: of records that need not be read one by one.
        header: names of the columns.

    Returns:
        ``INSPECTION_COLUMNS`` and ``Line_Number``, None where no record is sure to be without
        fault; and the rest of the records.
    """
    texts = _texts(content, block, header)
    if texts is None:
        return None, records_at(content, block, np.arange(len(block.starts)))
    names = [pc.utf8_trim_whitespace(texts[name]) for name in _NAMES]
    days = _days(texts["Inspected_On"].combine_chunks())
    is_sound = pc.is_valid(days)
    for name in names:
        is_sound = pc.and_(is_sound, pc.not_equal(name, ""))
    lines = pa.array(block.lines, pa.int64())
    columns = [*names, days, texts["information"], lines]
    sound = pa.table(columns, names=[*INSPECTION_COLUMNS, "Line_Number"]).filter(is_sound)
    others = np.flatnonzero(~is_sound.to_numpy(zero_copy_only=False))
    return sound, records_at(content, block, others)


def _texts(content: Content, block: Block, header: list[str]) -> pa.Table | None:
    """Return the columns as they stand there; None if some record has not as many fields."""
    numbers = [str(i) for i in range(len(header))]  # other columns may have any name, and twice
    wanted = [str(header.index(name)) for name in INSPECTION_COLUMNS]
    data = pa.py_buffer(memoryview(content)[block.start : block.end])
    try:
        found = csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(use_threads=False, block_size=data.size + 1, column_names=numbers),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string())
            ),
        )
    except pa.ArrowInvalid:
        return None
    return found.rename_columns(INSPECTION_COLUMNS) if len(found) == len(block.starts) else None


def _days(texts: pa.StringArray) -> pa.Array:
    distinct = texts.dictionary_encode()
    days = [day_of(text) for text in distinct.dictionary.to_pylist()]
    return pa.array(days, pa.date32()).take(distinct.indices)


def day_of(text: str) -> date | None:
    """Return the day with which a text begins, or None."""
    return _day(text.strip()[:10])


@lru_cache(maxsize=10_000)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
