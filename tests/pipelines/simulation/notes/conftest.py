"""Notes that several tests look at."""

import pandas as pd
import pytest

from connected_car.pipelines.simulation.notes.varied import varied_notes


@pytest.fixture(scope="session")
def training_notes() -> pd.DataFrame:
    return varied_notes(6_000, "training", 7)


@pytest.fixture(scope="session")
def evaluation_notes() -> pd.DataFrame:
    return varied_notes(6_000, "evaluation", 7)
