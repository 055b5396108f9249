"""Lines into fields: a fast way for plain lines, Python's csv module for odd ones."""

import csv
import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.sources import Layout

# every quote opens at the start of a field and closes at its end, with no comma or quote inside
_SIMPLY_QUOTED = r'^(?:"[^",]*"|[^",]*)(?:,(?:"[^",]*"|[^",]*))*$'

FieldTable = tuple[dict[str, pa.Array], np.ndarray, np.ndarray, pa.Array | None]


def field_table(lines: pa.Array, layout: Layout) -> FieldTable:
    """Split CSV lines.

    A quote never reaches beyond its own line.

    Returns:
        The needed fields by column name; the numbers of the lines that have them; the numbers of
        the lines with a wrong number of fields; what is wrong (``5 instead of 8``).
    """
    odd = _odd_quotes(lines)
    if not odd.any():
        return _split(_unquoted(lines), np.arange(len(lines)), layout)
    plain = np.flatnonzero(~odd)
    parts = [_split(_unquoted(lines.take(pa.array(plain))), plain, layout)]
    parts.append(_csv_fields(lines.filter(pa.array(odd)), np.flatnonzero(odd), layout))
    return _concatenated(parts)


def json_table(rows: pa.Array) -> FieldTable:
    """Read rows that are kept as JSON objects; fields come as text, as ``field_table`` gives."""
    found, good, wrong = [], [], []
    for number, text in enumerate(rows.to_pylist()):
        try:
            row = json.loads(text)
            found.append([_text(row.get(column)) for column in TELEMETRY_COLUMNS])
            good.append(number)
        except (ValueError, AttributeError):
            wrong.append(number)
    return _columns(found), _numbers(good), _numbers(wrong), None


def _odd_quotes(lines: pa.Array) -> np.ndarray:
    quoted = pc.match_substring(lines, '"')
    if not pc.any(quoted).as_py():
        return np.zeros(len(lines), dtype=bool)
    simple = pc.match_substring_regex(lines, _SIMPLY_QUOTED)
    return pc.and_(quoted, pc.invert(simple)).to_numpy(zero_copy_only=False)


def _unquoted(lines: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring(lines, '"')).as_py():
        return pc.replace_substring(lines, '"', "")
    return lines


def _split(lines: pa.Array, numbers: np.ndarray, layout: Layout) -> FieldTable:
    parts = pc.split_pattern(lines, ",")
    counts = pc.list_value_length(parts)
    fits = pc.equal(counts, layout.n_fields).to_numpy(zero_copy_only=False)
    wrong_counts = None
    if not fits.all():
        wrong_counts = _instead(counts.filter(pa.array(~fits)), layout)
        parts = parts.filter(pa.array(fits))
    table = {
        column: pc.list_element(parts, position)
        for column, position in zip(TELEMETRY_COLUMNS, layout.positions, strict=True)
    }
    return table, numbers[fits], numbers[~fits], wrong_counts


def _csv_fields(lines: pa.Array, numbers: np.ndarray, layout: Layout) -> FieldTable:
    found, good, wrong, counts = [], [], [], []
    for number, line in zip(numbers.tolist(), lines.to_pylist(), strict=True):
        fields = _one_line(line)
        if len(fields) == layout.n_fields:
            found.append([fields[position] for position in layout.positions])
            good.append(number)
        else:
            wrong.append(number)
            counts.append(len(fields))
    return _columns(found), _numbers(good), _numbers(wrong), _instead(pa.array(counts), layout)


def _instead(counts: pa.Array, layout: Layout) -> pa.Array:
    found = counts.cast(pa.string())
    return pc.binary_join_element_wise(found, f"instead of {layout.n_fields}", " ")


def _one_line(line: str) -> list[str]:
    try:
        return next(csv.reader([line], skipinitialspace=True), [])
    except csv.Error:
        return []


def _columns(rows: Sequence[Sequence[str | None]]) -> dict[str, pa.Array]:
    return {
        column: pa.array([row[number] for row in rows], pa.string())
        for number, column in enumerate(TELEMETRY_COLUMNS)
    }


def _concatenated(parts: list[FieldTable]) -> FieldTable:
    tables, good, wrong, counts = zip(*parts, strict=True)
    columns = {name: pa.concat_arrays([table[name] for table in tables]) for name in tables[0]}
    known = pa.concat_arrays([part for part in counts if part is not None])
    return columns, np.concatenate(good), np.concatenate(wrong), known


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _numbers(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)
