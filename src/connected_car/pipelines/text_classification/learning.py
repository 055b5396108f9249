"""How the champion's probabilities are calibrated, and when a person decides."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from connected_car.compliance.bands import Band, Costs, choose_band, choose_level
from connected_car.compliance.policy import JudgementPolicy, digest
from connected_car.compliance.vocabulary import learn_vocabulary
from connected_car.pipelines.text_classification.options import TextClassificationOptions
from connected_car.pipelines.text_classification.scoring import codes_of
from connected_car.pipelines.text_classification.splits import (
    RANDOM_VALIDATION,
    REPORTED,
    TRAIN,
    Splits,
)
from connected_car.risk.calibration import IDENTITY, Calibration, fit_calibration
from connected_car.risk.verification import expected_calibration_error, log_loss

_EPS = 1e-4  # probabilities closer to 0 or 1 count as that close
_FEWEST = 50  # notes of each class, to calibrate


@dataclass(frozen=True)
class LearnedJudgement:
    """The policy and what it was learned from.

    Attributes:
        policy: stored with the champion.
        band: in which a person decides, as chosen; None where nothing was judged.
        note: what was learned, in words.
        ece: of the reported parts, before and after calibration.
        many: whether there are more than two classes; then a person decides below ``band.high``.
    """

    policy: JudgementPolicy
    band: Band | None
    note: str
    ece: tuple[float | None, float | None]
    many: bool = False


def positive(probabilities: np.ndarray) -> np.ndarray:
    """Return the probability of the second class as float64."""
    return np.clip(probabilities[:, 1].astype(float), 0, 1)


def learn_policy(
    splits: Splits,
    probabilities: np.ndarray,
    reviewed: pd.DataFrame,
    options: TextClassificationOptions,
) -> LearnedJudgement:
    """Learn calibration and band on the validation parts; report on those that decided nothing.

    Args:
        splits: the notes.
        probabilities: ``(n, k)`` of ``splits.scored()``.
        reviewed: ``information, label`` that people have judged.
        options: the group ``text_classification``.
    """
    rules = options.compliance_rules
    if probabilities.shape[1] != 2:
        return _learn_level(splits, probabilities, options)
    rows, p = splits.scored(), positive(probabilities)
    classes = tuple(sorted(set(splits.labels)))
    happened = codes_of(splits.labels[rows], classes) == 1
    part = splits.part[rows]
    learned = np.isin(part, (*splits.deciding(), RANDOM_VALIDATION))
    calibration, note = calibrated(
        p[learned], happened[learned], splits.block[rows][learned] % 2 == 0
    )
    band = choose_band(calibration(p[learned]), happened[learned], _costs(options))
    judged = dict(zip(map(digest, reviewed["information"]), reviewed["label"], strict=True))
    policy = JudgementPolicy(
        calibration,
        band.low,
        band.high,
        rules,
        reviewed=judged if rules else {},
        **({} if rules else _words(splits, options)),
    )
    reported = np.isin(part, REPORTED)
    ece = tuple(
        expected_calibration_error(values[reported], happened[reported]) if reported.any() else None
        for values in (p, calibration(p))
    )
    return LearnedJudgement(policy, band, note, (ece[0], ece[1]))


def _learn_level(
    splits: Splits, probabilities: np.ndarray, options: TextClassificationOptions
) -> LearnedJudgement:
    """Learn from which probability on the likeliest of many classes is believed."""
    rows, classes = splits.scored(), tuple(sorted(set(splits.labels)))
    right = probabilities.argmax(axis=1) == codes_of(splits.labels[rows], classes)
    learned = np.isin(splits.part[rows], (*splits.deciding(), RANDOM_VALIDATION))
    top = probabilities.max(axis=1).astype(float)
    level = choose_level(top[learned], right[learned], _costs(options))
    policy = JudgementPolicy(rules=False, sure_from=level.high, **_words(splits, options))
    note = f"There are {len(classes)} classes: the likeliest is believed from {level.high:.2f} on."
    return LearnedJudgement(policy, level, note, (None, None), many=True)


def _costs(options: TextClassificationOptions) -> Costs:
    given = options.review
    return Costs(given.missed_cost, given.false_alarm_cost, given.max_review_share)


def _words(splits: Splits, options: TextClassificationOptions) -> dict[str, Any]:
    texts, _ = splits.of(TRAIN)
    vocabulary = learn_vocabulary(texts)
    return {"vocabulary": vocabulary, "least_known": options.review.least_known_words}


def calibrated(p: np.ndarray, happened: np.ndarray, halves: np.ndarray) -> tuple[Calibration, str]:
    """Return the calibration learned on one half of the blocks, if it helps on the other."""
    if min(int(happened.sum()), int((~happened).sum())) < _FEWEST:
        return IDENTITY, "There were too few notes to calibrate on: probabilities are as learned."
    tried = fit_calibration(p[halves], happened[halves], _EPS)
    before, after = (
        log_loss(np.clip(values, 0, 1), happened[~halves], _EPS)
        for values in (p[~halves], tried(p[~halves]))
    )
    if after >= before:
        return IDENTITY, (
            f"Calibration does not help (log loss {after:.4f} with it, {before:.4f} without): "
            "probabilities are as learned."
        )
    note = f"Calibration takes the log loss from {before:.4f} to {after:.4f} on other notes."
    return fit_calibration(p, happened, _EPS), note
