"""The nodes on few notes, and on a champion that stays."""

import numpy as np
import pandas as pd
import pytest

from connected_car.automl.champion import Decision
from connected_car.automl.evaluate import Score
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import TrialResult
from connected_car.classifiers import new_classifier
from connected_car.compliance.policy import JudgementPolicy
from connected_car.datasets.text_classifier import TextChampion
from connected_car.pipelines.text_classification.learning import LearnedJudgement
from connected_car.pipelines.text_classification.nodes import fit_text_champion, split_notes
from connected_car.pipelines.text_classification.splits import TRAIN, TYPING_ERRORS

POLICY = LearnedJudgement(JudgementPolicy(rules=False), None, "", (None, None))
NOBODY = pd.DataFrame({"information": [], "label": []}, dtype=object)


@pytest.fixture(scope="module")
def notes() -> pd.DataFrame:
    """200 reviews of films with two labels, and two with a third."""
    texts = [f"{word} film number {i}" for i in range(100) for word in ("fine", "dull")]
    texts += ["odd film", "queer film"]
    labels = ["1", "0"] * 100 + ["2"] * 2
    return pd.DataFrame({"text": texts, "label": labels, "source_file": "films.csv"})


@pytest.fixture
def decision() -> Decision:
    score = Score(np.full((1, 3), 0.5), np.zeros((2, 2)), {}, 1.0, 0.1)
    trial = TrialResult(0, Recipe("majority"), "complete", score)
    return Decision(trial.recipe, trial, "It won.", False)


def test_a_label_of_few_notes_is_not_learned_and_that_is_said(notes, make_options, caplog):
    splits = split_notes(notes, NOBODY, make_options(min_notes_per_class=3))
    assert set(splits.labels) == {"0", "1"}
    assert "label '2' stands on 2 notes only: not learned" in caplog.text
    both = split_notes(notes, NOBODY, make_options(min_notes_per_class=2))
    assert set(both.labels) == {"0", "1", "2"}


@pytest.mark.parametrize("grouped", [True, False])
def test_the_champion_learns_from_all_notes_unless_held_out_at_random(
    grouped, notes, decision, make_options
):
    options = make_options({"grouped": grouped}, min_notes_per_class=3)
    splits = split_notes(notes.drop(index=range(0, 80, 2)), NOBODY, options)
    fitted = fit_text_champion(
        splits=splits,
        decision=decision,
        text_champion_before=None,
        judgement_policy=POLICY,
        options=options,
    )
    own, trained = splits.part != TYPING_ERRORS, splits.part == TRAIN
    fine, fine_of_trained = (np.mean(splits.labels[rows] == "1") for rows in (own, trained))
    assert fine != pytest.approx(fine_of_trained)
    share = fitted.classifier.probabilities(np.array(["x"], object))[0, 1]
    assert share == pytest.approx(fine if grouped else fine_of_trained)


def test_a_champion_that_may_not_be_replaced_stays_as_it_is(notes, decision, make_options):
    options = make_options(replace_champion=False)
    texts = notes["text"].to_numpy(object)[:200]
    before = TextChampion(
        new_classifier("majority").fit(texts, notes["label"].to_numpy(object)[:200]), {}
    )
    kept = fit_text_champion(
        splits=split_notes(notes, NOBODY, make_options(min_notes_per_class=3)),
        decision=decision,
        text_champion_before=before,
        judgement_policy=POLICY,
        options=options,
    )
    assert kept is before
