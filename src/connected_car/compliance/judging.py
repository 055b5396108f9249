"""Judges notes: what the model says, what the plain rule says, and when a person decides."""

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Classifier, as_texts
from connected_car.classifiers.facts.reading import Facts, read_facts
from connected_car.classifiers.rules import judge_facts
from connected_car.compliance.policy import JudgementPolicy, digest
from connected_car.compliance.vocabulary import known_share
from connected_car.compliance.wording_of_facts import stated, violations

COMPLIANT, NOT_COMPLIANT, NEEDS_REVIEW = "compliant", "not_compliant", "needs_review"
JUDGEMENTS = (COMPLIANT, NOT_COMPLIANT, NEEDS_REVIEW)
COLUMNS = [
    "Non_Compliance_Probability",
    "Compliance",
    "Reason",
    "Rule",
    "Doubt",
    "Deciding_Words",
]
_EDGE = 1e-6  # probabilities are kept so far from 0 and 1
_PERCENT = np.array([f"{share} %" for share in range(101)], dtype=object)
_PERCENT[[0, 100]] = "under 1 %", "over 99 %"


def judge_notes(texts: np.ndarray, classifier: Classifier, policy: JudgementPolicy) -> pd.DataFrame:
    """Judge notes; a text that comes more than once is judged once.

    Args:
        texts: ``(n,)``; any text, missing ones count as empty.
        classifier: of two classes, the second one "not compliant"; or of more.
        policy: calibration, levels, and whether the plain rule judges too.

    Returns:
        One row a note: ``Non_Compliance_Probability`` (calibrated), ``Compliance`` (one of
        ``JUDGEMENTS``), ``Reason`` in words, ``Rule`` (what the plain rule says: a judgement,
        ``open``, or ``not_asked``), ``Doubt`` (why a person decides, a short name; else empty) and
        ``Deciding_Words`` (of the note, in small letters, joined by ``; ``: without them it would
        be judged otherwise, or by a person; empty where a person decides).
        Where the plain rule does not judge, the name of a class stands in ``Compliance``; with more
        than two classes the probability is that of the likeliest one.
    """
    codes, distinct = pd.factorize(as_texts(texts))
    if not len(distinct):
        return pd.DataFrame(columns=COLUMNS)
    judged = _judge(np.asarray(distinct, object), classifier, policy)
    return judged.iloc[codes].reset_index(drop=True)


def _judge(texts: np.ndarray, classifier: Classifier, policy: JudgementPolicy) -> pd.DataFrame:
    given = classifier.probabilities(texts)
    if given.shape[1] > 2:
        return _judge_many(texts, given, classifier.classes, policy)
    said = given[:, 1].astype(float)
    p = policy.calibration(np.clip(said, _EDGE, 1 - _EDGE))
    if policy.rules:
        facts = read_facts(texts)
        rule, words = judge_facts(facts), stated(facts)
        doubts = _doubts(texts, facts, words)
        broken, deciding = violations(facts), facts.words
    else:
        n = len(texts)
        rule, words = np.full(n, np.nan), np.full(n, "")
        broken = deciding = words
        doubts = _doubts_of_any(texts, policy)
    model = np.where(
        p < policy.compliant_below, 0.0, np.where(p >= policy.not_compliant_from, 1, 2)
    )
    first, second = _labels(classifier, policy)
    doubts |= _doubts_of_model(p, model, rule, broken, second.replace("_", " "))
    names, reasons = _first(doubts, len(texts))
    share = _PERCENT[np.round(100 * p).astype(int)]
    compliance = np.where(names != "", NEEDS_REVIEW, np.where(model == 1, second, first))
    told = np.where(model == 1, broken, words)
    told = np.where(told == "", "as the model reads it", told)
    about = "" if policy.rules else f"{second} by "
    return pd.DataFrame(
        {
            "Non_Compliance_Probability": p,
            "Compliance": compliance,
            "Reason": np.where(names != "", reasons, told + f" ({about}" + share + ")"),
            "Rule": _rule_words(rule, policy),
            "Doubt": names,
            "Deciding_Words": np.where(names == "", deciding, ""),
        }
    ).pipe(_take_reviewed, texts, policy)


def _labels(classifier: Classifier, policy: JudgementPolicy) -> tuple[str, ...]:
    """Return what the two classes are called: by the rule's words, or as the data call them."""
    return (COMPLIANT, NOT_COMPLIANT) if policy.rules else classifier.classes


