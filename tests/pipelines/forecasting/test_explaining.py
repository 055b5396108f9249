"""The nodes that explain the champion and write its card."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.lineage import NOT_RECORDED
from connected_car.automl.recipes import Recipe
from connected_car.datasets.champion import Champion
from connected_car.errors import UserError
from connected_car.forecasters import make
from connected_car.pipelines.forecasting import explaining, measuring, nodes
from connected_car.pipelines.forecasting.batteries import group_batteries
from connected_car.pipelines.forecasting.card import _windows_note


@pytest.fixture
def metrics(daily, vehicles, history, holdout, result, decision, options):  # noqa: PLR0917
    groups = group_batteries(daily, vehicles, history, options)
    return measuring.measure_champion(holdout, result, decision, groups, options)


@pytest.fixture
def champion(fit_champion, history, decision, options):
    fitted = fit_champion(history, decision, None, options)
    return Champion(fitted.forecaster, fitted.tags, "3", "pumps")


@pytest.fixture
def explained(history, holdout, champion, daily, options):
    return explaining.explain_champion(history, holdout, champion, daily, options)


@pytest.fixture
def lineage(result, decision, champion):
    return explaining.trace_champion(result, decision, champion, 4)


def test_the_words_are_plain_json_with_the_sentences_of_each_battery(explained):
    explanation, words = explained
    assert json.loads(json.dumps(words, allow_nan=False)) == words
    assert words["family"] == "mean"
    assert len(words["batteries"]) == len(explanation.batteries) >= 2
    for battery, listed in zip(explanation.batteries, words["batteries"], strict=True):
        assert [s["text"] for s in listed["sentences"]] == [s.text for s in battery.sentences]
        assert all(s["numbers"] for s in listed["sentences"])


def test_explaining_leaves_its_input_as_it_was(history, holdout, champion, daily, options):
    frame, y = daily.copy(deep=True), history.panel.y.copy()
    explaining.explain_champion(history, holdout, champion, daily, options)
    pd.testing.assert_frame_equal(daily, frame)
    np.testing.assert_array_equal(history.panel.y, y)


def test_the_first_to_reach_its_rating_is_shown_first(history, holdout, champion, daily, options):
    rated = np.where(daily["Battery_ID"] == "battery-0005", 0.5, 1000.0)
    soon = daily.assign(Battery_Rated_Cycles=daily["Lifetime_Cycles_Used"].max() + rated)
    explanation, _ = explaining.explain_champion(history, holdout, champion, soon, options)
    assert explanation.batteries[0].heading.startswith("The one that reaches its rating first")
    last = soon.sort_values("Date").groupby("Battery_ID").last()
    left = last["Battery_Rated_Cycles"] - last["Lifetime_Cycles_Used"]
    assert left.idxmin() == "battery-0005"


def test_the_figure_shows_the_batteries(explained):
    figure = explaining.draw_explanation(explained[0])
    shown = " ".join(note.text for note in figure.layout.annotations)
    assert all(battery.battery in shown for battery in explained[0].batteries)


def test_the_card_is_written_in_both_forms(history, metrics, explained, lineage, options):
    html, markdown = explaining.write_model_card(history, metrics, explained[0], lineage, options)
    for text in ("Battery forecaster, version 3: mean", "There was no champion before."):
        assert text in html
        assert text in markdown
    first = history.panel.future_days(1)[0, 0] - np.timedelta64(80, "D")
    assert f"{first.item().day} {first.item():%B %Y}" in markdown  # hold-out and folds of 20 days
    assert f"{metrics['holdout']['nrmse']:.4g}" in markdown
    assert (
        "model_name=pumps,data_version=4,forecasting.seed=7,forecasting.search.preset=quick" in html
    )
    assert lineage.verdict.split(".")[0] in markdown


def test_the_command_on_the_card_names_no_data_version_that_is_not_known(
    history, metrics, explained, lineage, options
):
    of_a_file = replace(lineage, data_version=NOT_RECORDED)
    html, _ = explaining.write_model_card(history, metrics, explained[0], of_a_file, options)
    assert "--params model_name=pumps,forecasting.seed=7," in html


def test_slices_and_leak_overrides_come_onto_the_card(
    history, metrics, explained, lineage, options
):
    part = {"slice": "by age", "value": "0-1 years", "batteries": 12, "score": 0.1234}
    part |= {"coverage_80_sum": 0.79}
    metrics["slices"] = [{**part, "lower": 0.1, "upper": 0.15}]
    history = replace(history, leak_overrides=("Daily_Trip_Duration was allowed by hand.",))
    _, markdown = explaining.write_model_card(history, metrics, explained[0], lineage, options)
    assert "| by age | 0-1 years | 12 | 0.1234 | 0.1000 to 0.1500 | 79.0 % |" in markdown
    assert r"- Daily\_Trip\_Duration was allowed by hand." in markdown
    metrics["slices"] = [{**part, "slice": "", "lower": None, "upper": None}]
    with pytest.raises(UserError, match=r"slices\.0\.slice"):
        explaining.write_model_card(history, metrics, explained[0], lineage, options)


def test_the_card_says_whether_there_was_a_hold_out(options):
    for windows, words in ((2, "The hold-out lies before them"), (0, "There is no hold-out")):
        assert words in _windows_note(options.model_copy(update={"holdout_windows": windows}))


def test_the_card_tells_what_changed(history, options, noise, tmp_path):
    before = make("window_average", window=14).fit(history.panel)
    old = Champion(before, {"data_version": "2"}, "1")
    result = nodes.search_forecasters(history, old, tmp_path / "again", options)
    decision = nodes.choose_champion(result, old, noise, options)
    now = Champion(decision.recipe.make(7).fit(history.panel), {}, "2")
    traced = explaining.trace_champion(result, decision, now, 4)
    table = {change["what"]: (change["before"], change["now"]) for change in traced.changes}
    assert table["family"] == ("window_average", "mean")
    assert table["hyperparameters"] == ("window 14", "none")
    present = next(t for t in result.trials if t.recipe == Recipe("window_average", {"window": 14}))
    scores = (f"{present.value:.4f}", f"{decision.trial.value:.4f}")
    assert table["nrmse on the present folds"] == scores
    assert table["data version"] == ("2", "4")
    assert table["model version"] == ("1", "2")
    assert traced.note == "Another recipe won, and replaced the champion."


def test_one_battery_can_be_explained(fit_champion, daily, vehicles, options, tmp_path):
    one = daily[daily["Battery_ID"] == "battery-0000"]
    history = nodes.build_history(one, options)
    result = nodes.search_forecasters(history, None, tmp_path, options)
    noise = nodes.measure_noise(history, result, options)
    decision = nodes.choose_champion(result, None, noise, options)
    holdout = nodes.forecast_holdout(history, decision, options)
    champion = fit_champion(history, decision, None, options)
    explained, _ = explaining.explain_champion(history, holdout, champion, one, options)
    groups = group_batteries(one, vehicles, history, options)
    metrics = measuring.measure_champion(holdout, result, decision, groups, options)
    lineage = explaining.trace_champion(result, decision, champion, 4)
    html, _ = explaining.write_model_card(history, metrics, explained, lineage, options)
    assert "too few batteries" in html
    assert "not registered" in html
    assert explaining.draw_explanation(explained).layout.height > 500
