"""The one scoring function: days of many batteries in, forecasts and numbers of their risk out.

Batch and stream both call it. A battery's numbers depend on its own days alone, so any split of a
fleet gives the same answer. What they mean is decided in ``decisions.py``.
"""

import numpy as np
import pandas as pd

from connected_car.errors import UserError
from connected_car.forecasters.base import Forecaster
from connected_car.risk.numbers import battery_numbers
from connected_car.risk.options import RiskOptions
from connected_car.risk.probability import interval
from connected_car.risk.states import BatteryStates, battery_states

_PATHS_AT_ONCE = 100_000  # 24 MB for an array of sums: larger ones cost new pages each time


def check_scorable(forecaster: Forecaster) -> None:
    """Raise ``UserError`` for a forecaster that wants to know more of the days to come."""
    if forecaster.known_columns:
        raise UserError(
            f"the champion was fitted with columns known in advance "
            f"({', '.join(forecaster.known_columns)}), which stored days do not hold for the days "
            "to come: kedro run --pipelines forecasting without forecasting.known_in_advance fits "
            "one that needs none"
        )


def score_batteries(
    daily: pd.DataFrame, forecaster: Forecaster, options: RiskOptions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score every battery on its last day.

    Args:
        daily: columns ``states.STATE_COLUMNS``, one row a battery and day, in any order;
            at least one battery.
        forecaster: the fitted champion.
        options: see ``RiskOptions``.

    Returns:
        Forecasts (``Battery_ID, Date, Forecast_Cycles, Lower_80, Upper_80, As_Of_Date``; a battery
        has ``horizon`` rows, days ascending) and numbers (one row a battery; ``Battery_ID`` and
        the columns of ``numbers.NUMBERS``), both in the order of the battery ids.
    """
    return score_states(battery_states(daily, options.history_days), forecaster, options)


def score_states(
    states: BatteryStates, forecaster: Forecaster, options: RiskOptions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score batteries whose states are known; see ``score_batteries``."""
    block = max(1, _PATHS_AT_ONCE // options.n_paths)
    starts = range(0, len(states.panel.ids), block)
    parts = [_score_block(states.select(slice(s, s + block)), forecaster, options) for s in starts]
    forecasts, numbers = (
        pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True)
    )
    return forecasts, numbers


def score_numbers(
    states: BatteryStates, forecaster: Forecaster, options: RiskOptions
) -> pd.DataFrame:
    """Return the numbers alone, as ``score_states`` does; the caller cuts the fleet into blocks."""
    return battery_numbers(states, *forecast_paths(states, forecaster, options))


def _score_block(
    states: BatteryStates, forecaster: Forecaster, options: RiskOptions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    mean, paths = forecast_paths(states, forecaster, options)
    return _forecasts(states, mean, paths), battery_numbers(states, mean, paths)


def forecast_paths(
    states: BatteryStates, forecaster: Forecaster, options: RiskOptions
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean ``(n, horizon)`` and the sample paths ``(n, draws, horizon)``."""
    panel, horizon = states.panel, options.horizon
    mean = forecaster.predict(panel, horizon)
    return mean, forecaster.sample(panel, horizon, options.n_paths, options.seed, point=mean)


def _forecasts(states: BatteryStates, mean: np.ndarray, paths: np.ndarray) -> pd.DataFrame:
    horizon = mean.shape[1]
    lower, upper = interval(paths, mean)
    return pd.DataFrame(
        {
            "Battery_ID": np.repeat(states.panel.ids, horizon),
            "Date": states.panel.future_days(horizon).ravel(),
            "Forecast_Cycles": mean.ravel(),
            "Lower_80": lower.ravel(),
            "Upper_80": upper.ravel(),
            "As_Of_Date": np.repeat(states.panel.last_day, horizon),
        }
    )
