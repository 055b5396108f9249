"""What is told of the champion: its metrics, how it was trained, what changed, and the summary."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import Decision
from connected_car.automl.lineage import ChampionHistory, Registered, compare_champions
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.classifiers.facts.reading import GOOD, read_facts
from connected_car.datasets.text_classifier import TextChampion
from connected_car.datasets.training import TrainingRecord
from connected_car.pipelines.text_classification.learning import LearnedJudgement
from connected_car.pipelines.text_classification.metrics import measure, measure_with_intervals
from connected_car.pipelines.text_classification.options import TextClassificationOptions
from connected_car.pipelines.text_classification.scoring import codes_of, training_of
from connected_car.pipelines.text_classification.splits import (
    RANDOM,
    REPORTED,
    TRAIN,
    YEARS,
    YEARS_ALONE,
    Splits,
)


def measure_text_champion(
    splits: Splits, result: SearchResult, decision: Decision, options: TextClassificationOptions
) -> dict[str, Any]:
    """Return every metric of the champion on every part, with intervals, beside the baseline's.

    Args:
        splits: from ``split_notes``.
        result: the search.
        decision: the champion.
        options: the group ``text_classification``.
    """
    rows = splits.scored()
    classes = tuple(sorted(set(splits.labels[splits.part == TRAIN])))
    codes, parts = codes_of(splits.labels[rows], classes), {}
    assert decision.trial.score
    assert result.mean.score
    masks = {part: splits.part[rows] == part for part in REPORTED}
    if options.compliance_rules:
        masks[YEARS_ALONE] = _alone(splits, rows)
    for part, own in masks.items():
        if not own.any():
            continue
        said = decision.trial.score.point[own].astype(float)
        block = splits.block[rows][own]
        parts[part] = {
            "notes": int(own.sum()),
            "champion": measure_with_intervals(said, codes[own], block, options.seed),
            "baseline": measure(result.mean.score.point[own].astype(float), codes[own]),
        }
    return {"champion": decision.recipe.family, "parts": parts}


def _alone(splits: Splits, rows: np.ndarray) -> np.ndarray:
    """Return which rows are notes of unseen years whose year alone decides."""
    facts = read_facts(splits.texts[rows])
    fine = (facts.material_side == GOOD) & (facts.condition_side == GOOD)
    return fine & (splits.part[rows] == YEARS)


def list_text_metrics(text_metrics: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return the champion's metrics as MLflow takes them; those not defined are left out."""
    return {
        f"{part}.{name}": {"value": found["value"], "step": 0}
        for part, measured in text_metrics["parts"].items()
        for name, found in measured["champion"].items()
        if found["value"] is not None
    }


def record_training(
    result: SearchResult, decision: Decision, text_classifier: TextChampion
) -> list[TrainingRecord]:
    """Return how the champion was trained, or the best network of the search where it is none.

    Loss and accuracy are those on notes at random that it had not learned from.

    Args:
        result: the search.
        decision: the champion.
        text_classifier: the champion as registered.

    Returns:
        One record; none where the search tried no network.
    """
    networks = sorted((t for t in result.complete() if _training(t)), key=lambda t: t.value)
    own = training_of(text_classifier.classifier)
    if own and decision.trial.score:
        return [_record(decision.trial, own)]
    return [_record(trial, _training(trial)) for trial in networks[:1]]


def _training(trial: TrialResult) -> dict[str, Any]:
    return trial.score.training if trial.score else {}


def _record(trial: TrialResult, training: dict[str, Any]) -> TrainingRecord:
    assert trial.score
    layers, vectors = training["summary"], training["vectors"]
    history = pd.DataFrame(training["history"])
    return TrainingRecord(
        family=trial.recipe.family,
        learning_rate=float(trial.recipe.hyperparameters.get("lr", np.nan)),
        eval_loss=trial.score.metrics[f"{RANDOM}_log_loss"],
        eval_accuracy=trial.score.metrics[f"{RANDOM}_accuracy"],
        history=history.astype({"epoch": int}),
        summary=f"Word vectors: {vectors}.\n\n{layers}" if vectors else layers,
    )


def trace_text_champion(
    result: SearchResult, decision: Decision, text_classifier: TextChampion, splits: Splits
) -> ChampionHistory:
    """Tell what changed since the last champion.

    Args:
        result: the search.
        decision: the champion.
        text_classifier: the champion as registered.
        splits: from ``split_notes``.
    """
    registered = Registered(text_classifier.name, text_classifier.version)
    return compare_champions(result, decision, registered, splits.version())


def summarise_text(
    result: SearchResult,
    decision: Decision,
    judgement_policy: LearnedJudgement,
    text_classifier: TextChampion,
    splits: Splits,
) -> dict[str, Any]:
    """Return verdict and champion of the search, with the versions of model and data.

    Args:
        result: the search.
        decision: the champion.
        judgement_policy: from ``learn_judgement_policy``.
        text_classifier: the champion as registered.
        splits: from ``split_notes``.
    """
    band = judgement_policy.band
    return {
        **decision.summary(result, baseline="baseline_score"),
        "notes_by_part": splits.counts(),
        "decided_on": list(splits.deciding()),
        "band": None if band is None else asdict(band),
        "calibration": judgement_policy.note,
        "model_name": text_classifier.name,
        "model_version": text_classifier.version,
        "data_version": splits.version(),
    }
