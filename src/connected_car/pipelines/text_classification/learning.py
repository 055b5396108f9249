"""How the champion's probabilities are calibrated, and when a person decides."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.compliance.bands import Band, Costs, choose_band
from connected_car.compliance.policy import JudgementPolicy, digest
from connected_car.pipelines.text_classification.options import TextClassificationOptions
from connected_car.pipelines.text_classification.scoring import codes_of
from connected_car.pipelines.text_classification.splits import (
    RANDOM_VALIDATION,
    REPORTED,
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
    """

    policy: JudgementPolicy
    band: Band | None
    note: str
    ece: tuple[float | None, float | None]


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
        return LearnedJudgement(
            JudgementPolicy(rules=False), None, "There are more than two classes.", (None, None)
        )
    rows, p = splits.scored(), positive(probabilities)
    classes = tuple(sorted(set(splits.labels)))
    happened = codes_of(splits.labels[rows], classes) == 1
    part = splits.part[rows]
    learned = np.isin(part, (*splits.deciding(), RANDOM_VALIDATION))
    calibration, note = _calibrated(
        p[learned], happened[learned], splits.block[rows][learned] % 2 == 0
    )
    given = options.review
    costs = Costs(given.missed_cost, given.false_alarm_cost, given.max_review_share)
    band = choose_band(calibration(p[learned]), happened[learned], costs)
    judged = dict(zip(map(digest, reviewed["information"]), reviewed["label"], strict=True))
    policy = JudgementPolicy(calibration, band.low, band.high, rules, judged if rules else {})
    reported = np.isin(part, REPORTED)
    ece = tuple(
        expected_calibration_error(values[reported], happened[reported]) if reported.any() else None
        for values in (p, calibration(p))
    )
    return LearnedJudgement(policy, band, note, (ece[0], ece[1]))


def _calibrated(p: np.ndarray, happened: np.ndarray, halves: np.ndarray) -> tuple[Calibration, str]:
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
