"""Labelled notes -> champion, its numbers and its card."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.text_classification.reading import read_notes, take_reviews


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
        ]
    )
