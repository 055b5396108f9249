"""What is said of a judge of notes where little is known of it, or nothing speaks for it."""

import numpy as np
import pytest

from connected_car.automl.champion import Decision
from connected_car.automl.evaluate import Score
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.compliance.bands import Band
from connected_car.compliance.policy import JudgementPolicy
from connected_car.pipelines.text_classification.card import _figure
from connected_car.pipelines.text_classification.card_words import limits, review, summary
from connected_car.pipelines.text_classification.learning import LearnedJudgement, calibrated
from connected_car.pipelines.text_classification.scoring import CLASSIFIERS
from connected_car.pipelines.text_classification.verdict import add_to_verdict
from connected_car.risk.calibration import IDENTITY


def trial(number, family, error, seconds, **metrics) -> TrialResult:
    score = Score(np.full((2, 3), error), np.zeros((2, 2)), metrics, seconds, 0.1)
    return TrialResult(number, Recipe(family), "complete", score)


@pytest.mark.parametrize(
    ("error", "seconds", "words"),
    [
        (0.1, 9.0, "lstm, which needs 9.0 s to learn, is no better than facts after 2.0 s."),
        (
            0.1,
            1.0,
            "lstm is as good, as far as can be told, after 1.0 s of learning; facts needs 2.0 s.",
        ),
        (0.4, 9.0, ""),
    ],
)
def test_the_verdict_weighs_the_time_of_what_is_as_good(error, seconds, words):
    champion = trial(1, "facts", 0.1, 2.0)
    tried = [trial(0, "majority", 0.5, 0.0), champion, trial(2, "lstm", error, seconds)]
    decision = Decision(champion.recipe, champion, "It won.", False)
    said = add_to_verdict(decision, SearchResult(tried, subject=CLASSIFIERS))
    assert said.startswith(f"It won. {words}".strip())
    assert words or said == "It won."


def test_a_random_split_is_told_of_beside_unseen_notes_alone():
    for metrics, told in (({}, False), ({"unseen_templates_accuracy": 0.8}, True)):
        champion = trial(0, "majority", 0.5, 1.0, random_accuracy=0.99, **metrics)
        decision = Decision(champion.recipe, champion, "It won.", False)
        said = add_to_verdict(decision, SearchResult([champion], subject=CLASSIFIERS))
        assert ("right in 99.0 %, which says little" in said) == told
        assert ("80.0 % on unseen wordings" in said) == told


def test_probabilities_stay_where_calibrating_does_not_pay():
    rng = np.random.default_rng(4)
    p = rng.random(400)
    right, halves = rng.random(400) < p, np.arange(400) % 2 == 0
    few = calibrated(p[:60], p[:60] < 0.01, halves[:60])
    assert few[0] is IDENTITY
    assert few[1].startswith("There were too few notes to calibrate on")
    misled = calibrated(p, np.where(halves, ~right, right), halves)
    assert misled[0] is IDENTITY
    assert misled[1].startswith("Calibration does not help (log loss ")


def test_the_card_says_when_a_person_decides(options):
    policy = JudgementPolicy(rules=True)
    band = Band(0.02, 0.9, 12.0, 0.081)
    learned = LearnedJudgement(policy, band, "Calibrated.", (None, None))
    words = review(learned, options.review, rules=True)
    assert words[1].startswith("From a probability of 2.0 % up to 90.0 % a person decides.")
    assert "which takes 8.1 % of them" in words[1]
    nothing = LearnedJudgement(policy, None, "Nothing was judged.", (None, None))
    assert [line[:20] for line in review(nothing, options.review, rules=True)] == [
        "Nothing was judged.",
        "A person also decide",
    ]


def test_the_card_owns_up_to_what_is_weak_or_not_known():
    rows = [
        {"variation": "double_negation", "right_of_decided": 0.9, "to_review": 0.01},
        {"variation": "very_long", "right_of_decided": None, "to_review": None},
    ]
    said = limits({"minimum": rows}, rules=False)
    assert said[1:] == [
        "It is right in less than 95 % of the decided notes of: double negation (90.0 %)."
    ]
    assert len(summary({"parts": {}}, {"all": None}, rules=False)) == 1
    assert _figure({"value": None, "lower": None, "upper": None}) == "not defined"
    assert _figure({"value": 0.5, "lower": None, "upper": None}) == "0.5000"
    assert _figure({"value": 0.5, "lower": 0.4, "upper": 0.6}) == "0.5000 (0.4000 to 0.6000)"
