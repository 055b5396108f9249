"""Calibration: it finds back a known distortion, and never turns the order of two batteries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.risk.calibration import IDENTITY, Calibration, fit_calibration
from connected_car.risk.policy import Level, RiskPolicy

positive = st.floats(0.05, 20)


def test_probabilities_that_are_right_stay_as_they_are(rng):
    p = rng.random(100_000)
    found = fit_calibration(p, rng.random(len(p)) < p, 0.0025)
    grid = np.linspace(0.02, 0.98, 49)
    assert np.abs(found(grid) - grid).max() < 0.02


def test_a_known_distortion_is_found_back(rng):
    told = rng.random(200_000)
    truth = Calibration(0.6, 1.5, -0.4)
    found = fit_calibration(told, rng.random(len(told)) < truth(told), 0.0025)
    assert (found.a, found.b, found.c) == pytest.approx((0.6, 1.5, -0.4), abs=0.05)


@given(positive, positive, st.floats(-20, 20))
def test_it_keeps_the_order_and_the_certain_ones(a, b, c):
    mapped = Calibration(a, b, c)(np.linspace(0, 1, 201))
    assert (np.diff(mapped) >= 0).all()
    assert mapped[0] == 0 and mapped[-1] == 1


def test_unknown_stays_unknown():
    assert np.isnan(Calibration(2.0, 1.0, 0.0)(np.array([np.nan]))).all()
    assert IDENTITY(np.array([0.3]))[0] == 0.3


def test_the_policy_survives_its_file():
    policy = RiskPolicy(Calibration(0.9, 1.1, 0.2), Level(0.02, 0.01), Level(0.1, 0.07))
    assert RiskPolicy.from_json(policy.to_json()) == policy
