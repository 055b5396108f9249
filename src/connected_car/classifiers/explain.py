"""Why a model judged notes as it did: words, sentences, what would change it, and the years."""

import re

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Classifier, as_texts
from connected_car.classifiers.facts.shortening import shortened

_WORD = re.compile(r"\S+")
_MOST_WORDS = 80  # of a note that are left out in turn
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d/-]|\.\d)")
_EDGE = 1e-6
_OF_A_YEAR = ("probability", "lowest", "highest")
YEARS = range(1950, 2026)
PLAIN_NOTES = (
    "The component was manufactured in {year}, made of steel, in good condition.",
    "Made of nickel, in excellent condition, built in {year}",
    "wheel hub {year}, copper, good",
    "year: {year}; material: aluminium; condition: good",
    "A {year} brass radiator in excellent condition",
)


def deciding_words(model: Classifier, texts: np.ndarray) -> pd.DataFrame:
    """Return what each word of each note adds to the probability of the class chosen.

    Each word is left out in turn, and all such notes are scored at once. A word's weight is what
    the probability loses without it. Of a long note the sentences that state something are taken.

    Returns:
        Columns ``note`` (its place), ``position`` (of the word), ``word``, ``weight``, ``effect``
        (what the log odds of the last class lose); the words of a note by falling weight.
    """
    short = shortened(as_texts(texts))
    rows = [(i, *word) for i, text in enumerate(short) for word in _words(text)]
    frame = pd.DataFrame(rows, columns=["note", "position", "word", "start", "end"])
    whole = model.probabilities(short)
    chosen, note = whole.argmax(axis=1), frame["note"].to_numpy(int)
    places = zip(note, frame["start"], frame["end"], strict=True)
    without = np.array([short[i][:start] + short[i][end:] for i, start, end in places], object)
    left = model.probabilities(without)
    frame["weight"] = whole[note, chosen[note]] - left[np.arange(len(frame)), chosen[note]]
    frame["effect"] = _log_odds(whole[:, -1])[note] - _log_odds(left[:, -1])
    ordered = frame.sort_values(["note", "weight"], ascending=[True, False], kind="stable")
    return ordered[["note", "position", "word", "weight", "effect"]].reset_index(drop=True)


def _log_odds(p: np.ndarray) -> np.ndarray:
    p = np.clip(p.astype(float), _EDGE, 1 - _EDGE)
    return np.log(p) - np.log1p(-p)


def _words(text: str) -> list[tuple[int, str, int, int]]:
    found = list(_WORD.finditer(text))[:_MOST_WORDS]
    return [(k, match[0], match.start(), match.end()) for k, match in enumerate(found)]


def words_that_move(words: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return which words raise the last class's log odds most (first), and lower them (last).

    Args:
        words: what ``deciding_words`` gave.
        least: notes in which a word must stand.

    Returns:
        Columns ``word`` (in lower case, without marks), ``effect`` (mean), ``notes``; ordered by
        the effect times the root of the notes, for what is rare is less sure.
    """
    plain = words["word"].astype(str).str.lower().str.strip(".,;:!?()[]'\"")
    grouped = words.groupby(plain).agg(effect=("effect", "mean"), notes=("note", "nunique"))
    grouped = grouped.rename_axis("word").reset_index()
    kept = grouped[(grouped["notes"] >= least) & (grouped["word"] != "")]
    weight = (kept["effect"] * np.sqrt(kept["notes"])).sort_values(ascending=False, kind="stable")
    return kept.loc[weight.index].reset_index(drop=True)


def year_curve(model: Classifier, notes: tuple[str, ...] = PLAIN_NOTES) -> pd.DataFrame:
    """Return the probability of the last class over the year of manufacture, all else the same.

    Args:
        model: any classifier.
        notes: texts with ``{year}`` in them, or with one year; without any the curve is empty.

    Returns:
        Columns ``year`` (1950 to 2025), ``probability`` (mean over the notes), ``lowest`` and
        ``highest``.
    """
    if not notes:
        empty = pd.Series(dtype=float)
        return pd.DataFrame({"year": empty.astype(int), **dict.fromkeys(_OF_A_YEAR, empty)})
    texts = [_with_year(note, year) for year in YEARS for note in notes]
    given = model.probabilities(np.array(texts, object))[:, -1].reshape(len(YEARS), -1)
    figures = (given.mean(axis=1), given.min(axis=1), given.max(axis=1))
    return pd.DataFrame({"year": YEARS, **dict(zip(_OF_A_YEAR, figures, strict=True))})


def _with_year(note: str, year: int) -> str:
    return note.replace("{year}", str(year)) if "{year}" in note else _YEAR.sub(str(year), note)
