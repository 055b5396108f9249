"""The one scoring function: days of many batteries in, forecasts and risk out.

Batch and stream both call it. A battery's numbers depend on its own days alone, so any split of a
fleet gives the same answer.
"""

import numpy as np
import pandas as pd

from connected_car.errors import UserError
from connected_car.forecasters.base import Forecaster
from connected_car.risk.classes import classify
from connected_car.risk.options import RiskOptions
from connected_car.risk.probability import crossing_shares, interval, running_totals
from connected_car.risk.reasons import reasons
from connected_car.risk.replacement import dates_after, days_to_crossing
from connected_car.risk.states import BatteryStates, battery_states

_PATHS_AT_ONCE = 400_000  # bounds the memory: 96 MB for an array of sums over 30 days


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
        has ``horizon`` rows, days ascending) and risk (one row a battery; the columns of
        ``battery_risk`` up to ``Reason``), both in the order of the battery ids.
    """
    states = battery_states(daily, options.history_days)
    block = max(1, _PATHS_AT_ONCE // options.n_paths)
    starts = range(0, len(states.panel.ids), block)
    parts = [_score_block(states.select(slice(s, s + block)), forecaster, options) for s in starts]
    forecasts, risk = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    return forecasts, risk


def _score_block(
    states: BatteryStates, forecaster: Forecaster, options: RiskOptions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    mean = forecaster.predict(states.panel, options.horizon)
    paths = forecaster.sample(
        states.panel, options.horizon, options.n_paths, options.seed, point=mean
    )
    return _forecasts(states, mean, paths), _risk(states, mean, paths, options)


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


def _risk(
    states: BatteryStates, mean: np.ndarray, paths: np.ndarray, options: RiskOptions
) -> pd.DataFrame:
    remaining = states.rating - states.lifetime
    rate, running = mean.mean(axis=1), running_totals(paths)
    totals, shares = running[:, :, -1], crossing_shares(running, remaining)
    lower, upper = interval(totals, mean.sum(axis=1))
    probability = np.where(remaining <= 0, 1.0, shares[:, -1])
    days = days_to_crossing(shares, remaining, np.median(totals, axis=1), rate)
    dates = dates_after(states.panel.last_day, days)
    return pd.DataFrame(
        {
            "Battery_ID": states.panel.ids,
            "As_Of_Date": states.panel.last_day,
            "Lifetime_Cycles_Used": states.lifetime,
            "Battery_Rated_Cycles": states.rating,
            "Forecast_Cycles_30d": mean.sum(axis=1),
            "Lower_80_30d": lower,
            "Upper_80_30d": upper,
            "Failure_Probability": probability,
            "Expected_Replacement_Date": dates,
            "Risk": classify(probability, remaining, options.watch_above, options.alert_above),
            "Reason": reasons(
                states,
                probability=probability,
                rate=rate,
                days=days,
                dates=dates,
                horizon=options.horizon,
                short_history_days=options.short_history_days,
            ),
        }
    )
