"""What the tests of the simulation share."""

from collections.abc import Callable
from typing import Any

import pytest

from connected_car.pipelines.simulation.options import SimulationOptions
from tools.project import parameters


@pytest.fixture(scope="session")
def make_options() -> Callable[..., SimulationOptions]:
    """Make options from the project's defaults, with few notes.

    ``dirt`` and ``notes`` may hold only what differs.
    """
    defaults = parameters("simulation") | {"seed": 7}

    few = {"n_varied": 100, "n_evaluation": 50}

    def make(**changes: Any) -> SimulationOptions:
        dirt = defaults["dirt"] | changes.pop("dirt", {})
        notes = defaults["notes"] | few | changes.pop("notes", {})
        new = {"n_notes": 500} | changes | {"dirt": dirt, "notes": notes}
        return SimulationOptions(**(defaults | new))

    return make


@pytest.fixture(scope="session")
def dirty_options(make_options) -> SimulationOptions:
    """A small fleet with much dirt, in ten files of which one cuts through a block."""
    rows = dict.fromkeys(("unparsable", "negative", "impossible", "clock_jumps"), 0.01)
    ids = dict.fromkeys(("future_dates", "empty_ids", "hostile_ids", "exact_duplicates"), 0.01)
    dirt = {**rows, **ids, "conflicting_duplicates": 0.01, "gaps": 0.3, "counter_resets": 0.1}
    return make_options(n_batteries=117, n_days=200, batteries_per_file=12, dirt=dirt)
