"""Daily telemetry -> champion, its numbers and its chart."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.forecasting.batteries import group_batteries
from connected_car.pipelines.forecasting.explaining import (
    draw_explanation,
    explain_champion,
    trace_champion,
    write_model_card,
)
from connected_car.pipelines.forecasting.nodes import (
    build_history,
    choose_champion,
    collect_charts,
    draw_forecast_errors,
    draw_forecast_fans,
    draw_predicted_vs_true,
    draw_search_history,
    fit_champion,
    forecast_holdout,
    list_metrics,
    list_trials,
    measure_champion,
    measure_noise,
    search_forecasters,
    summarise_forecast,
    tabulate_leaderboard,
)
from connected_car.pipelines.forecasting.risk.nodes import (
    backtest_risk,
    draw_risk_charts,
    learn_risk_policy,
    measure_risk,
    write_risk_page,
)
from connected_car.pipelines.forecasting.sampling import sample_days

CHARTS = (
    *("predicted_vs_true", "forecast_fans", "forecast_errors", "search_history"),
    *("forecast_explanation", "risk_reliability", "alert_costs", "alert_lead_times"),
)


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=sample_days,
                inputs=["daily_telemetry@source", "params:forecasting"],
                outputs="sampled_days",
                name="sample_days",
            ),
            Node(
                func=build_history,
                inputs=["sampled_days", "params:forecasting"],
                outputs="history",
                name="build_history",
            ),
            Node(
                func=search_forecasters,
                inputs=["history", "champion_before", "forecast_search", "params:forecasting"],
                outputs="search_result",
                name="search_forecasters",
            ),
            Node(
                func=tabulate_leaderboard,
                inputs="search_result",
                outputs="forecast_leaderboard",
                name="tabulate_leaderboard",
            ),
            Node(
                func=list_trials,
                inputs="search_result",
                outputs="forecast_trials_in_mlflow",
                name="list_trials",
            ),
            Node(
                func=measure_noise,
                inputs=["history", "search_result", "params:forecasting"],
                outputs="noise_floor",
                name="measure_noise",
            ),
            Node(
                func=choose_champion,
                inputs=["search_result", "champion_before", "noise_floor", "params:forecasting"],
                outputs="decision",
                name="choose_champion",
            ),
            Node(
                func=backtest_risk,
                inputs=["history", "sampled_days", "decision", "params:forecasting"],
                outputs="risk_questions",
                name="backtest_risk",
            ),
            Node(
                func=learn_risk_policy,
                inputs=["risk_questions", "params:forecasting"],
                outputs="risk_policy",
                name="learn_risk_policy",
            ),
            Node(
                func=measure_risk,
                inputs=["risk_questions", "risk_policy", "params:forecasting"],
                outputs=["risk_figures", "risk_backtest"],
                name="measure_risk",
            ),
            Node(
                func=draw_risk_charts,
                inputs="risk_figures",
                outputs=["risk_reliability", "alert_costs", "alert_lead_times"],
                name="draw_risk_charts",
            ),
            Node(
                func=write_risk_page,
                inputs=["risk_figures", "risk_reliability", "alert_costs", "alert_lead_times"],
                outputs="risk_backtest_page",
                name="write_risk_page",
            ),
            Node(
                func=fit_champion,
                inputs={
                    "history": "history",
                    "decision": "decision",
                    "champion_before": "champion_before",
                    "risk_policy": "risk_policy",
                    "options": "params:forecasting",
                    "data_version": "daily_telemetry@version",
                },
                outputs="forecaster",
                name="fit_champion",
            ),
            Node(
                func=forecast_holdout,
                inputs=["history", "decision", "params:forecasting"],
                outputs="holdout_forecasts",
                name="forecast_holdout",
            ),
            Node(
                func=group_batteries,
                inputs=["sampled_days", "vehicles", "history", "params:forecasting"],
                outputs="battery_groups",
                name="group_batteries",
            ),
            Node(
                func=measure_champion,
                inputs=[
                    "holdout_forecasts",
                    "search_result",
                    "decision",
                    "battery_groups",
                    "params:forecasting",
                ],
                outputs="forecast_metrics",
                name="measure_champion",
            ),
            Node(
                func=list_metrics,
                inputs="forecast_metrics",
                outputs="forecast_metrics_in_mlflow",
                name="list_metrics",
            ),
            Node(
                func=draw_predicted_vs_true,
                inputs="holdout_forecasts",
                outputs="predicted_vs_true",
                name="draw_predicted_vs_true",
            ),
            Node(
                func=draw_forecast_fans,
                inputs=["holdout_forecasts", "sampled_days", "params:forecasting"],
                outputs="forecast_fans",
                name="draw_forecast_fans",
            ),
            Node(
                func=draw_forecast_errors,
                inputs=["holdout_forecasts", "history", "decision", "params:forecasting"],
                outputs="forecast_errors",
                name="draw_forecast_errors",
            ),
            Node(
                func=draw_search_history,
                inputs="search_result",
                outputs="search_history",
                name="draw_search_history",
            ),
            Node(
                func=summarise_forecast,
                inputs=[
                    "search_result",
                    "decision",
                    "noise_floor",
                    "forecaster",
                    "daily_telemetry@version",
                ],
                outputs="forecast_summary",
                name="summarise_forecast",
            ),
            Node(
                func=explain_champion,
                inputs=[
                    "history",
                    "holdout_forecasts",
                    "forecaster",
                    "sampled_days",
                    "params:forecasting",
                ],
                outputs=["champion_explanation", "forecast_explanation_words"],
                name="explain_champion",
            ),
            Node(
                func=draw_explanation,
                inputs="champion_explanation",
                outputs="forecast_explanation",
                name="draw_explanation",
            ),
            Node(
                func=collect_charts,
                inputs={chart: chart for chart in CHARTS},
                outputs="forecast_pictures_in_mlflow",
                name="collect_charts",
            ),
            Node(
                func=trace_champion,
                inputs=["search_result", "decision", "forecaster", "daily_telemetry@version"],
                outputs="champion_history",
                name="trace_champion",
            ),
            Node(
                func=write_model_card,
                inputs=[
                    "history",
                    "forecast_metrics",
                    "champion_explanation",
                    "champion_history",
                    "params:forecasting",
                ],
                outputs=["model_card", "model_card_markdown"],
                name="write_model_card",
            ),
        ]
    )
