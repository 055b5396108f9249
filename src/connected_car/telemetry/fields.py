"""Lines into fields: a fast way for plain lines, Python's csv module for odd ones."""

import csv
import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

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
    text = _one_text(lines)
    numbers = np.arange(len(lines))
    if len(lines) == 0:  # Arrow's CSV parser takes no empty text
        return _csv_fields(lines, numbers, layout)
    if b'"' not in memoryview(text).tobytes():
        return _split(lines, text, numbers, layout)
    odd = _odd_quotes(lines)
    if odd.all():
        return _csv_fields(lines, numbers, layout)
    plain = pc.replace_substring(lines.filter(pa.array(~odd)), '"', "")
    parts = [_split(plain, _one_text(plain), numbers[~odd], layout)]
    parts.append(_csv_fields(lines.filter(pa.array(odd)), numbers[odd], layout))
    return _concatenated(parts)


def json_table(rows: pa.Array) -> FieldTable:
    """Read rows that are kept as JSON objects; fields come as text, as ``field_table`` gives."""
    found, good, wrong = [], [], []
    for number, text in enumerate(rows.to_pylist()):
        try:
            row = json.loads(text)
            found.append([_text(row.get(column)) for column in TELEMETRY_COLUMNS])
            good.append(number)
        except (ValueError, AttributeError, RecursionError):
            wrong.append(number)
    return _columns(found), _numbers(good), _numbers(wrong), None


def _one_text(lines: pa.Array) -> pa.Buffer:
    """Return all lines in one buffer, each ended by a line feed."""
    every = pa.concat_arrays([lines, pa.array([""])])
    whole = pa.ListArray.from_arrays(pa.array([0, len(every)], pa.int32()), every)
    return pc.binary_join(whole, "\n").buffers()[2] or pa.py_buffer(b"")


def _odd_quotes(lines: pa.Array) -> np.ndarray:
    simple = pc.match_substring_regex(lines, _SIMPLY_QUOTED)
    return pc.invert(simple).to_numpy(zero_copy_only=False)


def _split(lines: pa.Array, text: pa.Buffer, numbers: np.ndarray, layout: Layout) -> FieldTable:
    """Split lines without quotes by Arrow's CSV parser, which is quickest."""
    wrong: list[pa_csv.InvalidRow] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        wrong.append(row)
        return "skip"

    names = [str(number) for number in range(layout.n_fields)]
    needed = [names[position] for position in layout.positions]
    table = pa_csv.read_csv(
        pa.BufferReader(text),
        read_options=pa_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=max(text.size, 1)
        ),
        parse_options=pa_csv.ParseOptions(
            quote_char=False, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=list(dict.fromkeys(needed)),
            null_values=[],
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    if table.num_rows + len(wrong) != len(lines):  # a line end within a line
        return _csv_fields(lines, numbers, layout)
    bad = np.zeros(len(lines), dtype=bool)
    bad[[row.number - 1 for row in wrong]] = True
    counts = pa.array([row.actual_columns for row in wrong], pa.int64())
    columns = [pa.concat_arrays(table[name].chunks) for name in needed]
    by_name = dict(zip(TELEMETRY_COLUMNS, columns, strict=True))
    return by_name, numbers[~bad], numbers[bad], _instead(counts, layout)


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
    """Return a value as text; half a character, such as JSON can hold, becomes ``?``."""
    return None if value is None else str(value).encode("utf-8", "replace").decode()


def _numbers(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)
