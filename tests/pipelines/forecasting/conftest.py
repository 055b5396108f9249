"""Daily tables and options for the nodes."""

from copy import deepcopy

import numpy as np
import pandas as pd
import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.pipelines.forecasting import create_pipeline, nodes
from connected_car.pipelines.forecasting.options import ForecastingOptions
from connected_car.risk.learning import LearnedPolicy
from connected_car.risk.policy import RiskPolicy
from tools.project import parameters


@pytest.fixture(scope="session")
def options() -> ForecastingOptions:
    """The project's own, with a short horizon and two quick families."""
    options = parameters("forecasting") | {"horizon": 20, "seed": 7}
    options["search"] |= {"max_trials": 4, "families": ("seasonal_naive", "window_average")}
    return ForecastingOptions(**options)


@pytest.fixture(scope="session")
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
        Battery_Age_Days=[100 + 300 * int(i[-1]) for i in frame["Battery_ID"]],
        Lifetime_Cycles_Used=frame.groupby("Battery_ID")["Daily_Cycles_Used"].cumsum(),
        Battery_Rated_Cycles=50.0,
    )


@pytest.fixture
def vehicles() -> pd.DataFrame:
    """Three vehicles; the second battery moved from a Volta to an Ampere."""
    ids = ["battery-0000", "battery-0001", "battery-0001"]
    since = pd.to_datetime(["2024-01-01", "2024-01-01", "2025-01-01"])
    models = ["Volta", "Volta", "Ampere"]
    return pd.DataFrame({"Battery_ID": ids, "Model": models, "In_Service_Date": since})


@pytest.fixture(scope="session")
def history(daily, options):
    return nodes.build_history(daily, options)


@pytest.fixture(scope="session")
def searched(history, options, tmp_path_factory):
    return nodes.search_forecasters(history, None, tmp_path_factory.mktemp("search"), options)


@pytest.fixture
def result(searched):
    return deepcopy(searched)


@pytest.fixture
def noise(history, result, options):
    return nodes.measure_noise(history, result, options)


@pytest.fixture
def decision(result, noise, options):
    return nodes.choose_champion(result, None, noise, options)


@pytest.fixture
def holdout(history, decision, options):
    return nodes.forecast_holdout(history, decision, options)


@pytest.fixture
def fit_champion():
    """Fit a champion with the policy that nothing was learned for, on data version 4."""

    def fit(history, decision, present, options):
        return nodes.fit_champion(
            history=history,
            decision=decision,
            champion_before=present,
            risk_policy=LearnedPolicy(RiskPolicy(), "not learned"),
            options=options,
            data_version=4,
        )

    return fit


@pytest.fixture
def run_pipeline(vehicles, tmp_path):
    """Run the pipeline on daily data; the registry is a memory dataset."""

    def run(daily: pd.DataFrame, options: ForecastingOptions) -> DataCatalog:
        given = {
            "daily_telemetry@source": daily,
            "daily_telemetry@version": 4,
            "forecast_search": tmp_path,
            "vehicles": vehicles,
            "params:forecasting": options,
        }
        catalog = DataCatalog({name: MemoryDataset(data) for name, data in given.items()})
        catalog["champion_before"] = MemoryDataset(None)
        for name in create_pipeline().all_outputs():
            catalog[name] = MemoryDataset(copy_mode="assign")
        SequentialRunner().run(create_pipeline(), catalog)
        return catalog

    return run
