"""Groups of batteries, for scores by age, model and length of the history."""

import numpy as np
import pandas as pd

from connected_car.automl.folds import History
from connected_car.pipelines.forecasting.options import ForecastingOptions

_AGE = "Battery_Age_Days"
_UNKNOWN = "unknown"
_AGES = {"0-1 years": 365, "1-3 years": 3 * 365, "3-5 years": 5 * 365, "5 years or more": np.inf}
_LENGTHS = {"0-59 days": 60, "60-364 days": 365, "365 days or more": np.inf}


def group_batteries(
    daily: pd.DataFrame, vehicles: pd.DataFrame, history: History, options: ForecastingOptions
) -> pd.DataFrame:
    """Return the groups of each battery, in the order of the history.

    Columns: ``by age`` (at its last day of use), ``by model`` (of the last vehicle that has it),
    ``by history length`` (days with a value before the hold-out).

    Args:
        daily: one row a battery and day; the age is unknown without ``Battery_Age_Days``.
        vehicles: ``Battery_ID, Model``; may be empty.
        history: the fleet.
        options: names of the columns.
    """
    ids = pd.Index(history.panel.ids)
    known = options.plan().train(history).known_days()
    return pd.DataFrame(
        {
            "by age": _classes(_ages(daily, options).reindex(ids), _AGES),
            "by model": _models(vehicles).reindex(ids).fillna(_UNKNOWN).to_numpy(),
            "by history length": _classes(pd.Series(known), _LENGTHS),
        },
        index=ids,
    )


def _ages(daily: pd.DataFrame, options: ForecastingOptions) -> pd.Series:
    if _AGE not in daily.columns:
        return pd.Series(dtype=float)
    used = daily[daily[options.target].notna()]
    return used.groupby(used[options.series_id].astype(str))[_AGE].max()


def _models(vehicles: pd.DataFrame) -> pd.Series:
    last = vehicles.sort_values("In_Service_Date").drop_duplicates("Battery_ID", keep="last")
    return last.set_index("Battery_ID")["Model"]


def _classes(values: pd.Series, bounds: dict[str, float]) -> np.ndarray:
    edges = np.array(list(bounds.values()))
    names = np.array([*bounds, _UNKNOWN])
    numbers = values.to_numpy(dtype=float)
    places = np.searchsorted(edges, numbers, side="right")
    return names[np.where(np.isnan(numbers), len(bounds), places)]
