"""What a classifier has learned: which words move its probability, and its curve over the years."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Classifier
from connected_car.classifiers.facts.reading import FIRST_COMPLIANT_YEAR, GOOD, read_facts

YEARS = range(1950, 2026)
_NOTES, _NOTES_OF_CURVE = 400, 40
_LONGEST = 400  # characters of a note that is taken apart
_FEWEST = 3  # notes that a word stands in
_TOP = 12
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_EDGE = 1e-6


@dataclass(frozen=True)
class LearnedWords:
    """What was found.

    Attributes:
        words: ``word, effect, notes``: by how much the log odds fall when the word is taken out of
            a note, on average; the strongest ones of both directions.
        years: ``year, probability``: of notes that are fine otherwise, with that year put in;
            empty where there are none.
        target: the class whose probability it is.
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
        years: whether the notes speak of years of manufacture.
    """
    distinct = np.array([t for t in pd.unique(texts) if len(t) <= _LONGEST], dtype=object)
    rng = np.random.default_rng(seed)
    sample = distinct[rng.permutation(len(distinct))[:_NOTES]]
    curve = _curve(distinct, classifier, rng) if years else _no_curve()
    return LearnedWords(_words(sample, classifier), curve, classifier.classes[-1])


def without_each_word(text: str) -> list[tuple[str, str]]:
    """Return each word of a text, in small letters, and the text without it."""
    found = list(_WORD.finditer(text))
    return [(m[0].lower(), text[: m.start()] + text[m.end() :]) for m in found]


def _words(texts: np.ndarray, classifier: Classifier) -> pd.DataFrame:
    cut = [(row, *pair) for row, text in enumerate(texts) for pair in without_each_word(text)]
    rows, words, rests = zip(*cut, strict=True) if cut else ((), (), ())
    gap = _log_odds(classifier, texts)[list(rows)] if cut else np.empty(0)
    gap = gap - _log_odds(classifier, np.array(rests, dtype=object))
    table = pd.DataFrame({"word": words, "effect": gap, "note": rows})
    found = table.groupby("word").agg(effect=("effect", "mean"), notes=("note", "nunique"))
    found = found[found["notes"] >= _FEWEST]
    weight = found["effect"] * np.sqrt(found["notes"])  # what is rare is less sure
    found = found.loc[weight.sort_values(ascending=False, kind="stable").index]
    ends = pd.concat([found[found["effect"] > 0].head(_TOP), found[found["effect"] < 0].tail(_TOP)])
    return ends.reset_index()


def _curve(texts: np.ndarray, classifier: Classifier, rng: np.random.Generator) -> pd.DataFrame:
    dated = np.array([t for t in texts if len(_YEAR.findall(t)) == 1], dtype=object)
    if not len(dated):
        return _no_curve()
    facts = read_facts(dated)
    fine = (facts.material_side == GOOD) & (facts.condition_side == GOOD)
    chosen = rng.permutation(dated[fine])[:_NOTES_OF_CURVE]
    if not len(chosen):
        return _no_curve()
    changed = [_YEAR.sub(str(year), text) for year in YEARS for text in chosen]
    found = classifier.probabilities(np.array(changed, dtype=object))[:, -1]
    means = found.reshape(len(YEARS), len(chosen)).mean(axis=1)
    return pd.DataFrame({"year": list(YEARS), "probability": means})


def _no_curve() -> pd.DataFrame:
    return pd.DataFrame({"year": pd.Series(dtype=int), "probability": pd.Series(dtype=float)})


def _log_odds(classifier: Classifier, texts: np.ndarray) -> np.ndarray:
    if not len(texts):
        return np.empty(0)
    p = np.clip(classifier.probabilities(texts)[:, -1].astype(float), _EDGE, 1 - _EDGE)
    return np.log(p) - np.log1p(-p)
