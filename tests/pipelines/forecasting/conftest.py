"""Daily tables and options for the nodes."""

import numpy as np
import pandas as pd
import pytest

from connected_car.pipelines.forecasting.options import ForecastingOptions


@pytest.fixture
def options() -> ForecastingOptions:
    search = {
        "job_time_minutes": None,
        "metric_threshold": None,
        "max_trials": 4,
        "n_folds": 3,
        "families": ("seasonal_naive", "window_average"),
    }
    return ForecastingOptions(horizon=20, search=search, seed=7)


@pytest.fixture
def daily(make_fleet) -> pd.DataFrame:
    """Eight batteries of 200 days with gaps; one ended 40 days ago, some days are filled."""
    panel = make_fleet(n=8, days=200, missing=0.03)
    panel.y[1, -40:] = np.nan
    known = ~np.isnan(panel.y)
    ids = np.repeat(panel.ids[:, None], 200, axis=1)
    frame = pd.DataFrame(
        {
            "Battery_ID": ids[known],
            "Date": panel.days()[known].astype("datetime64[ns]"),
            "Daily_Cycles_Used": panel.y[known],
        }
    )
    filled = np.random.default_rng(1).random(len(frame)) < 0.02
    return frame.assign(
        Date=frame["Date"].dt.date,
        Is_Interpolated=filled,
        Daily_Trip_Duration=frame["Daily_Cycles_Used"] / 0.00246,
        Number_Of_Trips=5.0,
    )
