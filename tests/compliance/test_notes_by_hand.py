"""Notes written by hand, in many ways, that no generator made: how many are judged, and rightly.

The words of the lexicon were improved by the notes of ``seen``; those ``set_aside`` were not looked
at, so that their share says what to expect of others.
"""

from pathlib import Path

import numpy as np
import pytest

from connected_car.classifiers.facts import read_facts
from connected_car.classifiers.rules import judge_facts

NOTES = Path(__file__).parent / "notes_by_hand"


def _judged(name: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return ways of writing, labels (NaN for a person) and what the rule says."""
    lines = (NOTES / f"{name}.txt").read_text(encoding="utf-8").splitlines()[1:]
    labels, ways, texts = zip(*(line.split("|", 2) for line in lines), strict=True)
    wanted = np.array([np.nan if label == "?" else float(label) for label in labels])
    return list(ways), wanted, judge_facts(read_facts(np.array(texts, object)))


@pytest.mark.parametrize(("name", "most_to_review"), [("seen", 0.06), ("set_aside", 0.15)])
def test_notes_by_hand_are_decided_rightly_and_few_left_to_a_person(name, most_to_review):
    _, wanted, said = _judged(name)
    clear, decided = ~np.isnan(wanted), ~np.isnan(said)
    assert (wanted == said)[clear & decided].mean() >= 0.98
    assert (~decided)[clear].mean() <= most_to_review
    assert (~decided)[~clear].mean() >= 0.85


def test_denials_by_hand_are_read():
    ways, wanted, said = _judged("seen")
    denials = np.array([way == "negation" for way in ways]) & ~np.isnan(wanted)
    assert (wanted == said)[denials].mean() >= 0.95
