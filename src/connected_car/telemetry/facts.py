"""The results of a partition as rows of ``schema.PROCESSED``."""

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.cadence import DAY
from connected_car.telemetry.counter import CounterFindings
from connected_car.telemetry.grid import Days, Gaps, GridReadings
from connected_car.telemetry.partition import Partition
from connected_car.telemetry.reasons import Reasons
from connected_car.telemetry.runs import run_starts
from connected_car.telemetry.schema import (
    FINDING,
    GAP,
    LEAST_COLUMNS,
    NUMBER_COLUMNS,
    PERIOD,
    SUMMED_COLUMNS,
    daily_batch,
    packed_batches,
)

_RECENTDAYS = 28


def daily_rows(batteries: pa.Array, days: Days, lifetime: np.ndarray) -> pa.RecordBatch:
    """Return the days that have values."""
    rows = np.flatnonzero(days.present)
    columns = {name: pa.array(days.numbers[name][rows]) for name in SUMMED_COLUMNS + LEAST_COLUMNS}
    return daily_batch(
        columns
        | {
            "Battery_ID": batteries.take(pa.array(days.code[rows])),
            "Date": _dates(days.day[rows]),
            "Lifetime_Cycles_Used": pa.array(lifetime[rows]),
            "Observed_Readings": pa.array(days.observed[rows]),
            "Is_Interpolated": pa.array(days.made_up[rows]),
        },
    )


def battery_rows(
    batteries: pa.Array,
    readings: GridReadings,
    gaps: Gaps,
    days: Days,
    *,
    faults: CounterFindings,
    policy_reason: pa.Array,
) -> Iterator[pa.RecordBatch]:
    """Yield one row of facts per battery."""
    n = len(batteries)
    ends = np.append(days.starts[1:], len(days.code)) - 1
    spans = ends - days.starts + 1
    observed = _count(days.code[days.observed > 0], n)
    recent = (ends[days.code] - np.arange(len(days.code))) < _RECENTDAYS
    recent_made_up = _count(days.code[days.made_up & recent], n)
    is_zero = np.zeros(n, dtype=bool)
    is_zero[readings.code] = readings.zero
    yield from packed_batches(
        "battery",
        {
            "Battery_ID": batteries,
            "First_Day": _dates(days.day[days.starts]),
            "Last_Day": _dates(days.day[ends]),
            "Readings": pa.array(_count(readings.code, n)),
            "Observed_Days": pa.array(observed),
            "Interpolated_Days": pa.array(_count(days.code[days.made_up], n)),
            "Missing_Days": pa.array(spans - _count(days.code[days.present], n)),
            "Coverage": pa.array(observed / spans),
            "Interpolated_Share_28d": pa.array(recent_made_up / np.minimum(spans, _RECENTDAYS)),
            "Gap_Policy": pa.array(np.where(is_zero, "zero", "interpolate").tolist(), pa.string()),
            "Gap_Policy_Reason": policy_reason,
            "Cadence": _cadence(readings, n),
            "Gaps": _gaps(readings, gaps, n),
            "Counter_Findings": _findings(readings, faults, n),
        },
    )


def _cadence(readings: GridReadings, n: int) -> pa.Array:
    starts = run_starts(readings.code, readings.step)
    ends = np.append(starts[1:], len(readings.code)) - 1
    hours = np.where(readings.zero[starts], 0, readings.step[starts])  # 0: at no fixed time
    columns = [readings.day[starts], readings.day[ends], hours]
    return _lists(readings.code[starts], n, columns, PERIOD)


def _gaps(readings: GridReadings, gaps: Gaps, n: int) -> pa.Array:
    whole = gaps.days > 0
    left = gaps.left[whole]
    columns = [readings.day[left] + 1, gaps.days[whole], gaps.filled[whole] | gaps.zero[whole]]
    return _lists(readings.code[left], n, columns, GAP)


def _findings(readings: GridReadings, faults: CounterFindings, n: int) -> pa.Array:
    kind = np.where(faults.is_reset, "reset", "jump")
    columns = [readings.day[faults.reading], kind, faults.before, faults.after]
    return _lists(readings.code[faults.reading], n, columns, FINDING)


def _lists(code: np.ndarray, n: int, columns: list[np.ndarray], item: pa.StructType) -> pa.Array:
    """Return, by battery, a list of items; ``code`` is sorted."""
    arrays = [
        _dates(column) if field.type == pa.date32() else pa.array(column.tolist(), field.type)
        for column, field in zip(columns, item, strict=True)
    ]
    items = pa.StructArray.from_arrays(arrays, fields=list(item))
    offsets = np.searchsorted(code, np.arange(n + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), items)


