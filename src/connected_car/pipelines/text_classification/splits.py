"""Which notes a model learns from, and on which it is looked at: by wording, by year, at random.

A random split puts the same sentence on both sides. So some wordings and some years are taken out
of what is learned from altogether, half of them to decide (validation), half of them to report.
"""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.compliance.typing_errors import mistype
from connected_car.compliance.wording import wordings, years_in

TRAIN, LEFT_OUT = "train", "left out"
RANDOM, RANDOM_VALIDATION = "random", "random_validation"
TEMPLATES, TEMPLATES_VALIDATION = "unseen_templates", "unseen_templates_validation"
YEARS, YEARS_VALIDATION = "unseen_years", "unseen_years_validation"
TYPING_ERRORS = "typing_errors"
YEARS_ALONE = "unseen_years_alone"  # those of the unseen years in which the year alone decides
REPORTED = (RANDOM, TEMPLATES, YEARS, TYPING_ERRORS)
DECIDING = (TEMPLATES_VALIDATION, YEARS_VALIDATION)
_LIMIT = FIRST_COMPLIANT_YEAR  # held-out years lie on both sides of it
_FEWEST_YEARS = 10  # years in the notes from which on some are held out
BLOCKS = 20  # of a part, whose means tell how sure its mean is


@dataclass(frozen=True)
class Splits:
    """Notes, and the part that each one is in.

    Attributes:
        texts: ``(n,)``, spoiled copies at the end.
        labels: ``(n,)`` as text.
        part: ``(n,)`` name of the part: ``train``, one of ``REPORTED``, or a ``…_validation``.
        block: ``(n,)`` from 0 to ``BLOCKS - 1``; notes of one wording (or text, where there are few
            wordings in a part) are in one block.
    """

    texts: np.ndarray
    labels: np.ndarray
    part: np.ndarray
    block: np.ndarray

    def of(self, *parts: str) -> tuple[np.ndarray, np.ndarray]:
        """Return texts and labels of some parts."""
        rows = np.isin(self.part, parts)
        return self.texts[rows], self.labels[rows]

    def scored(self) -> np.ndarray:
        """Return the rows that a trial is scored on: all that are not learned from."""
        return np.flatnonzero(~np.isin(self.part, (TRAIN, LEFT_OUT)))

    def deciding(self) -> tuple[str, ...]:
        """Return the parts that decide on the champion, among those that there are."""
        present = set(self.part)
        return tuple(p for p in DECIDING if p in present) or (RANDOM_VALIDATION,)

    def counts(self) -> dict[str, int]:
        """Return the number of notes in each part."""
        return {str(k): int(n) for k, n in pd.Series(self.part).value_counts().items()}

    def version(self) -> str:
        """Return what stands for the notes: the same for the same texts and labels."""
        hashes = pd.util.hash_array(self.texts) ^ pd.util.hash_array(self.labels)
        return hashlib.sha256(np.sort(hashes).tobytes()).hexdigest()[:12]


@dataclass(frozen=True)
class SplitPlan:
    """How notes are split.

    Attributes:
        share: of the wordings, of the years and of the other notes, for validation and again for
            the test.
        grouped: whether whole wordings and years are held out, or notes at random alone.
        years: whether the notes speak of years.
        copies: copies of one text that are kept at most; None: all.
        seed: of the draws.
    """

    share: float
    grouped: bool
    years: bool
    copies: int | None
    seed: int


