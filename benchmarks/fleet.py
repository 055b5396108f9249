"""Readings of a large fleet as Parquet, with gaps, duplicates and bad values in known shares."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DAYS = 400
BATTERIES_PER_FILE = 5_000
CYCLES_PER_MINUTE = 0.0024603


def write_fleet(folder: Path, readings: int, seed: int = 7) -> None:
    """Write about that many readings, 400 days a battery, unless they are there already."""
    batteries = max(1, round(readings / DAYS))
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, batteries, BATTERIES_PER_FILE):
        path = folder / f"part-{first:07d}.parquet"
        if not path.exists():
            count = min(BATTERIES_PER_FILE, batteries - first)
            hidden = path.with_suffix(".tmp")
            pq.write_table(_readings(first, count, seed), hidden)
            hidden.rename(path)


def _readings(first: int, count: int, seed: int) -> pa.Table:
    rng = np.random.default_rng([seed, first])
    day = np.tile(np.arange(DAYS), count)
    battery = np.repeat(np.arange(first, first + count), DAYS)
    minutes = rng.lognormal(np.log(58), 0.3, count).repeat(DAYS) * rng.uniform(0.7, 1.3, day.size)
    cycles = minutes * CYCLES_PER_MINUTE
    counter = np.cumsum(cycles.reshape(count, DAYS), axis=1).ravel()
    minutes[rng.random(day.size) < 0.001] = 2_000  # impossible: a day has 1,440
    kept = rng.random(day.size) > 0.03  # gaps
    rows = np.flatnonzero(kept)
    rows = np.sort(np.concatenate([rows, rng.choice(rows, rows.size // 100)]))  # duplicates
    start = np.datetime64("2025-01-01", "us")
    return pa.table(
        {
            "Battery_ID": pa.array(battery[rows]).cast(pa.string()),
            "Date": pa.array(start + day[rows].astype("timedelta64[D]")),
            "Battery_Age_Days": pa.array(day[rows].astype(float)),
            "Number_Of_Trips": pa.array(rng.integers(1, 9, rows.size).astype(float)),
            "Daily_Trip_Duration": pa.array(minutes[rows]),
            "Daily_Cycles_Used": pa.array(cycles[rows]),
            "Lifetime_Cycles_Used": pa.array(counter[rows]),
            "Battery_Rated_Cycles": pa.array(np.full(rows.size, 200.0)),
        }
    )
