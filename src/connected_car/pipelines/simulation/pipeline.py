"""Pipeline ``simulation``."""

from typing import Any

from kedro.pipeline import Node, Pipeline

from connected_car.pipelines.simulation.nodes import (
    count_dirt,
    describe_true_batteries,
    simulate_telemetry,
    simulate_true_days,
    simulate_vehicles,
)
from connected_car.pipelines.simulation.notes.nodes import (
    simulate_component_inspections,
    simulate_component_notes,
)


def create_pipeline(**_: Any) -> Pipeline:
    """Return the pipeline that writes a fleet and the truth about it."""
    return Pipeline(
        [
            Node(
                func=simulate_telemetry,
                inputs="params:simulation",
                outputs="simulated_telemetry",
                name="simulate_telemetry",
            ),
            Node(
                func=simulate_true_days,
                inputs="params:simulation",
                outputs=["simulated_truth_daily", "simulated_truth_future"],
                name="simulate_true_days",
            ),
            Node(
                func=describe_true_batteries,
                inputs="params:simulation",
                outputs="simulated_truth_batteries",
                name="describe_true_batteries",
            ),
            Node(
                func=simulate_vehicles,
                inputs=["params:simulation", "simulated_truth_batteries"],
                outputs="simulated_vehicles",
                name="simulate_vehicles",
            ),
            Node(
                func=simulate_component_notes,
                inputs="params:simulation",
                outputs=[
                    "simulated_component_notes",
                    "simulated_component_notes_varied",
                    "simulated_component_notes_evaluation",
                    "simulated_truth_notes",
                ],
                name="simulate_component_notes",
            ),
            Node(
                func=simulate_component_inspections,
                inputs=["params:simulation", "simulated_vehicles"],
                outputs=["simulated_component_inspections", "simulated_truth_inspections"],
                name="simulate_component_inspections",
            ),
            Node(
                func=count_dirt,
                inputs=[
                    "params:simulation",
                    "simulated_telemetry",
                    "simulated_vehicles",
                    "simulated_component_inspections",
                ],
                outputs="simulated_truth_dirt",
                name="count_dirt",
            ),
        ]
    )
