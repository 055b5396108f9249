"""How a fleet is cut into files, each made only when it is about to be written."""

import logging
import time
from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa

from connected_car.pipelines.simulation.csv_text import file_kind, to_csv
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.presets import PRESETS
from connected_car.pipelines.simulation.readings import dirty_readings

logger = logging.getLogger(__name__)
_SECONDS_BETWEEN_LINES = 5.0


def battery_ranges(options: SimulationOptions) -> dict[str, tuple[int, int]]:
    """Return, for the name of each file, its first battery and the one after its last."""
    size, n = options.batteries_per_file, options.n_batteries
    starts = range(0, n, size)
    width = max(4, len(str(len(starts))))
    return {
        f"readings_{number + 1:0{width}d}": (start, min(start + size, n))
        for number, start in enumerate(starts)
    }


def file_kinds(options: SimulationOptions) -> dict[str, str]:
    """Return what is odd about each file, by its name."""
    with_faults = PRESETS[options.preset].dirt(options.dirt).file_faults
    names = battery_ranges(options)
    return {name: file_kind(number, with_faults) for number, name in enumerate(names)}


def lazily(options: SimulationOptions, what: str, make: Callable[..., Any]) -> dict[str, Any]:
    """Return a function without arguments for each file.

    Args:
        options: the fleet.
        what: what is written, for the log.
        make: (name of the file, first battery, battery after the last) -> content.
    """
    ranges = battery_ranges(options)
    progress = Progress(what, len(ranges))

    def later(name: str, first: int, stop: int) -> Callable[[], Any]:
        def content() -> Any:
            made = make(name, first, stop)
            progress.step()
            return made

        return content

    return {name: later(name, first, stop) for name, (first, stop) in ranges.items()}


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return a frame on the table's own memory."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def csv_maker(options: SimulationOptions) -> Callable[[str, int, int], str]:
    """Return the function that makes the text of one file of readings."""
    battery_id, kinds = PRESETS[options.preset].battery_id, file_kinds(options)

    def make(name: str, first: int, stop: int) -> str:
        return to_csv(dirty_readings(options, first, stop), battery_id, kinds[name])

    return make


class Progress:
    """Logs the share done, at most at each tenth and every five seconds."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._last_line = time.monotonic()

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        is_tenth = self._done * 10 // self._total > (self._done - 1) * 10 // self._total
        if is_tenth and time.monotonic() - self._last_line > _SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            share = 100 * self._done // self._total
            logger.info("%s: %d %% (%d of %d files)", self._what, share, self._done, self._total)
