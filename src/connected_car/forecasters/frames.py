"""Forecasting a long frame instead of a panel."""

import pandas as pd

from connected_car.forecasters.base import Forecaster
from connected_car.forecasters.panel import Panel


def forecast_frame(forecaster: Forecaster, history: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Return the forecasts ``unique_id, ds, y`` of a long frame with the same columns.

    Args:
        forecaster: a fitted one.
        history: one row a battery and day; where it has columns that the forecaster knows in
            advance, rows without ``y`` after a battery's last one hold them for the days to come.
        horizon: days ahead.
    """
    known = [name for name in forecaster.known_columns if name in history]
    days = history[history["y"].notna()] if known else history
    panel = Panel.from_frame(days).with_known(history, known, horizon)
    return pd.DataFrame(
        {
            "unique_id": panel.ids.repeat(horizon),
            "ds": panel.future_days(horizon).ravel().astype("datetime64[ns]"),
            "y": forecaster.predict(panel, horizon).ravel(),
        }
    )
