"""From raw lines or typed rows to numbers: one Arrow batch at a time, no Python call per row."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.telemetry.fields import field_table, json_table
from connected_car.telemetry.reasons import Reasons
from connected_car.telemetry.schema import NUMBER_COLUMNS
from connected_car.telemetry.sources import Layout
from connected_car.telemetry.values import parse_dates, parse_numbers


@dataclass
class Parsed:
    """Readings of a batch as columns; what could not be read is NaN (or time 0) and has a reason.

    Attributes:
        key: battery ids as text, null where empty.
        time: microseconds since 1970, UTC.
        has_time: whether ``time`` could be read.
        numbers: the six number columns by name, float64; infinite where NaN or infinite came in.
        has_fields: whether the row could be split into its fields at all.
        reasons: why rows cannot be kept.
    """

    key: pa.Array
    time: np.ndarray
    has_time: np.ndarray
    numbers: dict[str, np.ndarray]
    has_fields: np.ndarray
    reasons: Reasons


def parse_batch(
    batch: pa.RecordBatch, layouts: Mapping[int, Layout | None], max_line_length: int
) -> Parsed:
    """Read the fields of a batch.

    Args:
        batch: rows of ``schema.READING`` without header and blank lines.
        layouts: by file id, the layout of its lines; None where the raw text is JSON.
        max_line_length: longest line, bytes.
    """
    parsed = _typed(batch)
    raw = batch.column("raw")
    with_text = np.flatnonzero(raw.is_valid().to_numpy(zero_copy_only=False))
    if len(with_text):
        _read_lines(parsed, batch, with_text, layouts, max_line_length)
    return parsed


def _typed(batch: pa.RecordBatch) -> Parsed:
    reasons = Reasons(batch.num_rows)
    no_text = batch.column("raw").is_null()
    dates = batch.column("Date")
    numbers = {}
    for name in NUMBER_COLUMNS:
        column = batch.column(name)
        _add_empty(reasons, name, pc.and_(column.is_null(), no_text))
        numbers[name] = _with_marks(column)
    _add_empty(reasons, "Date", pc.and_(dates.is_null(), no_text))
    time = pc.fill_null(dates.cast(pa.int64()), 0).to_numpy().copy()
    has_time = dates.is_valid().to_numpy(zero_copy_only=False).copy()
    has_fields = np.ones(batch.num_rows, dtype=bool)
    return Parsed(batch.column("key"), time, has_time, numbers, has_fields, reasons)


def _with_marks(column: pa.Array) -> np.ndarray:
    """Return NaN for null, and infinity for NaN."""
    if column.null_count == 0:
        numbers = column.to_numpy().copy()
        numbers[np.isnan(numbers)] = np.inf
        return numbers
    numbers = pc.fill_null(column, 0.0).to_numpy().copy()
    numbers[np.isnan(numbers)] = np.inf
    numbers[column.is_null().to_numpy(zero_copy_only=False)] = np.nan
    return numbers


def _add_empty(reasons: Reasons, name: str, empty: pa.Array) -> None:
    if pc.any(empty).as_py():
        reasons.add(f"{name} is empty", np.flatnonzero(empty.to_numpy(zero_copy_only=False)))


def _read_lines(
    parsed: Parsed,
    batch: pa.RecordBatch,
    rows: np.ndarray,
    layouts: Mapping[int, Layout | None],
    max_line_length: int,
) -> None:
    raw = batch.column("raw").take(pa.array(rows))
    too_long = pc.binary_length(raw).to_numpy() >= max_line_length
    parsed.reasons.add(f"line has {max_line_length} bytes or more", rows[too_long])
    parsed.has_fields[rows[too_long]] = False
    files = batch.column("file").to_numpy()[rows]
    groups: dict[Layout | None, list[int]] = {}
    for file in np.unique(files[~too_long]).tolist():
        groups.setdefault(layouts[file], []).append(file)
    for layout, members in groups.items():
        chosen = np.isin(files, members) & ~too_long
        _read_group(parsed, rows[chosen], raw.filter(pa.array(chosen)), layout)


def _read_group(parsed: Parsed, rows: np.ndarray, raw: pa.Array, layout: Layout | None) -> None:
    if layout is None:
        fields, good, wrong, counts = json_table(raw)
        parsed.reasons.add("row cannot be read", rows[wrong])
    else:
        fields, good, wrong, counts = field_table(raw, layout)
        parsed.reasons.add("wrong number of fields", rows[wrong], counts, quoted=False)
    parsed.has_fields[rows[wrong]] = False
    where = rows[good]
    for name in NUMBER_COLUMNS:
        parsed.numbers[name][where] = parse_numbers(fields[name], name, where, parsed.reasons)
    time, has_time = parse_dates(fields["Date"], where, parsed.reasons)
    parsed.time[where], parsed.has_time[where] = time, has_time
