"""What a stream of one event a battery and day has stored so far, and the files that come next."""

import os
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from connected_car.tables import SCHEMAS, TELEMETRY_COLUMNS

_FIRST_DAY = "2024-06-01"
_CYCLES_PER_MINUTE = 0.0024603
_ROWS_PER_GROUP = 8_192
_LATE_DAYS = 3


class StreamFleet:
    """Batteries that report at seven each morning; one in two rests at weekends."""

    def __init__(
        self, batteries: int, days: int, seed: int = 7, first_day: str = _FIRST_DAY
    ) -> None:
        rng = np.random.default_rng(seed)
        self._first_day = np.datetime64(first_day, "D")
        self.ids = np.char.add("B", np.char.zfill(np.arange(batteries).astype(str), 7))
        weekend = (self._first_day.astype(int) + np.arange(days) + 3) % 7 >= 5
        rest = np.where(rng.random((batteries, 1)) < 0.5, 0.4, 1.1)
        level = rng.lognormal(np.log(58), 0.3, (batteries, 1))
        self.minutes = level * np.where(weekend, rest, 1.0)
        self.minutes *= rng.uniform(0.7, 1.3, self.minutes.shape)
        self.cycles = np.round(self.minutes * _CYCLES_PER_MINUTE, 8)
        counter = rng.uniform(0, 100, (batteries, 1)) + np.cumsum(self.cycles, axis=1)
        self.counter = np.round(counter, 6)
        self.rating = np.round(self.counter[:, -1] + rng.uniform(-2, 150, batteries))

    def rows(self, first: int, end: int, batteries: int | None = None) -> pa.Table:
        """Return the readings of some days, of the first so many batteries."""
        n, days = batteries or len(self.ids), np.arange(first, end)
        moments = (self._first_day + days).astype("datetime64[s]") + np.timedelta64(7, "h")
        columns = {
            "Battery_ID": np.repeat(self.ids[:n], len(days)),
            "Date": np.tile(moments, n),
            "Battery_Age_Days": np.tile(100.0 + days, n),
            "Number_Of_Trips": np.full(n * len(days), 3.0),
            "Daily_Trip_Duration": self.minutes[:n, first:end].ravel(),
            "Daily_Cycles_Used": self.cycles[:n, first:end].ravel(),
            "Lifetime_Cycles_Used": self.counter[:n, first:end].ravel(),
            "Battery_Rated_Cycles": np.repeat(self.rating[:n], len(days)),
        }
        return pa.table(columns).select(TELEMETRY_COLUMNS)

    def store(self, folder: Path, days: int, late: int) -> None:
        """Write the first days as ``streamed_telemetry``.

        Args:
            folder: of the table.
            days: so many.
            late: of so many batteries the first days are left out, for ``land_late``.
        """
        from deltalake import WriterProperties, write_deltalake

        usual, others = len(self.ids) - late, self.rows(_LATE_DAYS, days)
        others = others.slice(usual * (days - _LATE_DAYS))
        rows = pa.concat_tables([self.rows(0, days, usual), others])
        schema = SCHEMAS["streamed_telemetry"]
        n = rows.num_rows
        known = {
            **{name: rows[name] for name in rows.column_names},
            "Date": rows["Date"].cast(pa.timestamp("us", tz="UTC")),
            "Status": pa.repeat("kept", n),
            "Source_File": pa.repeat("before", n),
            "Source_Row": pa.array(np.arange(1, n + 1)),
            "Batch_ID": pa.repeat(pa.scalar(-1, pa.int64()), n),
            "Run_ID": pa.repeat("before", n),
            "Message_Key": pa.nulls(n, pa.string()),
        }
        table = pa.table([known[name] for name in schema.names], schema=schema)
        properties = WriterProperties(max_row_group_size=_ROWS_PER_GROUP)
        write_deltalake(str(folder), table, writer_properties=properties)

    def land(self, folder: Path, days: range, few: int) -> None:
        """Write a file for each day, and behind them one of ``few`` batteries for three days."""
        folder.mkdir(parents=True)
        for day in days:
            batteries = len(self.ids) if day < days[-3] else few
            rows = self.rows(day, day + 1, batteries)
            pa_csv.write_csv(rows, folder / f"{day:05d}.csv")
        _date(folder)

    def land_late(self, folder: Path, late: int) -> None:
        """Write a file for each day that ``store`` has left out, the newest first."""
        for number, day in enumerate(reversed(range(_LATE_DAYS))):
            rows = self.rows(day, day + 1).slice(len(self.ids) - late)
            pa_csv.write_csv(rows, folder / f"late-{number}.csv")
        _date(folder)


def _date(folder: Path) -> None:
    """Date the files a second apart by name: Spark takes those of one moment in any order."""
    files = sorted(folder.iterdir())
    first = int(time.time()) - len(files)
    for number, file in enumerate(files):
        os.utime(file, (first + number, first + number))