def rejected_rows(readings: Partition, reasons: Reasons, status: str) -> Iterator[pa.RecordBatch]:
    """Yield the rows that have reasons, with their raw text."""
    rows, texts, families = reasons.joined()
    known = (readings.code[rows] >= 0) & readings.has_fields[rows]
    code = pa.array(readings.code[rows], mask=~known)
    day = pa.array(
        (readings.time[rows] // DAY).clip(-700_000, 2_900_000).astype(np.int32),
        mask=~readings.has_time[rows],
    )
    yield from packed_batches(
        "rejected",
        {
            "Raw_Text": _raw_text(readings, rows),
            "Status": pa.repeat(status, len(rows)),
            "Reason": texts,
            "Family": families,
            "Battery_ID": readings.batteries.take(code),
            "Day": day.cast(pa.date32()),
            "File": pa.array(readings.file[rows]),
            "Block": pa.array(readings.block[rows]),
            "Row": pa.array(readings.row[rows]),
        },
    )


def _raw_text(readings: Partition, rows: np.ndarray) -> pa.Array:
    """Return the line, or for a typed row its values as JSON."""
    texts = readings.raw.take(pa.array(rows)).combine_chunks()
    typed = texts.is_null().to_numpy(zero_copy_only=False)
    if not typed.any():
        return texts
    return pc.replace_with_mask(texts, pa.array(typed), _as_json(readings, rows[typed]))


def _as_json(readings: Partition, rows: np.ndarray) -> pa.Array:
    """Return rows as JSON objects; a number that is not finite becomes a text."""
    code = pa.array(readings.code[rows], mask=readings.code[rows] < 0)
    names = pa.array([json.dumps(name) for name in readings.batteries.to_pylist()], pa.string())
    moments = np.datetime_as_string(readings.time[rows].view("M8[us]"), "us")
    dates = pa.array(moments, mask=~readings.has_time[rows])
    quoted = pc.binary_join_element_wise('"', dates, '"', "")
    cells = [pc.fill_null(names.take(code), "null"), pc.fill_null(quoted, "null")]
    cells += [_json_numbers(readings.numbers[name][rows]) for name in NUMBER_COLUMNS]
    labels = [f', "{name}": ' for name in TELEMETRY_COLUMNS]
    labels[0] = labels[0].replace(", ", "{", 1)
    pieces = [piece for pair in zip(labels, cells, strict=True) for piece in pair]
    return pc.binary_join_element_wise(*pieces, "}", "")


def _json_numbers(numbers: np.ndarray) -> pa.Array:
    texts = pa.array(numbers, mask=np.isnan(numbers)).cast(pa.string())
    return pc.fill_null(pc.if_else(pa.array(np.isinf(numbers)), '"inf"', texts), "null")


def source_rows(
    readings: Partition, rejected: np.ndarray, duplicate: np.ndarray
) -> Iterator[pa.RecordBatch]:
    """Yield counts per file and block, with the first and last row number of the block."""
    file, block, row = readings.places
    order = np.lexsort((row, block, file))
    file, block, row = file[order], block[order], row[order]
    starts = run_starts(file, block)
    ends = np.append(starts[1:], len(file)) - 1
    counts = {
        "Read": np.ones(len(readings.file), dtype=bool),
        "Kept": ~rejected & ~duplicate,
        "Duplicate": duplicate,
        "Rejected": rejected,
    }
    group = _group_of(readings, file[starts], block[starts])
    columns = {name: _count(group[mask], len(starts)) for name, mask in counts.items()}
    yield from packed_batches(
        "source",
        {name: pa.array(column) for name, column in columns.items()}
        | {
            "File": pa.array(file[starts]),
            "Block": pa.array(block[starts]),
            "First_Row": pa.array(row[starts]),
            "Last_Row": pa.array(row[ends]),
        },
    )


def _group_of(readings: Partition, file: np.ndarray, block: np.ndarray) -> np.ndarray:
    blocks = np.unique(readings.places[1])
    width = len(blocks) + 1
    keys = file.astype(np.int64) * width + np.searchsorted(blocks, block)
    wanted = readings.file.astype(np.int64) * width + np.searchsorted(blocks, readings.block)
    return np.searchsorted(keys, wanted)


def _count(code: np.ndarray, n: int) -> np.ndarray:
    return np.bincount(code, minlength=n)


def _dates(days: np.ndarray) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())
