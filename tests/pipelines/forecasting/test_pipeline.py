"""The pipeline on an in-memory catalog."""

import pytest


@pytest.fixture
def outputs(run_pipeline, daily, options):
    return run_pipeline(daily, options)


def test_it_makes_what_is_read_by_others(outputs):
    assert len(outputs.load("forecast_leaderboard")) == 4
    charts = outputs.load("forecast_pictures_in_mlflow")
    titles = {name: chart.layout.title.text for name, chart in charts.items()}
    assert titles["predicted_vs_true"].startswith("Predicted and true cycles a day")
    assert titles["forecast_fans"].startswith("Forecasts and what came")
    assert titles["forecast_errors"].startswith("The champion's errors")
    assert titles["search_history"].startswith("The search: 4 trials")
    assert len(charts["predicted_vs_true"].data) == 18
    assert "folds.nrmse" in outputs.load("forecast_metrics_in_mlflow")
    summary = outputs.load("forecast_summary")
    assert summary["champion"] == "mean"
    assert summary["data_version"] == 4
    assert summary["exit_criterion"] == "max_trials: 4"


def test_it_explains_the_champion_and_writes_its_card(outputs):
    words = outputs.load("forecast_explanation_words")
    assert words["family"] == outputs.load("forecast_summary")["champion"]
    explanation = outputs.load("forecast_pictures_in_mlflow")["forecast_explanation"]
    assert len(explanation.data) > 2 * len(words["batteries"])
    assert outputs.load("model_card").startswith("<!DOCTYPE html>")
    assert "version 4" in outputs.load("model_card_markdown")
