"""Metrics against scikit-learn and against naive counts."""

import numpy as np
import pytest
from sklearn import metrics as sk

from connected_car.pipelines.text_classification.metrics import (
    METRICS,
    area_under_curve,
    losses,
    measure,
    measure_with_intervals,
)


@pytest.fixture
def answers():
    rng = np.random.default_rng(5)
    p = np.round(rng.beta(1, 1, 800), 2)
    return np.column_stack([1 - p, p]), (rng.random(800) < p).astype(int)


def test_two_classes_equal_scikit_learn(answers):
    probabilities, codes = answers
    found, said = measure(probabilities, codes), probabilities.argmax(axis=1)
    p = np.clip(probabilities[:, 1], 1e-6, 1 - 1e-6)
    assert found["accuracy"] == pytest.approx(sk.accuracy_score(codes, said))
    assert found["log_loss"] == pytest.approx(sk.log_loss(codes, p), abs=1e-4)
    assert found["brier"] == pytest.approx(sk.brier_score_loss(codes, probabilities[:, 1]))
    assert found["auc"] == pytest.approx(sk.roc_auc_score(codes, probabilities[:, 1]))
    assert found["precision"] == pytest.approx(sk.precision_score(codes, said))
    assert found["recall"] == pytest.approx(sk.recall_score(codes, said))
    assert found["ece"] < 0.06


def test_three_classes_equal_scikit_learn():
    rng = np.random.default_rng(6)
    probabilities = rng.dirichlet([1, 1, 1], 500)
    codes = np.array([rng.choice(3, p=row) for row in probabilities])
    found = measure(probabilities, codes)
    auc = sk.roc_auc_score(codes, probabilities, multi_class="ovr", average="macro")
    assert found["auc"] == pytest.approx(auc)
    said = probabilities.argmax(axis=1)
    assert found["recall"] == pytest.approx(sk.recall_score(codes, said, average="macro"))


def test_one_class_alone_has_no_auc(answers):
    probabilities, _ = answers
    assert measure(probabilities, np.ones(len(probabilities), int))["auc"] is None
    assert area_under_curve(probabilities[:, 1], np.zeros(len(probabilities), bool)) is None
    assert measure(probabilities[:0], np.empty(0, int)) == dict.fromkeys(METRICS)


def test_losses_are_those_of_each_text():
    probabilities, codes = np.array([[0.2, 0.8], [0.6, 0.4]]), np.array([1, 1])
    assert losses("error", probabilities, codes).tolist() == [0, 1]
    assert losses("brier", probabilities, codes) == pytest.approx([0.04, 0.36])
    assert losses("log_loss", probabilities, codes) == pytest.approx(-np.log([0.8, 0.4]))


def test_intervals_hold_the_figure_and_grow_with_fewer_blocks(answers):
    probabilities, codes = answers
    many = measure_with_intervals(probabilities, codes, np.arange(800), 1)
    few = measure_with_intervals(probabilities, codes, np.arange(800) % 8, 1)
    for found in (many, few):
        for name in METRICS:
            if name != "ece":
                assert found[name]["lower"] <= found[name]["value"] <= found[name]["upper"]
    none = measure_with_intervals(probabilities, codes, np.zeros(800), 1)
    assert none["accuracy"]["lower"] is None
