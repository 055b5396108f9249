"""Judgements of notes: model, plain rule, and a person where in doubt."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.classifiers import new_classifier
from connected_car.compliance.judging import COLUMNS, JUDGEMENTS, judge_notes
from connected_car.compliance.policy import JudgementPolicy, digest
from connected_car.compliance.vocabulary import learn_vocabulary
from connected_car.risk.calibration import Calibration

FINE = "The component was made in 2004, of steel, in good condition."
OLD = "The component was made in 1991, of steel, in good condition."
IRON = "Made of iron in 2010, excellent condition."
RULE_ALONE = JudgementPolicy(compliant_below=0.3, not_compliant_from=0.7)


@pytest.fixture(scope="module")
def rule():
    """The plain rule as a classifier: its probabilities are known."""
    return new_classifier("rule").fit(np.array([FINE, OLD], object), np.array(["0", "1"]))


class Fixed:
    """A classifier whose answers are given."""

    classes: tuple[str, ...] = ("ham", "spam")

    def __init__(self, answers: dict[str, float], other: float = 0.5) -> None:
        self.answers, self.other, self.asked = answers, other, 0

    def probabilities(self, texts):
        self.asked += len(texts)
        p = np.array([self.answers.get(text, self.other) for text in texts])
        return np.column_stack([1 - p, p])


def judge(texts, classifier, policy=RULE_ALONE) -> pd.DataFrame:
    return judge_notes(np.array(texts, dtype=object), classifier, policy)


def test_what_is_clear_is_decided_with_its_reason(rule):
    found = judge([FINE, OLD, IRON], rule)
    assert found["Compliance"].tolist() == ["compliant", "not_compliant", "not_compliant"]
    assert found["Reason"].str.contains("made in 2004, of steel, in good condition").iloc[0]
    assert found["Reason"].iloc[1].startswith("made in 1991, before 1995")
    assert found["Reason"].iloc[2].startswith("of iron")
    assert found["Rule"].tolist() == found["Compliance"].tolist()
    assert (found["Doubt"] == "").all()


@pytest.mark.parametrize(
    ("text", "doubt", "reason"),
    [
        ("", "empty", "the note is empty"),
        (" \n\t", "empty", "the note is empty"),
        (
            "Auspuffrohr aus Messing, Baujahr 1998, Zustand gut",
            "other_language",
            "say: made in 1998, of brass, in",
        ),
        ("Waiting for parts, torque 120 Nm.", "says_nothing", "nothing is said"),
        ("Made in 2004 and in good condition.", "open", "does not state the material"),
        (
            "Made in 2004 or it was made in 1975, unclear, steel, good condition.",
            "contradicts",
            "contradicts itself about the year",
        ),
    ],
)
def test_a_person_decides_what_the_note_leaves_open(text, doubt, reason):
    for sure in (0.0, 1.0):
        found = judge([text], Fixed({}, sure))
        assert found["Compliance"].tolist() == ["needs_review"]
        assert found["Doubt"].tolist() == [doubt]
        assert reason in found["Reason"].iloc[0]


def test_a_person_decides_where_rule_and_model_disagree_or_the_model_is_unsure():
    found = judge([FINE, OLD, IRON], Fixed({FINE: 0.99, OLD: 0.01, IRON: 0.5}))
    assert found["Doubt"].tolist() == ["disagreement", "disagreement", "unsure"]
    assert (found["Compliance"] == "needs_review").all()
    assert "made in 1991, before 1995" in found["Reason"].iloc[1]


def test_the_levels_are_those_of_the_policy():
    policy = JudgementPolicy(compliant_below=0.1, not_compliant_from=0.8, rules=False)
    texts = [f"note {i}" for i in range(11)]
    given_ = Fixed({text: i / 10 for i, text in enumerate(texts)})
    found = judge(texts, given_, policy)
    assert found["Compliance"].tolist() == ["ham"] + ["needs_review"] * 7 + ["spam"] * 3
    assert (found["Rule"] == "not_asked").all()
    assert found["Reason"].iloc[0] == "as the model reads it (spam by under 1 %)"
    assert found["Reason"].iloc[1] == "the model is not sure: spam by 10 %"


def test_probabilities_are_calibrated():
    policy = JudgementPolicy(Calibration(2.0, 2.0, 0.0), rules=False)
    found = judge(["a", "b", "c"], Fixed({"a": 0.2, "b": 0.0, "c": 1.0}), policy)
    assert found["Non_Compliance_Probability"].iloc[0] == pytest.approx(0.04 / (0.04 + 0.64))
    assert found["Non_Compliance_Probability"].between(0, 1).all()


def test_equal_texts_are_judged_once_and_missing_ones_are_empty():
    classifier = Fixed({})
    found = judge([FINE, FINE, None, np.nan, FINE], classifier)
    assert classifier.asked == 2
    assert len(found) == 5
    assert found["Doubt"].tolist()[2:4] == ["empty", "empty"]
    assert judge([], classifier).columns.tolist() == COLUMNS


def test_texts_that_differ_behind_a_null_character_are_judged_apart(rule):
    found = judge(["Steel, 2004, good\0.", "Steel, 2004, good\0, no: of iron."], rule)
    assert found["Compliance"].iloc[0] == "compliant" != found["Compliance"].iloc[1]


def test_what_a_person_judged_stands_for_that_very_text():
    policy = JudgementPolicy(reviewed={digest(OLD): "0", digest("unheard of"): "1"})
    found = judge([OLD, "unheard of", IRON], Fixed({}, 0.99), policy)
    assert found["Compliance"].tolist() == ["compliant", "not_compliant", "not_compliant"]
    assert found["Reason"].tolist()[:2] == ["a person judged this very note"] * 2


class OfThree(Fixed):
    classes = ("food", "law", "sport")

    def probabilities(self, texts):
        return np.array([self.answers[text] for text in texts])


def test_of_many_classes_the_likeliest_is_named_or_a_person_decides():
    words = "the judge ruled in court"
    answers = {words: [0.1, 0.8, 0.1], "the judge cooks": [0.4, 0.5, 0.1], "zyx wvu": [0, 0, 1.0]}
    vocabulary = learn_vocabulary(np.array([words, words + " today", "judge cooks cooks"], object))
    policy = JudgementPolicy(rules=False, sure_from=0.7, vocabulary=vocabulary)
    found = judge([*answers], OfThree(answers), policy)
    assert found["Compliance"].tolist() == ["law", "needs_review", "needs_review"]
    assert found["Doubt"].tolist() == ["", "unsure", "unknown_words"]
    assert found["Non_Compliance_Probability"].tolist() == [0.8, 0.5, 1.0]
    assert "under 1 % of its words are known" in found["Reason"].iloc[2]
    assert JudgementPolicy.from_json(policy.to_json()) == policy


def test_a_note_in_doubt_about_itself_is_no_note_that_leaves_something_open():
    found = judge(["Steel, 2004, in good condition, or perhaps better, not sure"], Fixed({}, 0.0))
    assert found["Doubt"].tolist() == ["doubtful"]


def test_the_policy_survives_its_file():
    policy = JudgementPolicy(Calibration(1.1, 0.9, 0.1), 0.03, 0.85, False, reviewed={"a": "1"})
    assert JudgementPolicy.from_json(policy.to_json()) == policy
    assert OLD.encode() not in JudgementPolicy(reviewed={digest(OLD): "1"}).to_json()


@settings(max_examples=40)
@given(st.lists(st.text(max_size=80), max_size=6), st.floats(0, 1))
def test_any_text_gets_a_judgement_and_a_reason(texts, sure):
    found = judge(texts, Fixed({}, sure))
    assert len(found) == len(texts)
    assert set(found["Compliance"]) <= set(JUDGEMENTS)
    assert (found["Reason"].str.len() > 0).all()
    assert found["Non_Compliance_Probability"].between(0, 1).all()
    again = judge(list(reversed(texts)), Fixed({}, sure)).iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, again)
