"""Lead times and the figures of Saxena et al., on cases that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest

from connected_car.risk.prognostics import (
    alpha_lambda,
    lead_times,
    prognoses,
    prognostic_horizons,
)


@pytest.fixture
def cases() -> pd.DataFrame:
    """One battery that passes after 100 days, asked every 20 days; another that never passes."""
    asked = pd.DataFrame(
        {
            "unique_id": ["a"] * 5 + ["b"] * 5,
            "rating_number": 0,
            "as_of": [*pd.date_range("2026-01-01", periods=5, freq="20D")] * 2,
            "true_days": [100.0, 80.0, 60.0, 40.0, 20.0, *[np.nan] * 5],
            "expected_days": [150.0, 70.0, 85.0, 44.0, 21.0, *[500.0] * 5],
        }
    )
    return prognoses(asked)


def test_only_batteries_that_pass_are_cases(cases):
    assert set(cases["unique_id"]) == {"a"}
    assert (cases["life"] == 100).all()
    assert (cases["passed_on"] == pd.Timestamp("2026-04-11")).all()


def test_alpha_lambda_counts_predictions_within_the_band(cases):
    table = alpha_lambda(cases, 0.2)
    assert table["within"].tolist() == [0, 1, 0, 1, 1]  # off by 50 of 100, 10 of 80, 25 of 60, ...
    assert table["from"].tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])


def test_the_prognostic_horizon_counts_from_the_last_wrong_prediction(cases):
    assert prognostic_horizons(cases, 0.1).tolist() == [40]  # 25 days off, 60 days before
    assert prognostic_horizons(cases, 0.5).tolist() == [100]
    assert prognostic_horizons(cases, 0.001).tolist() == [0]


def test_the_lead_time_is_that_of_the_first_alert(cases):
    chance = pd.Series([0.0, 0.0, 0.2, 0.1, 0.9], cases.index)
    assert lead_times(cases, chance, 0.2, 30).tolist() == [60]
    assert lead_times(cases, chance, 0.95, 30).isna().all()
    late = cases.tail(1)  # asked 20 days before: there was no chance of an early alert
    assert len(lead_times(late, chance, 0.2, 30)) == 0
