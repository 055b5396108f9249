"""The nodes: work, refuse, leave their input as it was."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from connected_car.automl.champion import choose
from connected_car.automl.recipes import Recipe
from connected_car.datasets.champion import Champion
from connected_car.errors import UserError
from connected_car.forecasters import make
from connected_car.pipelines.forecasting import drawing, measuring, nodes
from connected_car.pipelines.forecasting.batteries import group_batteries
from connected_car.pipelines.forecasting.options import ForecastingOptions


def test_the_history_is_aligned_at_the_fleets_last_day(daily, options, history):
    before = daily.copy(deep=True)
    nodes.build_history(daily, options)
    pd.testing.assert_frame_equal(daily, before)
    assert (history.panel.last_day == np.datetime64("2026-06-30")).all()
    assert np.isnan(history.panel.y[1, -40:]).all()
    assert history.panel.known_days().sum() == len(daily)


def test_interpolated_days_are_known_but_not_scored(daily, history):
    both_known = ~np.isnan(history.panel.y)
    assert (both_known & np.isnan(history.observed)).sum() == daily["Is_Interpolated"].sum() > 0


def test_what_is_known_only_after_the_day_does_not_enter(daily, options, history):
    other = daily.assign(Daily_Trip_Duration=0.0, Number_Of_Trips=0.0)
    again = nodes.build_history(other, options)
    np.testing.assert_array_equal(again.panel.y, history.panel.y)
    lean = daily.drop(columns=["Daily_Trip_Duration", "Number_Of_Trips"])
    np.testing.assert_array_equal(nodes.build_history(lean, options).panel.y, history.panel.y)


def test_no_battery_and_too_few_days_are_refused(daily, options):
    with pytest.raises(UserError, match="no battery"):
        nodes.build_history(daily.head(0), options)
    with pytest.raises(UserError, match=r"need 108: lower forecasting\.search\.n_folds"):
        nodes.build_history(daily[daily["Date"] > pd.Timestamp("2026-04-01").date()], options)


def test_the_present_champion_is_compared_on_the_same_folds(history, options, tmp_path):
    present = make("window_average", window=182).fit(history.panel)
    result = nodes.search_forecasters(history, Champion(present), tmp_path, options)
    assert result.trials[-1].recipe == Recipe("window_average", {"window": 182})
    assert len(result.trials) == 5


def test_the_leaderboard_has_a_row_for_each_trial(result):
    assert len(nodes.tabulate_leaderboard(result)) == 4


def test_the_champion_is_fitted_on_all_days(fit_champion, history, decision, options):
    champion = fit_champion(history, decision, None, options)
    assert champion.version is None
    assert champion.tags["data_version"] == "4"
    assert champion.tags["family"] == decision.recipe.family == champion.forecaster.family
    expected = make("mean", seed=7).fit(history.panel)
    assert champion.forecaster.to_files() == expected.to_files()


@pytest.fixture
def groups(daily, vehicles, history, options):
    return group_batteries(daily, vehicles, history, options)


def test_batteries_are_grouped_by_age_model_and_history(groups):
    assert groups["by age"].tolist() == [
        *["0-1 years", "1-3 years", "1-3 years", "1-3 years"],
        *["3-5 years", "3-5 years", "5 years or more", "5 years or more"],
    ]
    assert groups["by model"].tolist() == ["Volta", "Ampere", *["unknown"] * 6]
    assert set(groups["by history length"]) == {"60-364 days"}


def test_without_ages_and_vehicles_the_groups_are_unknown(daily, vehicles, history, options):
    lean = daily.drop(columns="Battery_Age_Days")
    found = group_batteries(lean, vehicles.head(0), history, options)
    assert set(found["by age"]) == set(found["by model"]) == {"unknown"}


def test_the_metrics_stand_beside_the_means_and_nothing_is_nan(
    holdout, result, decision, groups, options
):
    metrics = measuring.measure_champion(holdout, result, decision, groups, options)
    slices = pd.DataFrame(metrics["slices"])
    assert slices.iloc[0]["score"] == pytest.approx(metrics["holdout"]["nrmse"])
    assert set(slices["slice"]) == {"all", "by horizon", "by weekday", *groups.columns}
    cut = slices[slices["value"] == "cut to 7-59 days"]
    assert cut["batteries"].tolist() == [8]
    assert cut["coverage_80_sum"].notna().all()
    assert metrics["champion"] == "mean"
    assert metrics["holdout"] == metrics["holdout_mean"]
    assert metrics["folds"]["nrmse"] == pytest.approx(decision.trial.value)
    values = [v for group in metrics.values() if isinstance(group, dict) for v in group.values()]
    assert all(value is None or np.isfinite(value) for value in values)
    listed = measuring.list_metrics(metrics)
    assert listed["holdout.mae"] == {"value": metrics["holdout"]["mae"], "step": 0}
    assert "holdout.zero_range_mae" not in listed


def test_the_chart_shows_six_batteries_with_truth_forecast_and_band(holdout):
    figure = drawing.draw_predicted_vs_true(holdout)
    titles = [note.text for note in figure.layout.annotations]
    assert len(titles) == 6
    assert titles[0].endswith("(best)")
    assert titles[-1].endswith("(worst)")
    assert [trace.name for trace in figure.data[:3]] == ["80 % band", "true", "predicted"]
    assert sum(bool(trace.showlegend) for trace in figure.data) == 3
    assert len(figure.data) == 18


def test_the_chart_of_a_single_battery(daily, options, tmp_path):
    alone = nodes.build_history(daily[daily["Battery_ID"] == "battery-0000"], options)
    decision = choose(nodes.search_forecasters(alone, None, tmp_path, options))
    figure = drawing.draw_predicted_vs_true(nodes.forecast_holdout(alone, decision, options))
    assert len(figure.data) == 3


def test_the_summary_has_the_keys_that_others_read(result, decision, noise, history):
    champion = Champion(make("mean").fit(history.panel), {}, "3", "pumps")
    summary = measuring.summarise_forecast(result, decision, noise, champion, 12)
    assert list(summary) == [
        "champion",
        "primary_metric",
        "score",
        "mean_score",
        "verdict",
        "exit_criterion",
        "trials",
        "seconds",
        "batteries_searched",
        "batteries",
        "noise",
        "model_name",
        "model_version",
        "data_version",
    ]
    versions = [summary[key] for key in ("model_name", "model_version", "data_version")]
    assert versions == ["pumps", "3", 12]


def test_a_champion_that_may_not_be_replaced_is_not_fitted_anew(
    fit_champion, history, decision, options
):
    present = Champion(make("window_average").fit(history.panel), {}, "3")
    fixed = options.model_copy(update={"replace_champion": False})
    assert fit_champion(history, decision, present, fixed) is present


def test_the_verdict_tells_what_noise_would_score(decision, noise):
    assert decision.verdict.endswith(noise.describe())
    assert 0 < noise.spread < 0.5
    assert 0 <= noise.luck <= 1


def test_a_wrong_preset_is_the_only_complaint(options):
    given = options.model_dump()
    given["search"] |= {"preset": "fast", "families": None, "prune": None}
    with pytest.raises(ValidationError) as refused:
        ForecastingOptions(**given)
    assert [error["loc"] for error in refused.value.errors()] == [("search", "preset")]


def test_a_charging_log_is_spread_over_the_days_that_it_pays_for(daily, options):
    """Zeros without a reading are days that the next charge pays for; read zeros are no use."""
    log = daily["Battery_ID"] == "battery-0002"
    unread = log & (np.arange(len(daily)) % 3 > 0)
    cycles = daily["Daily_Cycles_Used"].where(~unread, 0.0)
    stored = daily.assign(
        Daily_Cycles_Used=cycles,
        Observed_Readings=np.where(unread | daily["Is_Interpolated"], 0, 1),
        Is_Interpolated=daily["Is_Interpolated"] & ~unread,
    )
    history, plain = nodes.build_history(stored, options), nodes.build_history(daily, options)
    row = list(history.panel.ids).index("battery-0002")
    assert np.isnan(history.panel.y[row, -1]) or history.panel.read[row, -1]
    assert np.nanmax(history.panel.y[row]) < cycles[log].max()
    paid = ~np.isnan(history.panel.y[row])
    assert (history.panel.y[row][paid] > 0).mean() > 0.95
    others = np.arange(len(history.panel.ids)) != row
    np.testing.assert_array_equal(history.panel.y[others], plain.panel.y[others])
