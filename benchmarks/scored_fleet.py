"""A large fleet's daily table as data_processing would have stored it, and a forecaster for it."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from connected_car.forecasters import Panel, make
from connected_car.forecasters.family import Family
from connected_car.tables import SCHEMAS

DAYS = 400
LAST_DAY = np.datetime64("2026-06-30", "D")
_BATTERIES_PER_FILE = 5_000
_CYCLES_PER_MINUTE = 0.0024603
_SHARE_FILLED = 0.03
_TAUGHT = 2_000  # batteries that the forecaster learns from


def write_daily_table(folder: Path, batteries: int, seed: int = 7, n_days: int = DAYS) -> None:
    """Write ``daily_telemetry`` as Delta unless it is there already.

    As ``data_processing`` does, a few million rows a file, all days of a battery in one; here they
    are sorted by battery and day as well.
    """
    from deltalake import convert_to_deltalake

    if (folder / "_delta_log").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)  # begun, and not finished
    folder.mkdir(parents=True)
    for first in range(0, batteries, _BATTERIES_PER_FILE):
        count = min(_BATTERIES_PER_FILE, batteries - first)
        block = daily_block(first, count, seed, n_days)
        pq.write_table(block, folder / f"{first:07d}.parquet")
    convert_to_deltalake(folder)


def daily_block(first: int, count: int, seed: int, n_days: int = DAYS) -> pa.Table:
    """Return all days of ``count`` batteries; half of them rest at weekends."""
    rng = np.random.default_rng([seed, first])
    days = LAST_DAY - np.arange(n_days - 1, -1, -1)
    weekend = (days.astype(int) + 3) % 7 >= 5
    level = rng.lognormal(np.log(58), 0.3, (count, 1))
    rest = np.where(rng.random((count, 1)) < 0.5, 0.4, 1.1)
    minutes = level * np.where(weekend, rest, 1.0) * rng.uniform(0.7, 1.3, (count, n_days))
    cycles = minutes * _CYCLES_PER_MINUTE
    counter = rng.uniform(0, 100, (count, 1)) + np.cumsum(cycles, axis=1)
    left = rng.uniform(-2, 150, count)  # so that each class of risk occurs
    filled = rng.random((count, n_days)) < _SHARE_FILLED
    n = count * n_days
    ids = np.char.add("B", np.char.zfill(np.arange(first, first + count).astype(str), 7))
    columns = {
        "Battery_ID": pa.DictionaryArray.from_arrays(
            np.repeat(np.arange(count, dtype=np.int32), n_days), pa.array(ids)
        ).cast(pa.string()),
        "Date": np.tile(days, count),
        "Battery_Age_Days": np.tile(np.arange(n_days, dtype=float), count),
        "Number_Of_Trips": rng.integers(1, 9, n).astype(float),
        "Daily_Trip_Duration": minutes.ravel(),
        "Daily_Cycles_Used": cycles.ravel(),
        "Lifetime_Cycles_Used": counter.ravel(),
        "Battery_Rated_Cycles": np.repeat(counter[:, -1] + left, n_days),
        "Observed_Readings": np.where(filled, 0, 1).ravel().astype(np.int32),
        "Is_Interpolated": filled.ravel(),
        "Run_ID": pa.nulls(n, pa.string()),
    }
    return pa.table(columns).cast(SCHEMAS["daily_telemetry"])


def fitted(family: str) -> Family:
    """Return a family with its defaults, fitted on part of such a fleet."""
    block = daily_block(0, _TAUGHT, 7)
    names = {"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    frame = block.select([*names]).rename_columns([*names.values()]).to_pandas()
    return make(family).fit(Panel.from_frame(frame))
