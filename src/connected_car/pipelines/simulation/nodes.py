"""Nodes of the simulation: readings in many files, vehicles, and the truth about both."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from connected_car.pages.words import some
from connected_car.pipelines.simulation import truth
from connected_car.pipelines.simulation.files import csv_maker, lazily, to_frame
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.vehicles import make_vehicles

logger = logging.getLogger(__name__)

LazyFiles = dict[str, Callable[[], Any]]


def simulate_telemetry(options: SimulationOptions) -> LazyFiles:
    """Return the readings, dirt included, as texts of CSV files that are made one by one.

    Returns:
        By name of the file, a function that makes its text; columns as ``TELEMETRY_COLUMNS``.
    """
    return lazily(options, "simulated readings", csv_maker(options))


def simulate_true_days(options: SimulationOptions) -> tuple[LazyFiles, LazyFiles]:
    """Return the true days of the data and of the time after it, each made file by file.

    Returns:
        By name of the file, a function that makes a frame with one row per battery and day and the
        columns of ``telemetry``: for the days of data, and for ``future_days`` after them.
    """
    daily, future = truth.daily_maker(options), truth.future_maker(options)
    return (
        lazily(options, "true days", lambda *battery_range: to_frame(daily(*battery_range))),
        lazily(options, "true future", lambda *battery_range: to_frame(future(*battery_range))),
    )


def describe_true_batteries(options: SimulationOptions) -> pd.DataFrame:
    """Return true counter, rating and crossing date, one row per battery."""
    return truth.describe_batteries(options)


def simulate_vehicles(options: SimulationOptions, batteries: pd.DataFrame) -> pd.DataFrame:
    """Return the vehicles in which the batteries are: ``VEHICLE_COLUMNS`` and ``Region``."""
    return make_vehicles(options, batteries)


def count_dirt(
    options: SimulationOptions,
    telemetry: Mapping[str, Any],
    vehicles: pd.DataFrame,
    inspections: pd.DataFrame,
) -> dict[str, Any]:
    """Count each kind of dirt, for all and by file; runs last, so its file marks a whole fleet.

    Args:
        options: the fleet.
        telemetry: files of readings that were written, by name.
        vehicles: vehicles that were written.
        inspections: inspections that were written.

    Returns:
        ``total`` and ``files``; see ``truth.add_up`` and ``truth.count_file_dirt``.
    """
    files = truth.count_file_dirt(options)
    total = truth.add_up(files)
    logger.info(
        "simulated %s x %s (%s): %s in %s, of which %s and %s bad ones; %s with %s of components",
        *(some(options.n_batteries, "battery", "batteries"), some(options.n_days, "day")),
        *(options.preset, some(total["rows"], "reading"), some(len(telemetry), "file")),
        *(some(total["duplicates"], "duplicate"), f"{total['rejected']:,}"),
        *(some(len(vehicles), "vehicle"), some(len(inspections), "inspection")),
    )
    return {"total": total, "files": files}
