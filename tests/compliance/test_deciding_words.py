"""The words that decide, by deletion: without them a note is judged otherwise, or by a person."""

import re

import numpy as np
import pytest

from connected_car.classifiers import new_classifier
from connected_car.classifiers.facts import read_facts
from connected_car.compliance.judging import judge_notes
from connected_car.compliance.policy import JudgementPolicy
from connected_car.pipelines.simulation.notes.varied import varied_notes

POLICY = JudgementPolicy(compliant_below=0.3, not_compliant_from=0.7)


@pytest.fixture(scope="module")
def rule():
    texts = np.array(["steel, made in 2004, good", "iron"], object)
    return new_classifier("rule").fit(texts, np.array(["0", "1"]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The hub was made in 1991 of steel, in good condition.", "1991"),
        ("IRON hub, POOR, built in 1989", "iron; poor; 1989"),
        ("Steel hub, 2004, good. Good steel!", "steel; 2004; good"),
        ("steel hub, good, built '91", "91"),
        ("steel hub, good, mfd 03/1991", "1991"),
        ("cast iron hub next to a plastic tank, good, inspected in 1990", "cast iron"),
        ("steel, good", ""),
        ("waiting for parts", ""),
    ],
)
def test_the_facts_that_decide_are_named(text, words):
    assert read_facts(np.array([text], object)).words[0] == words


def test_without_its_deciding_words_no_note_is_judged_as_before(rule):
    notes = varied_notes(1500, "training", 5)
    texts = notes.loc[notes["variation"] != "very_long", "text"].to_numpy(object)
    judged = judge_notes(texts, rule, POLICY)
    decided = (judged["Compliance"] != "needs_review").to_numpy()
    assert (judged.loc[~decided, "Deciding_Words"] == "").all()
    words = judged.loc[decided, "Deciding_Words"].tolist()
    assert all(words)
    rest = [without(t, w.split("; ")) for t, w in zip(texts[decided], words, strict=True)]
    after = judge_notes(np.array(rest, object), rule, POLICY)["Compliance"].to_numpy()
    assert (after != judged.loc[decided, "Compliance"].to_numpy()).mean() > 0.97
    found = [
        w in t.lower() for t, ws in zip(texts[decided], words, strict=True) for w in ws.split("; ")
    ]
    assert np.mean(found) > 0.95  # others are written in some other way, as with marks between


def without(text: str, words: list[str]) -> str:
    for word in words:
        pattern = r"\W+".join(map(re.escape, re.findall(r"\w+", word)))
        text = re.sub(rf"(?<!\w)['’]?{pattern}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text
