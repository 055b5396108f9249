"""Forecasting a long frame instead of a panel."""

import pandas as pd

from connected_car.forecasters.base import Forecaster
from connected_car.forecasters.panel import Panel


def forecast_frame(forecaster: Forecaster, history: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Return the forecasts ``unique_id, ds, y`` of a long frame with the same columns."""
    panel = Panel.from_frame(history)
    return pd.DataFrame(
        {
            "unique_id": panel.ids.repeat(horizon),
            "ds": panel.future_days(horizon).ravel().astype("datetime64[ns]"),
            "y": forecaster.predict(panel, horizon).ravel(),
        }
    )
