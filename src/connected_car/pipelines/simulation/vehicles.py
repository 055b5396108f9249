"""Which battery is in which vehicle."""

from datetime import timedelta

import numpy as np
import pandas as pd

from connected_car.pipelines.simulation.blocks import Stream, block_rng
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.presets import PRESETS
from connected_car.tables import VEHICLE_COLUMNS

_MODELS = ("Aster", "Boreal", "Cirrus", "Dune")
_MODEL_SHARES = (0.4, 0.3, 0.2, 0.1)
_LANGUAGES = ("en", "de", "fr", "es")
_LANGUAGE_SHARES = (0.4, 0.3, 0.2, 0.1)
_REGIONS = ("North", "South", "East", "West")
_REGION_SHARES = (0.35, 0.3, 0.2, 0.15)
_WITHOUT_READINGS = 0.05
_MOVED_EVERY, _FIRST_MOVED = 100, 37


def make_vehicles(options: SimulationOptions, batteries: pd.DataFrame) -> pd.DataFrame:
    """Return the vehicles: one a battery, some without readings, some batteries in two of them.

    One battery in a hundred was moved: it has two rows, and the vehicle with the later
    ``In_Service_Date`` has it now. One vehicle in twenty has a battery that sent no readings.

    Args:
        options: the fleet.
        batteries: ``Battery_ID`` and ``In_Service_Date`` of each battery with readings.
    """
    rng = block_rng(options.seed, 0, Stream.VEHICLES)
    owned = batteries[["Battery_ID", "In_Service_Date"]]
    frame = pd.concat([owned, _silent(options), _moved(options, owned, rng)], ignore_index=True)
    n = len(frame)
    frame["Vehicle_ID"] = [f"V{number + 1:06d}" for number in range(n)]
    frame["Model"] = rng.choice(_MODELS, n, p=_MODEL_SHARES)
    frame["Language"] = rng.choice(_LANGUAGES, n, p=_LANGUAGE_SHARES)
    frame["Region"] = rng.choice(_REGIONS, n, p=_REGION_SHARES)
    return frame[[*VEHICLE_COLUMNS, "Region"]]


def _silent(options: SimulationOptions) -> pd.DataFrame:
    battery_id, n = PRESETS[options.preset].battery_id, options.n_batteries
    numbers = range(n, n + int(np.ceil(_WITHOUT_READINGS * n)))
    since = [options.end_date - timedelta(days=30 + 7 * (i % 100)) for i in numbers]
    ids = [battery_id(i) for i in numbers]
    return pd.DataFrame({"Battery_ID": ids, "In_Service_Date": since})


def _moved(
    options: SimulationOptions, owned: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    moved = owned.iloc[_FIRST_MOVED::_MOVED_EVERY]
    days_ago = rng.integers(0, options.n_days, len(moved)) // 2
    since = [options.end_date - timedelta(days=int(days)) for days in days_ago]
    return moved.assign(In_Service_Date=since)
