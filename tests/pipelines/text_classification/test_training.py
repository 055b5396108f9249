"""The training of a network in the search, whoever becomes champion."""

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.champion import Decision
from connected_car.automl.evaluate import Score
from connected_car.automl.recipes import Recipe
from connected_car.automl.records import load_result, save_result
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.classifiers import new_classifier
from connected_car.datasets.text_classifier import TextChampion
from connected_car.pipelines.text_classification.measuring import record_training
from connected_car.pipelines.text_classification.scoring import CLASSIFIERS, training_of

METRICS = {"random_log_loss": 0.3, "random_accuracy": 0.9}
HISTORY = {"epoch": [1.0, 2.0], "loss": [0.5, 0.25], "val_loss": [0.6, 0.5]}
TOLD = {"history": HISTORY, "summary": "LSTM 100", "vectors": "made here"}


def trial(number, family, error, training=None, **hyperparameters) -> TrialResult:
    score = Score(np.full((1, 3), error), np.zeros((2, 2)), METRICS, 1.0, 0.1, training or {})
    return TrialResult(number, Recipe(family, hyperparameters), "complete", score)


@pytest.fixture
def champion():
    texts, labels = np.array(["good", "bad"] * 3, object), np.array(["0", "1"] * 3)
    return TextChampion(new_classifier("majority").fit(texts, labels), {})


def test_the_best_network_is_told_of_where_the_champion_is_none(champion):
    best = trial(0, "majority", 0.2)
    networks = [
        trial(1, "workshop_network", 0.4, TOLD, lr=0.1),
        trial(2, "rule_network", 0.3, TOLD, lr=0.02),
    ]
    result = SearchResult([best, *networks], subject=CLASSIFIERS)
    decision = Decision(best.recipe, best, "", True)
    (record,) = record_training(result, decision, champion)
    assert (record.family, record.learning_rate) == ("rule_network", 0.02)
    assert (record.eval_loss, record.eval_accuracy) == (0.3, 0.9)
    assert record.history["epoch"].tolist() == [1, 2]
    assert record.summary == "Word vectors: made here.\n\nLSTM 100"
    assert record_training(SearchResult([best], subject=CLASSIFIERS), decision, champion) == []


def test_a_champions_own_training_goes_first(champion):
    champion.classifier.history = pd.DataFrame({"epoch": [1], "loss": [0.1]})
    own, other = trial(0, "majority", 0.4, lr=1.0), trial(1, "rule_network", 0.3, TOLD, lr=0.02)
    result = SearchResult([own, other], subject=CLASSIFIERS)
    (record,) = record_training(result, Decision(own.recipe, own, "", True), champion)
    assert record.family == "majority"
    assert record.history["loss"].tolist() == [0.1]
    assert training_of(new_classifier("majority")) == {}


def test_it_survives_the_searchs_memory(tmp_path):
    save_result(tmp_path / "1.npz", trial(1, "rule_network", 0.3, TOLD))
    score = load_result(tmp_path / "1.npz", 1).score
    assert score is not None
    assert score.training == TOLD
