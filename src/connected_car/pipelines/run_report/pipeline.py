"""The passports of two runs -> what differs between them."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.run_report.nodes import compare_runs


def create_pipeline() -> Pipeline:
    """Return the pipeline."""
    return Pipeline(
        [
            Node(
                func=compare_runs,
                inputs={"run_passports": "run_passports", "options": "params:run_report"},
                outputs=["run_comparison", "run_comparison_page", "run_comparison_text"],
                name="compare_runs",
            ),
        ]
    )
