"""Readings made for a test, and the cleaning run on them without Spark."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import DAILY, FACTS, PROCESSED, READING, unpack
from connected_car.telemetry.sources import layout_of
from tools.project import parameters


@pytest.fixture(scope="session")
def options() -> Callable[..., CleaningOptions]:
    """Make the group ``data_processing`` with its defaults, some of it changed."""
    defaults = parameters("data_processing") | {"today": date(2026, 11, 24)}

    def options(**changed) -> CleaningOptions:
        return CleaningOptions(**(defaults | changed))

    return options


@pytest.fixture(scope="session")
def series() -> Callable[..., pd.DataFrame]:
    """Make readings of one battery at given times, with values that tell the readings apart."""

    def series(times, battery: str = "A", start: float = 10.0) -> pd.DataFrame:
        times = pd.DatetimeIndex(pd.to_datetime(list(times)))
        cycles = 0.1 + 0.01 * (np.arange(len(times)) * 7 % 11)
        return pd.DataFrame(
            {
                "Battery_ID": battery,
                "Date": times,
                "Battery_Age_Days": (times.round("h").normalize() - times[0].normalize()).days
                + 5.0,
                "Number_Of_Trips": np.arange(len(times)) % 5 + 1.0,
                "Daily_Trip_Duration": cycles * 400,
                "Daily_Cycles_Used": cycles,
                "Lifetime_Cycles_Used": start + cycles.cumsum(),
                "Battery_Rated_Cycles": 200.0,
            }
        )

    return series


@pytest.fixture(scope="session")
def clean(options) -> Callable[..., dict[str, pd.DataFrame]]:
    """Clean typed readings (a frame) or lines (a list of texts); frames by kind of row."""

    def clean(readings, batch_rows: int = 1_000_000, **changed) -> dict[str, pd.DataFrame]:
        table = _typed(readings) if isinstance(readings, pd.DataFrame) else _lines(readings)
        layouts = {0: layout_of(TELEMETRY_COLUMNS)}
        batches = table.to_batches(max_chunksize=batch_rows)
        rows = list(clean_partition(batches, layouts, options(**changed)))
        return {kind: _frame(rows, kind) for kind in ("daily", "rejected", "battery", "source")}

    return clean


def _typed(frame: pd.DataFrame) -> pa.Table:
    columns = {name: pa.array(frame[name], from_pandas=True) for name in TELEMETRY_COLUMNS[2:]}
    time = pa.array(frame["Date"].astype("datetime64[us]")).cast(pa.timestamp("us", "UTC"))
    return _table(len(frame), key=pa.array(frame["Battery_ID"], pa.string()), Date=time, **columns)


def _lines(lines: list[str]) -> pa.Table:
    keys = [line.split(",")[0].strip().strip('"') or None for line in lines]
    return _table(len(lines), key=pa.array(keys, pa.string()), raw=pa.array(lines, pa.string()))


def _table(n_rows: int, **columns: pa.Array) -> pa.Table:
    place = {"file": np.zeros(n_rows), "block": np.zeros(n_rows), "row": np.arange(n_rows)}
    known = {**{name: pa.array(values) for name, values in place.items()}, **columns}
    arrays = [
        known[field.name].cast(field.type) if field.name in known else pa.nulls(n_rows, field.type)
        for field in READING
    ]
    return pa.table(arrays, schema=READING)


def _frame(rows: list[pa.RecordBatch], kind: str) -> pd.DataFrame:
    table = pa.Table.from_batches(rows, PROCESSED)
    if kind == "daily":
        frame = table.filter(pc.field("Kind").is_null()).select(DAILY.names).to_pandas()
    else:
        packed = table.filter(pc.field("Kind") == kind).to_batches()
        frame = pa.Table.from_batches(unpack(packed), FACTS[kind]).to_pandas()
    keys = {"daily": ["Battery_ID", "Date"], "battery": ["Battery_ID"], "rejected": ["Row"]}
    return frame.sort_values(keys.get(kind, ["File", "Block"]), ignore_index=True)
