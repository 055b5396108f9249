"""Labelled notes -> champion, its numbers and its card."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.text_classification.explaining import (
    check_behaviour,
    collect_text_charts,
    draw_text_charts,
    draw_text_explanation,
    explain_text_champion,
    write_text_card,
)
from connected_car.pipelines.text_classification.measuring import (
    list_text_metrics,
    measure_text_champion,
    record_training,
    summarise_text,
    trace_text_champion,
)
from connected_car.pipelines.text_classification.nodes import (
    choose_text_champion,
    fit_text_champion,
    learn_judgement_policy,
    list_text_trials,
    search_classifiers,
    split_notes,
    tabulate_text_leaderboard,
)
from connected_car.pipelines.text_classification.reading import read_notes, take_reviews

CHARTS = ("text_reliability", "text_accuracy", "text_behaviour_chart", "text_explanation")


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=read_notes,
                inputs=["component_notes", "params:text_classification"],
                outputs=["notes", "rejected_notes", "notes_report"],
                name="read_notes",
            ),
            Node(
                func=take_reviews,
                inputs=["review_queue_filled", "reviewed_before", "params:text_classification"],
                outputs="reviewed_notes",
                name="take_reviews",
            ),
            Node(
                func=split_notes,
                inputs=["notes", "reviewed_notes", "params:text_classification"],
                outputs="note_splits",
                name="split_notes",
            ),
            Node(
                func=search_classifiers,
                inputs=[
                    "note_splits",
                    "text_champion_before",
                    "text_search",
                    "params:text_classification",
                ],
                outputs="text_search_result",
                name="search_classifiers",
            ),
            Node(
                func=tabulate_text_leaderboard,
                inputs=["text_search_result", "note_splits", "params:text_classification"],
                outputs="text_leaderboard",
                name="tabulate_text_leaderboard",
            ),
            Node(
                func=list_text_trials,
                inputs="text_search_result",
                outputs="text_trials_in_mlflow",
                name="list_text_trials",
            ),
            Node(
                func=choose_text_champion,
                inputs=["text_search_result", "text_champion_before", "params:text_classification"],
                outputs="text_decision",
                name="choose_text_champion",
            ),
            Node(
                func=learn_judgement_policy,
                inputs=[
                    "note_splits",
                    "text_decision",
                    "reviewed_notes",
                    "params:text_classification",
                ],
                outputs="judgement_policy",
                name="learn_judgement_policy",
            ),
            Node(
                func=fit_text_champion,
                inputs={
                    "splits": "note_splits",
                    "decision": "text_decision",
                    "text_champion_before": "text_champion_before",
                    "judgement_policy": "judgement_policy",
                    "options": "params:text_classification",
                },
                outputs="text_classifier",
                name="fit_text_champion",
            ),
            Node(
                func=measure_text_champion,
                inputs=[
                    "note_splits",
                    "text_search_result",
                    "text_decision",
                    "params:text_classification",
                ],
                outputs="text_metrics",
                name="measure_text_champion",
            ),
            Node(
                func=list_text_metrics,
                inputs="text_metrics",
                outputs="text_metrics_in_mlflow",
                name="list_text_metrics",
            ),
            Node(
                func=trace_text_champion,
                inputs=["text_search_result", "text_decision", "text_classifier", "note_splits"],
                outputs="text_champion_history",
                name="trace_text_champion",
            ),
            Node(
                func=summarise_text,
                inputs=[
                    "text_search_result",
                    "text_decision",
                    "judgement_policy",
                    "text_classifier",
                    "note_splits",
                ],
                outputs="text_summary",
                name="summarise_text",
            ),
            Node(
                func=record_training,
                inputs=["text_search_result", "text_decision", "text_classifier"],
                outputs="training_results",
                name="record_training",
            ),
            Node(
                func=check_behaviour,
                inputs=["evaluation_notes", "text_classifier", "params:text_classification"],
                outputs="text_behaviour",
                name="check_behaviour",
            ),
            Node(
                func=explain_text_champion,
                inputs=[
                    "note_splits",
                    "text_decision",
                    "text_classifier",
                    "params:text_classification",
                ],
                outputs=["text_learned_words", "text_explanation_words"],
                name="explain_text_champion",
            ),
            Node(
                func=draw_text_explanation,
                inputs="text_learned_words",
                outputs="text_explanation",
                name="draw_text_explanation",
            ),
            Node(
                func=draw_text_charts,
                inputs={
                    "splits": "note_splits",
                    "decision": "text_decision",
                    "judgement_policy": "judgement_policy",
                    "text_metrics": "text_metrics",
                    "text_behaviour": "text_behaviour",
                    "text_leaderboard": "text_leaderboard",
                },
                outputs=["text_reliability", "text_accuracy", "text_behaviour_chart"],
                name="draw_text_charts",
            ),
            Node(
                func=collect_text_charts,
                inputs={chart: chart for chart in CHARTS},
                outputs="text_pictures_in_mlflow",
                name="collect_text_charts",
            ),
            Node(
                func=write_text_card,
                inputs={
                    "notes_report": "notes_report",
                    "reviewed_notes": "reviewed_notes",
                    "text_metrics": "text_metrics",
                    "text_behaviour": "text_behaviour",
                    "text_explanation_words": "text_explanation_words",
                    "judgement_policy": "judgement_policy",
                    "text_champion_history": "text_champion_history",
                    "options": "params:text_classification",
                },
                outputs=["text_card", "text_card_markdown"],
                name="write_text_card",
            ),
        ]
    )
