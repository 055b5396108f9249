"""The leaderboard."""

import json

import pytest

from connected_car.automl.leaderboard import leaderboard


@pytest.fixture(scope="module")
def table(run_search, make_fleet):
    fleet = make_fleet(n=15, days=250, kind="shift")
    return leaderboard(run_search(fleet, families=("seasonal_naive", "window_average")))


def test_it_is_sorted_from_the_best_to_the_worst(table):
    assert table["NRMSE"].is_monotonic_increasing
    assert table["Rank"].tolist() == list(range(1, len(table) + 1))
    assert sorted(table["Trial"]) == list(range(1, len(table) + 1))


def test_each_trial_has_its_hyperparameters_folds_and_difference_to_the_mean(table):
    mean = table[table["Family"] == "mean"].iloc[0]
    assert mean["Difference_To_Mean"] == 0
    windows = [json.loads(h).get("window") for h in table["Hyperparameters"]]
    assert sum(window is not None for window in windows) == 6
    folds = table[["NRMSE_Fold_1", "NRMSE_Fold_2", "NRMSE_Fold_3"]]
    assert folds.mean(axis=1).tolist() == pytest.approx(table["NRMSE"].tolist())
    gap = mean["NRMSE"] - table["NRMSE"]
    assert table["Difference_To_Mean"].tolist() == pytest.approx(gap.tolist())


def test_the_other_metrics_are_there(table):
    expected = {"MAE", "RMSE", "Median_AE", "MAPE", "SMAPE", "RMSLE", "R2", "Explained_Variance"}
    expected |= {"Spearman", "MASE", "WAPE_Sum", "Pinball", "Coverage_80", "Coverage_80_Sum"}
    assert expected <= set(table.columns)
    assert table[sorted(expected)].notna().all().all()
