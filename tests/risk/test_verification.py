"""Scores against scikit-learn and against naive loops."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss
from sklearn.metrics import log_loss as sklearn_log_loss

from connected_car.risk.verification import (
    BINS,
    Answers,
    brier_score,
    expected_calibration_error,
    log_loss,
    precision_at_recall,
    ratio_interval,
    reliability_curve,
)


@pytest.fixture
def told(rng) -> tuple[np.ndarray, np.ndarray]:
    p = np.round(rng.beta(0.3, 0.5, 3000), 3)
    return p, rng.random(3000) < p**1.3


def test_scores_equal_those_of_scikit_learn(told):
    p, crossed = told
    assert brier_score(p, crossed) == pytest.approx(brier_score_loss(crossed, p))
    kept = np.clip(p, 0.0025, 0.9975)
    assert log_loss(p, crossed, 0.0025) == pytest.approx(sklearn_log_loss(crossed, kept))


def test_the_calibration_error_equals_a_loop(told):
    p, crossed = told
    total = 0.0
    for low, high in pairwise(BINS):
        inside = (p >= low) & ((p < high) | (high == 1))
        if inside.any():
            total += inside.sum() * abs(p[inside].mean() - crossed[inside].mean())
    assert expected_calibration_error(p, crossed) == pytest.approx(total / len(p))


def test_reliability_intervals_hold_what_happened(told):
    curve = reliability_curve(*told)
    assert curve["questions"].sum() == 3000
    assert ((curve["lower"] <= curve["happened"]) & (curve["happened"] <= curve["upper"])).all()


def test_precision_at_recall_equals_trying_every_level(told):
    score, crossed = told
    tried = [
        crossed[score >= level].mean()
        for level in np.unique(score)
        if (score[crossed] >= level).mean() >= 0.9
    ]
    assert precision_at_recall(score, crossed, 0.9) == pytest.approx(max(tried))
    assert precision_at_recall(score, np.zeros(3000, dtype=bool), 0.9) is None


def test_alerts_and_the_rule_beside_them():
    answers = Answers(
        probability=np.array([0.9, 0.6, 0.2, 0.1]),
        crossed=np.array([True, False, True, False]),
        rule_ratio=np.array([1.2, 0.9, 0.8, 1.1]),
        battery=np.array(list("abcd")),
        eps=0.01,
    )
    found = answers.alerts(0.5)
    assert (found["recall"], found["precision"]) == (0.5, 0.5)
    assert found["false_alarms_per_true_one"] == 1
    assert (found["rule_recall"], found["rule_precision"]) == (0.5, 0.5)
    assert found["rule_precision_at_equal_recall"] == 1
    assert answers.scores()["brier_28_day_rule"] == 0.5


def test_no_questions_give_no_figures():
    empty = np.array([])
    answers = Answers(empty, empty.astype(bool), empty, empty, 0.01)
    assert answers.scores() == {}
    assert answers.alerts(0.5)["recall"] is None


def test_the_interval_grows_with_the_likeness_within_a_battery(rng):
    """Ten equal questions about a battery tell no more than one."""
    hit = rng.random(200) < 0.3
    one = ratio_interval(hit, np.ones(200), np.arange(200), 1)
    ten = ratio_interval(np.repeat(hit, 10), np.ones(2000), np.repeat(np.arange(200), 10), 1)
    independent = ratio_interval(np.repeat(hit, 10), np.ones(2000), np.arange(2000), 1)
    assert ten == pytest.approx(one)
    assert ten[1] - ten[0] > 2 * (independent[1] - independent[0])
    assert ratio_interval(hit[:4], np.ones(4), np.arange(4), 1) == (None, None)
