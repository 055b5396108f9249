"""Rows of a Parquet file as columns of ``schema.READING``, cast as ``reading.py`` does."""

import json
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.reasons import Reasons
from connected_car.telemetry.schema import MICROSECOND, NUMBER_COLUMNS
from connected_car.telemetry.values import parse_dates

PLAIN_DATE = r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d{1,6})?)?$"
PLAIN_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_FOLDER = re.compile(r"([^=]+)=(.*)")


def typed_columns(table: pa.Table) -> dict[str, pa.Array]:
    """Return ``key, raw, Date`` and the number columns.

    ``raw`` holds, as JSON, the rows in which a value cannot be cast; it is null elsewhere.
    """
    given = {name: _plain(table[name]) for name in TELEMETRY_COLUMNS}
    columns = {"Date": _moments(given["Date"])}
    columns |= {name: _numbers(given[name]) for name in NUMBER_COLUMNS}
    failed = pa.array([False] * table.num_rows)
    for name, column in columns.items():
        failed = pc.or_(failed, pc.and_(given[name].is_valid(), column.is_null()))
    return {**columns, "key": _battery_text(given["Battery_ID"]), "raw": _as_json(given, failed)}


def folder_columns(path: str) -> dict[str, str]:
    """Return the columns that stand in the path (``Battery_ID=7/part-0.parquet``)."""
    found = (_FOLDER.fullmatch(part) for part in PurePosixPath(path).parts[:-1])
    return {match[1]: unquote(match[2]) for match in found if match}


def _plain(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _moments(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pc.divide(column.cast(pa.int64()), 1000).cast(MICROSECOND)
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", kind.tz)).cast(pa.int64()).cast(MICROSECOND)
    if pa.types.is_date(kind):
        return column.cast(pa.timestamp("us")).cast(pa.int64()).cast(MICROSECOND)
    if not _is_text(kind):
        return pa.nulls(len(column), MICROSECOND)
    texts = column.cast(pa.string())
    plain = pc.fill_null(pc.match_substring_regex(texts, PLAIN_DATE), False)
    time, read = parse_dates(texts, pa.array(range(len(texts))).to_numpy(), Reasons(len(texts)))
    known = pc.and_(plain, pa.array(read))
    return pc.if_else(known, pa.array(time), None).cast(MICROSECOND)


def _numbers(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64(), safe=False)
    if not _is_text(kind):
        return pa.nulls(len(column), pa.float64())
    texts = column.cast(pa.string())
    plain = pc.fill_null(pc.match_substring_regex(texts, PLAIN_NUMBER), False)
    return pc.if_else(plain, texts, None).cast(pa.float64())


def _battery_text(column: pa.Array) -> pa.Array:
    """Return battery ids as text; whole numbers without a fraction."""
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        real = column.cast(pa.float64())
        whole = pc.and_(pc.is_finite(real), pc.equal(real, pc.trunc(real)))
        digits = pc.if_else(whole, real, 0.0).cast(pa.int64()).cast(pa.string())
        texts = pc.if_else(whole, digits, column.cast(pa.string()))
    else:
        texts = column.cast(pa.string())
    texts = pc.utf8_trim(texts, " ")
    return pc.if_else(pc.equal(texts, ""), None, texts)


def _as_json(given: dict[str, pa.Array], failed: pa.Array) -> pa.Array:
    texts: list[str | None] = [None] * len(failed)
    for number in pc.indices_nonzero(failed).to_pylist():
        row = {name: _value(column[number]) for name, column in given.items()}
        texts[number] = json.dumps({k: str(v) for k, v in row.items() if v is not None})
    return pa.array(texts, pa.string())


def _value(scalar: pa.Scalar) -> object:
    """Return a value as Python's; the number behind a moment that Python cannot tell."""
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return getattr(scalar, "value", None) or "not readable"


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)
