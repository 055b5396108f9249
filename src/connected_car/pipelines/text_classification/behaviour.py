"""The behaviour suite: what a judge of notes must be able to do, whatever its accuracy.

Ribeiro et al. 2020, "Beyond accuracy: behavioral testing of NLP models with CheckList": minimum
functionality (each way of writing is understood), invariance (what does not matter changes
nothing) and direction (what matters moves the judgement the right way).
"""

import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.limits import (
    BAD_CONDITIONS,
    BAD_MATERIALS,
    FIRST_COMPLIANT_YEAR,
    GOOD_CONDITIONS,
)
from connected_car.compliance.judging import COMPLIANT, NEEDS_REVIEW, NOT_COMPLIANT
from connected_car.compliance.typing_errors import mistype

Judge = Callable[[np.ndarray], pd.DataFrame]  # texts -> rows as ``judging.COLUMNS``
_SAMPLE = 600  # notes that are changed, at most
_TOLERANCE = 0.02  # a probability that moves less has not moved
_LABELS = {0: COMPLIANT, 1: NOT_COMPLIANT}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def run_suite(notes: pd.DataFrame, judge: Judge, seed: int) -> dict[str, Any]:
    """Return the pass rates.

    Args:
        notes: ``text, label, year, material, condition, variation, needs_review``, with their
            truth; in wordings that nothing was learned from.
        judge: judges texts.
        seed: of the changes.

    Returns:
        ``all`` (see ``_figures``); ``minimum``, the same a variation; ``invariance`` and
        ``direction``, a row a change: ``change, notes, pass_rate, review_share``.
    """
    if notes.empty:
        return {"all": None, "minimum": [], "invariance": [], "direction": []}
    judged = judge(notes["text"].to_numpy(object))
    notes = notes.assign(said=judged["Compliance"].to_numpy(), p=judged.iloc[:, 0].to_numpy())
    names = sorted(notes["variation"].unique())
    return {
        "all": _figures(notes),
        "minimum": [
            {"variation": name, **_figures(notes[notes["variation"] == name])} for name in names
        ],
        "invariance": _invariance(notes, judge, seed),
        "direction": _direction(notes, judge, seed),
    }


def _figures(notes: pd.DataFrame) -> dict[str, Any]:
    """Return the figures of some notes; None where there is no note of that kind.

    ``right_of_decided``: of the notes that have a judgement and were decided; ``to_review``: share
    of the notes that have one and were left to a person; ``review_found``: share of the notes that
    only a person can judge and that were left to one; ``pass_rate``: share of all that were judged
    rightly, or rightly left to a person.
    """
    clear = notes[~notes["needs_review"].astype(bool)]
    unclear = notes[notes["needs_review"].astype(bool)]
    decided = clear[clear["said"] != NEEDS_REVIEW]
    right = decided["said"] == decided["label"].astype("Int64").map(_LABELS)
    found = unclear["said"] == NEEDS_REVIEW
    return {
        "notes": len(notes),
        "right_of_decided": _share(right),
        "to_review": _share(clear["said"] == NEEDS_REVIEW),
        "review_found": _share(found),
        "pass_rate": float((right.sum() + found.sum()) / len(notes)),
    }


def _invariance(notes: pd.DataFrame, judge: Judge, seed: int) -> list[dict[str, Any]]:
    """Return how often a change that does not matter does not turn the judgement round."""
    rng = random.Random(seed)
    decided = notes[(notes["said"] != NEEDS_REVIEW) & (notes["text"].str.len() < 1000)]
    sample = decided.sample(min(_SAMPLE, len(decided)), random_state=seed)
    changes: dict[str, Callable[[str], str]] = {
        "capital letters": str.upper,
        "small letters": str.lower,
        "blanks and a full stop": lambda text: f"  {text.replace(' ', '  ')} .",
        "one to three typing errors": lambda text: mistype(text, rng),
        "a remark in front": lambda text: f"Customer waits. {text}",
        "a remark behind": lambda text: f"{text.rstrip('. ')}. Car washed.",
    }
    return [_kept(name, change, sample, judge) for name, change in changes.items()]


