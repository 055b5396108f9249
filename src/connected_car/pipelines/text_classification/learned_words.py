"""What the champion has learned, over many notes: words, years, and sentences about both."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Classifier
from connected_car.classifiers.explain import deciding_words, words_that_move, year_curve
from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.classifiers.facts.reading import GOOD, read_facts

_NOTES, _NOTES_OF_CURVE = 400, 40
_LONGEST = 400  # characters of a note that is taken apart
_FEWEST = 3  # notes that a word stands in
_TOP = 12
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class LearnedWords:
    """What was found.

    Attributes:
        words: ``word, effect, notes`` of ``explain.words_that_move``, the ends alone.
        years: ``year, probability, lowest, highest`` of ``explain.year_curve`` for notes that are
            fine otherwise; empty where there are none.
        target: what the probability is of, in words.
    """

    words: pd.DataFrame
    years: pd.DataFrame
    target: str

    def sentences(self) -> list[str]:
        """Return the findings in words; never empty."""
        raising = self.words.loc[self.words["effect"] > 0, "word"].head(6)
        lowering = self.words.loc[self.words["effect"] < 0, "word"][::-1].head(6)
        lines = [
            f"Words that raise the probability of {self.target} most: {', '.join(raising)}."
            if len(raising)
            else "No word raises the probability.",
        ]
        if len(lowering):
            lines.append(f"Words that lower it most: {', '.join(lowering)}.")
        if len(self.years):
            early = self.years["year"] < FIRST_COMPLIANT_YEAR
            before, after = (self.years.loc[m, "probability"].mean() for m in (early, ~early))
            lines.append(
                f"A note that is fine otherwise gets {100 * before:.0f} % on average with a year "
                f"before {FIRST_COMPLIANT_YEAR}, and {100 * after:.0f} % with a later one."
            )
        return lines


def learned_words(
    texts: np.ndarray, classifier: Classifier, seed: int, years: bool = True
) -> LearnedWords:
    """Take words out of notes and put other years in, and see what becomes of the probability.

    Args:
        texts: ``(n,)`` notes; a sample of them is taken.
        classifier: of two classes or more; the last one's probability is looked at.
        seed: of the sample.
        years: whether the notes are about components and their years.
    """
    distinct = np.array([t for t in pd.unique(texts) if len(t) <= _LONGEST], dtype=object)
    rng = np.random.default_rng(seed)
    sample = distinct[rng.permutation(len(distinct))[:_NOTES]]
    found = words_that_move(deciding_words(classifier, sample), _FEWEST)
    if years:  # they have a curve of their own
        found = found[~found["word"].str.contains(r"\d")]
    ends = [found[found["effect"] > 0].head(_TOP), found[found["effect"] < 0].tail(_TOP)]
    notes = _fine_otherwise(distinct, rng) if years else ()
    curve = year_curve(classifier, notes)
    target = "not being compliant" if years else classifier.classes[-1]
    return LearnedWords(pd.concat(ends, ignore_index=True), curve, target)


def _fine_otherwise(texts: np.ndarray, rng: np.random.Generator) -> tuple[str, ...]:
    """Return notes with one year whose material and condition are good."""
    dated = np.array([t for t in texts if len(_YEAR.findall(t)) == 1], dtype=object)
    if not len(dated):
        return ()
    facts = read_facts(dated)
    fine = (facts.material_side == GOOD) & (facts.condition_side == GOOD)
    return tuple(rng.permutation(dated[fine])[:_NOTES_OF_CURVE])
