"""What a classifier scores, against naive means."""

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.recipes import Recipe
from connected_car.pipelines.text_classification.scoring import NoteScorer, block_losses
from connected_car.pipelines.text_classification.splits import BLOCKS, RANDOM, SplitPlan, split


@pytest.fixture(scope="module")
def splits():
    """Reviews of films: three in four are fine."""
    texts = [f"{word} film number {i}" for i in range(80) for word in ("fine", "good", "nice")]
    texts += [f"dull film number {i}" for i in range(80)]
    labels = ["1"] * 240 + ["0"] * 80
    notes = pd.DataFrame({"text": texts, "label": labels, "source_file": "films.csv"})
    nobody = pd.DataFrame({"text": [], "label": []}, dtype=object)
    return split(notes, nobody, SplitPlan(0.2, True, False, 4, 7))


def test_the_majority_is_right_as_often_as_it_is_met(splits):
    score = NoteScorer(splits, "error", 7).score(Recipe("majority"))
    labels = splits.labels[splits.part == RANDOM]
    assert score.metrics["random_accuracy"] == pytest.approx(np.mean(labels == "1"))
    assert "random_auc" in score.metrics
    assert not any(name.startswith("unseen_years") for name in score.metrics)
    assert score.point.shape == (len(splits.scored()), 2)
    assert score.by_fold.shape == (len(splits.deciding()), BLOCKS)


def test_losses_of_blocks_are_those_of_a_naive_loop(splits):
    rows = splits.scored()
    loss = np.random.default_rng(1).random(len(rows))
    found = block_losses(splits, rows, loss)
    for place, name in enumerate(splits.deciding()):
        for block in range(BLOCKS):
            own = (splits.part[rows] == name) & (splits.block[rows] == block)
            expected = loss[own].mean() if own.any() else np.nan
            assert found[place, block] == pytest.approx(expected, nan_ok=True)
