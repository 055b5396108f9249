"""Rows of readings as the text of a CSV file, with the dirt that only text can have."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.simulation.dirt import KIND, ROW_KINDS, Columns
from connected_car.tables import TELEMETRY_COLUMNS

UNPARSABLE_COLUMNS = (
    "Number_Of_Trips",
    "Daily_Trip_Duration",
    "Daily_Cycles_Used",
    "Lifetime_Cycles_Used",
)
UNPARSABLE_CELLS = ("n/a", "abc", '"12,5"', "", "1.2.3", "--", "NaN", "1e")
HOSTILE_IDS = (
    "<script>alert(1)</script>{}",
    '"=HYPERLINK(""http://example.org"",""{}"")"',
    "../../etc/{}",
    "x" * 400 + "{}",
    "🔋🚗{}",
    '"B""1"",2,{}"',
    "'; DROP TABLE alerts; --{}",
)
FILE_KINDS = (
    "plain",
    "crlf",
    "byte_order_mark",
    "mixed_line_ends",
    "changed_order",
    "extra_column",
    "index_column",
    "cut",
    "plain",
    "crlf",
)
_FIELDS_LEFT = 4  # whole fields of the line in which a file is cut


def file_kind(number: int, with_faults: bool) -> str:
    """Return what is odd about the file of this number."""
    return FILE_KINDS[number % len(FILE_KINDS)] if with_faults else "plain"


def to_csv(columns: Columns, battery_id: Callable[[int], str], kind: str) -> str:
    """Return rows of readings as the text of a CSV file.

    Args:
        columns: as from ``readings.dirty_readings``.
        battery_id: number of a battery -> its id.
        kind: one of ``FILE_KINDS``.
    """
    cells = _cells(columns, battery_id)
    names = list(TELEMETRY_COLUMNS)
    if kind == "changed_order":
        names.sort(reverse=True)
    if kind == "extra_column":
        names.insert(2, "Firmware")
        cells["Firmware"] = pa.array(["4.2.1", "4.3.0"]).take(pa.array(columns["battery"] % 2))
    if kind == "index_column":
        names.insert(0, "")
        cells[""] = _text(np.arange(len(columns["battery"])))
    lines = pc.binary_join_element_wise(*(cells[name] for name in names), ",")
    lines = _spoil_lines(lines, [cells[name] for name in names], names, columns)
    return _to_file(",".join(names), lines, kind)


def _cells(columns: Columns, battery_id: Callable[[int], str]) -> dict[str, pa.Array]:
    return {
        "Battery_ID": _ids(columns["battery"], battery_id),
        "Date": _dates(columns["epoch_day"], columns["minute"]),
        "Battery_Age_Days": _text(columns["age"]),
        "Number_Of_Trips": _text(columns["trips"]),
        "Daily_Trip_Duration": _text(columns["minutes"]),
        "Daily_Cycles_Used": _text(columns["cycles"]),
        "Lifetime_Cycles_Used": _text(np.round(columns["counter"], 6)),
        "Battery_Rated_Cycles": _text(columns["rated"].astype(np.int64)),
    }


def _text(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _ids(battery: np.ndarray, battery_id: Callable[[int], str]) -> pa.Array:
    names = pa.array([battery_id(number) for number in range(battery[0], battery[-1] + 1)])
    return names.take(pa.array(battery - battery[0]))


def _dates(epoch_day: np.ndarray, minute: np.ndarray) -> pa.Array:
    days = pa.array(epoch_day.astype(np.int32)).cast(pa.date32()).cast(pa.string())
    if (minute < 0).all():
        return days
    return pc.binary_join_element_wise(days, _times_of_day().take(pa.array(minute + 1)), "")


@cache
def _times_of_day() -> pa.Array:
    return pa.array([""] + [f" {m // 60:02d}:{m % 60:02d}:00" for m in range(1_440)])


def _spoil_lines(
    lines: pa.Array, cells: list[pa.Array], names: list[str], columns: Columns
) -> pa.Array:
    """Write the few lines with a bad id or an unparsable cell anew."""
    spoiled = np.isin(columns["kind"], [KIND[name] for name in _IN_TEXT])
    rows = np.flatnonzero(spoiled)
    fields = [column.take(pa.array(rows)).to_pylist() for column in cells]
    new_lines = []
    for row, *line in zip(rows, *fields, strict=True):
        record = dict(zip(names, line, strict=True))
        _IN_TEXT[ROW_KINDS[columns["kind"][row]]](record, columns["detail"][row])
        new_lines.append(",".join(record.values()))
    return pc.replace_with_mask(lines, pa.array(spoiled), pa.array(new_lines, pa.string()))


def _empty_id(record: dict[str, str], rest: float) -> None:
    record["Battery_ID"] = ""


def _hostile_id(record: dict[str, str], rest: float) -> None:
    record["Battery_ID"] = HOSTILE_IDS[int(rest * len(HOSTILE_IDS))].format(record["Battery_ID"])


def _unparsable(record: dict[str, str], rest: float) -> None:
    column, rest = divmod(rest * len(UNPARSABLE_COLUMNS), 1)
    record[UNPARSABLE_COLUMNS[int(column)]] = UNPARSABLE_CELLS[int(rest * len(UNPARSABLE_CELLS))]


_IN_TEXT = {"empty_ids": _empty_id, "hostile_ids": _hostile_id, "unparsable": _unparsable}


def _to_file(header: str, lines: pa.Array, kind: str) -> str:
    end = "\r\n" if kind == "crlf" else "\n"
    ends = pa.scalar(end)
    if kind == "mixed_line_ends":
        ends = pa.array(["\n", "\r\n"]).take(pa.array(np.arange(len(lines)) % 3 // 2))
    lines = pc.binary_join_element_wise(lines, ends, "")
    body = lines.buffers()[2].to_pybytes().decode()  # the lines one after the other
    if kind == "byte_order_mark":
        return f"\ufeff{header}{end}{body}"
    return _cut_last_line(f"{header}{end}{body}") if kind == "cut" else f"{header}{end}{body}"


def _cut_last_line(text: str) -> str:
    """Cut in the middle of a field, so that this and all following fields are missing or wrong."""
    start = text.rfind("\n", 0, len(text) - 1) + 1
    fields = text[start:].split(",")
    last = fields[_FIELDS_LEFT]
    return text[:start] + ",".join([*fields[:_FIELDS_LEFT], last[: max(len(last) // 2, 1)]])