def _kept(
    name: str, change: Callable[[str], str], sample: pd.DataFrame, judge: Judge
) -> dict[str, Any]:
    after = judge(np.array([change(text) for text in sample["text"]], dtype=object))["Compliance"]
    doubt = (after == NEEDS_REVIEW).to_numpy()
    same = after.to_numpy() == sample["said"].to_numpy()
    passed = float((same | doubt).mean()) if len(sample) else None
    share = float(doubt.mean()) if len(sample) else None
    return {"change": name, "notes": len(sample), "pass_rate": passed, "review_share": share}


def _direction(notes: pd.DataFrame, judge: Judge, seed: int) -> list[dict[str, Any]]:
    """Return how often a change that matters moves the probability the right way, or not back."""
    good = notes["material"].notna() & ~notes["material"].isin(BAD_MATERIALS)
    good &= notes["condition"].isin(GOOD_CONDITIONS)
    one_year = notes["text"].map(lambda text: len(_YEAR.findall(text)) == 1)
    one_year &= _holds(lambda year, text: str(year) in text, notes["year"], notes["text"])
    short = notes["text"].str.len() < 1000
    fine = good & one_year & short & ~notes["needs_review"].astype(bool)
    named = fine & _holds(_has, notes["material"], notes["text"])
    stated = fine & _holds(_has, notes["condition"], notes["text"])
    late = notes["year"].astype("Int64") >= FIRST_COMPLIANT_YEAR
    old, new = str(FIRST_COMPLIANT_YEAR - 20), str(FIRST_COMPLIANT_YEAR + 20)
    material, look = BAD_MATERIALS[0], BAD_CONDITIONS[-1]
    rows = [
        (f"year to {old}", fine & late.fillna(False), lambda n: _YEAR.sub(old, n.text), 1),
        (f"year to {new}", fine & ~late.fillna(True), lambda n: _YEAR.sub(new, n.text), -1),
        (f"material to {material}", named, lambda n: _replaced(n.text, n.material, material), 1),
        (f"condition to {look}", stated, lambda n: _replaced(n.text, n.condition, look), 1),
    ]
    return [
        _moved(name, notes[mask], change, sign, judge, seed=seed)
        for name, mask, change, sign in rows
    ]


def _moved(
    name: str,
    notes: pd.DataFrame,
    change: Callable[[Any], str],
    sign: int,
    judge: Judge,
    *,
    seed: int,
) -> dict[str, Any]:
    sample = notes.sample(min(_SAMPLE, len(notes)), random_state=seed)
    if sample.empty:
        return {"change": name, "notes": 0, "pass_rate": None, "review_share": None}
    texts = np.array([change(note) for note in sample.itertuples()], dtype=object)
    after = judge(texts)
    wrong = COMPLIANT if sign > 0 else NOT_COMPLIANT
    back = sign * (after.iloc[:, 0].to_numpy() - sample["p"].to_numpy()) < -_TOLERANCE
    said = after["Compliance"].to_numpy()
    passed = float((~back & (said != wrong)).mean())
    share = float((said == NEEDS_REVIEW).mean())
    return {"change": name, "notes": len(sample), "pass_rate": passed, "review_share": share}


def _holds(test: Callable[[Any, str], bool], values: pd.Series, texts: pd.Series) -> np.ndarray:
    """Return of which texts the test holds, each with its value."""
    return np.array([test(v, t) for v, t in zip(values, texts, strict=True)], bool)


def _has(word: Any, text: str) -> bool:
    return isinstance(word, str) and len(re.findall(rf"\b{word}\b", text, re.IGNORECASE)) == 1


def _replaced(text: str, word: str, by: str) -> str:
    return re.sub(rf"\b{word}\b", by, text, flags=re.IGNORECASE)


def _share(values: pd.Series) -> float | None:
    return float(values.mean()) if len(values) else None
