"""Folds and settings for searches."""

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.folds import History, Plan
from connected_car.automl.options import SearchOptions
from connected_car.automl.search import search
from connected_car.forecasters import Panel

FAMILIES_TRIED = ("mean", "seasonal_naive", "window_average", "lightgbm")


@pytest.fixture(scope="session")
def settings():
    """Make search settings; all families, eight trials."""

    def make(**changes) -> SearchOptions:
        given = {
            "primary_metric": "nrmse",
            "job_time_minutes": None,
            "metric_threshold": None,
            "max_trials": 8,
            "patience": None,
            "seconds_per_trial": None,
            "n_folds": 3,
            "fold_step": None,
            "families": FAMILIES_TRIED,
            "blocked_families": (),
            "country": None,
            "sample_batteries": 500,
            "workers": 1,
            "prune": False,
            "ensemble": False,
        }
        return SearchOptions(**{**given, **changes})

    return make


@pytest.fixture(scope="session")
def run_search(settings, tmp_path_factory):
    """Search over a panel of which each day was observed."""

    def run(panel: Panel, seed=7, horizon=30, folder=None, present=None, **changes):
        options = settings(**changes)
        plan = Plan(horizon, options.n_folds, horizon, 0)
        folder = folder or tmp_path_factory.mktemp("search")
        history = History(panel, panel.y)
        return search(history, plan, options, seed=seed, folder=folder, present=present)

    return run


@pytest.fixture(scope="session")
def lab_panel(lab_file) -> Panel:
    """The workshop's battery."""
    raw = pd.read_csv(lab_file)
    names = {"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    return Panel.from_frame(raw.rename(columns=names).assign(unique_id="0"))


@pytest.fixture(scope="session")
def weekly_fleet(make_fleet) -> Panel:
    """Forty batteries with a weekly pattern."""
    panel = make_fleet(n=40, days=300, kind="weekly", missing=0.03)
    assert np.isnan(panel.y).any()
    return panel