def split(notes: pd.DataFrame, reviewed: pd.DataFrame, plan: SplitPlan) -> Splits:
    """Return the parts.

    Args:
        notes: ``text, label, source_file``.
        reviewed: ``text, label`` of notes that a person judged; they are learned from, and replace
            what the files say of the same text.
        plan: how.
    """
    kept = notes[~notes["text"].isin(reviewed["text"])]
    if plan.copies is not None:
        kept = kept[kept.groupby(["text", "label"]).cumcount() < plan.copies]
    kept = kept.reset_index(drop=True)
    rng = np.random.default_rng(plan.seed)
    texts, wording = kept["text"].to_numpy(object), wordings(kept["text"].to_numpy(object))
    part = np.full(len(kept), TRAIN, dtype=object)
    if plan.grouped:
        _hold_out_wordings(part, wording, kept["source_file"].to_numpy(object), plan, rng)
        if plan.years:
            _hold_out_years(part, texts, plan, rng)
    _hold_out_random(part, plan, rng)
    labels = kept["label"].to_numpy(object)
    copies = _spoiled(texts, part, plan) if plan.grouped else (np.empty(0, int), [])
    more = len(reviewed)
    return Splits(
        texts=_joined(texts, copies[1], reviewed["text"]),
        labels=_joined(labels, labels[copies[0]], reviewed["label"]),
        part=_joined(part, [TYPING_ERRORS] * len(copies[0]), [TRAIN] * more),
        block=_blocks(
            _joined(part, [TYPING_ERRORS] * len(copies[0]), [TRAIN] * more),
            _joined(wording if plan.grouped else texts, wording[copies[0]], reviewed["text"]),
            _joined(texts, texts[copies[0]], reviewed["text"]),
            rng,
        ),
    )


def _hold_out_wordings(
    part: np.ndarray,
    wording: np.ndarray,
    source: np.ndarray,
    plan: SplitPlan,
    rng: np.random.Generator,
) -> None:
    """Hold out wordings, from each file its share."""
    groups = pd.DataFrame({"wording": wording, "source": source}).drop_duplicates("wording")
    for _, own in groups.groupby("source", sort=True):
        names = rng.permutation(np.sort(own["wording"].to_numpy(object)))
        if len(names) < 3:  # one to learn from, one to decide, one to report
            continue
        n = max(1, round(plan.share * len(names)))
        known = pd.Series(wording, dtype=object)
        part[known.isin(names[:n])] = TEMPLATES_VALIDATION
        part[known.isin(names[n : 2 * n])] = TEMPLATES


def _hold_out_years(
    part: np.ndarray, texts: np.ndarray, plan: SplitPlan, rng: np.random.Generator
) -> None:
    """Hold out years, on each side of the limit its share; what names two of them is left out."""
    codes, distinct = pd.factorize(texts)
    named = [years_in(text) for text in distinct]
    years = np.unique([year for found in named for year in found])
    if len(years) < _FEWEST_YEARS:
        return
    place = dict.fromkeys(years.tolist(), 0)
    for side in (years[years < _LIMIT], years[years >= _LIMIT]):
        drawn = rng.permutation(side)
        n = max(1, round(plan.share * len(drawn))) if len(drawn) >= 3 else 0
        place |= dict.fromkeys(drawn[:n].tolist(), 1) | dict.fromkeys(drawn[n : 2 * n].tolist(), 2)
    held = np.array([_only({place[year] for year in found} - {0}) for found in named])[codes]
    free = part == TRAIN
    part[(held > 0) & ~free] = LEFT_OUT
    for code, name in ((1, YEARS_VALIDATION), (2, YEARS), (3, LEFT_OUT)):
        part[(held == code) & free] = name


def _only(places: set[int]) -> int:
    """Return the one place, 0 for none, 3 for both."""
    return sum(places)


def _hold_out_random(part: np.ndarray, plan: SplitPlan, rng: np.random.Generator) -> None:
    rows = rng.permutation(np.flatnonzero(part == TRAIN))
    n = max(1, round(plan.share / 2 * len(rows)))
    part[rows[:n]], part[rows[n : 2 * n]] = RANDOM_VALIDATION, RANDOM


def _spoiled(texts: np.ndarray, part: np.ndarray, plan: SplitPlan) -> tuple[np.ndarray, list[str]]:
    """Return the notes in unseen wordings with typing errors, and their rows."""
    rng, rows = random.Random(plan.seed), np.flatnonzero(part == TEMPLATES)
    return rows, [mistype(text, rng) for text in texts[rows]]


def _blocks(
    part: np.ndarray, wording: np.ndarray, texts: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    block = np.zeros(len(part), dtype=int)
    for name in np.unique(part.astype(str)):
        rows = part == name
        groups = wording if len(pd.unique(wording[rows])) >= BLOCKS else texts
        codes, distinct = pd.factorize(groups[rows])
        block[rows] = rng.permutation(np.arange(len(distinct)) % BLOCKS)[codes]
    return block


def _joined(*parts: Iterable[str]) -> np.ndarray:
    return np.array([value for part in parts for value in part], dtype=object)