def _judge_many(
    texts: np.ndarray, given: np.ndarray, classes: tuple[str, ...], policy: JudgementPolicy
) -> pd.DataFrame:
    """Name the likeliest of many classes, or let a person decide where it is not likely enough."""
    top = given.max(axis=1).astype(float)
    label = np.array(classes, dtype=object)[given.argmax(axis=1)]
    share = _PERCENT[np.round(100 * top).astype(int)]
    unsure = (top < policy.sure_from, "the model is not sure: " + label + " by " + share)
    doubts = _doubts_of_any(texts, policy) | {"unsure": unsure}
    names, reasons = _first(doubts, len(texts))
    return pd.DataFrame(
        {
            "Non_Compliance_Probability": top,
            "Compliance": np.where(names != "", NEEDS_REVIEW, label),
            "Reason": np.where(names != "", reasons, "as the model reads it (" + share + ")"),
            "Rule": "not_asked",
            "Doubt": names,
            "Deciding_Words": "",
        }
    )


def _doubts_of_any(
    texts: np.ndarray, policy: JudgementPolicy
) -> dict[str, tuple[np.ndarray, np.ndarray | str]]:
    doubts: dict[str, tuple[np.ndarray, np.ndarray | str]]
    doubts = {"empty": (_is_empty(texts), "the note is empty")}
    if policy.vocabulary:
        share = known_share(texts, policy.vocabulary)
        words = _PERCENT[np.round(100 * share).astype(int)] + " of its words are known"
        doubts["unknown_words"] = (share < policy.least_known, words)
    return doubts


def _is_empty(texts: np.ndarray) -> np.ndarray:
    return np.array([not text or text.isspace() for text in texts], dtype=bool)


def _doubts(
    texts: np.ndarray, facts: Facts, words: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray | str]]:
    """Return, by short name, which notes a person must read and why; the first one is told."""
    sides = {"year": facts.year_side, "material": facts.material_side}
    sides["condition"] = facts.condition_side
    both = _listed({name: side == 2 for name, side in sides.items()})
    silent = _listed({name: side == -1 for name, side in sides.items()})
    foreign = np.where(words == "", "", "; it seems to say: " + words)
    return {
        "empty": (_is_empty(texts), "the note is empty"),
        "other_language": (
            facts.flags["other_language"],
            "the note is in another language" + foreign,
        ),
        "says_nothing": (
            facts.flags["says_nothing"],
            "nothing is said of year, material or condition",
        ),
        "contradicts": (facts.flags["contradicts"], "it contradicts itself about the " + both),
        "doubtful": (facts.flags["doubt"], "the note itself is in doubt about what it says"),
        "open": (np.isnan(judge_facts(facts)), "it does not state the " + silent),
    }


def _doubts_of_model(
    p: np.ndarray,
    model: np.ndarray,
    rule: np.ndarray,
    broken: np.ndarray,
    label: str,
) -> dict[str, tuple[np.ndarray, np.ndarray | str]]:
    share = _PERCENT[np.round(100 * p).astype(int)]
    reads = np.where(rule == 1, "the rule reads " + broken, "the rule finds nothing against it")
    disagree = ~np.isnan(rule) & (model != 2) & (model != rule)
    unsure = f"the model is not sure: {label} by " + share
    return {
        "disagreement": (disagree, reads + f", the model says {label} by " + share),
        "unsure": (model == 2, np.where(np.isnan(rule), unsure, unsure + "; " + reads)),
    }


def _first(
    doubts: dict[str, tuple[np.ndarray, np.ndarray | str]], n: int
) -> tuple[np.ndarray, np.ndarray]:
    names, reasons = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    for name, (applies, reason) in doubts.items():
        new = applies & (names == "")
        names[new] = name
        reasons[new] = reason if isinstance(reason, str) else reason[new]
    return names, reasons


def _listed(masks: dict[str, np.ndarray]) -> np.ndarray:
    """Return the names whose masks hold, as ``year and material``."""
    names = list(masks)
    codes = sum(mask.astype(int) << i for i, mask in enumerate(masks.values()))
    words = [" and ".join(n for i, n in enumerate(names) if c >> i & 1) for c in range(8)]
    return np.array(words, dtype=object)[codes]


def _rule_words(rule: np.ndarray, policy: JudgementPolicy) -> np.ndarray:
    unknown = "open" if policy.rules else "not_asked"
    return np.where(np.isnan(rule), unknown, np.where(rule == 1, NOT_COMPLIANT, COMPLIANT))


def _take_reviewed(
    judged: pd.DataFrame, texts: np.ndarray, policy: JudgementPolicy
) -> pd.DataFrame:
    """Let stand what a person has judged of the very same text."""
    if not policy.reviewed:
        return judged
    labels = pd.Series([policy.reviewed.get(digest(text)) for text in texts], dtype=object)
    known = labels.notna()
    words = labels.map({"0": COMPLIANT, "1": NOT_COMPLIANT})
    judged["Compliance"] = judged["Compliance"].mask(known, words)
    judged["Reason"] = judged["Reason"].mask(known, "a person judged this very note")
    for column in ("Doubt", "Deciding_Words"):
        judged[column] = judged[column].mask(known, "")
    return judged
