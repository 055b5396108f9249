"""From labelled notes to the champion and what is told about it."""

import hashlib
import logging
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import Decision, choose
from connected_car.automl.lineage import (
    ChampionHistory,
    Registered,
    compare_champions,
    describe_champion,
)
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.classifiers.facts.reading import GOOD, read_facts
from connected_car.classifiers.registry import FAMILIES, new_classifier
from connected_car.datasets.text_classifier import TextChampion
from connected_car.datasets.training import TrainingRecord
from connected_car.errors import UserError
from connected_car.pipelines.text_classification.leaderboard import text_leaderboard
from connected_car.pipelines.text_classification.learning import LearnedJudgement, learn_policy
from connected_car.pipelines.text_classification.metrics import measure, measure_with_intervals
from connected_car.pipelines.text_classification.options import TextClassificationOptions
from connected_car.pipelines.text_classification.scoring import (
    codes_of,
    search_recipes,
    training_of,
)
from connected_car.pipelines.text_classification.splits import (
    RANDOM,
    RANDOM_VALIDATION,
    REPORTED,
    TRAIN,
    TYPING_ERRORS,
    YEARS,
    YEARS_ALONE,
    Splits,
    split,
)
from connected_car.pipelines.text_classification.verdict import add_to_verdict

logger = logging.getLogger(__name__)


def split_notes(
    notes: pd.DataFrame, reviewed_notes: pd.DataFrame, options: TextClassificationOptions
) -> Splits:
    """Part the notes into those to learn from, to decide on and to report on.

    Args:
        notes: from ``read_notes``.
        reviewed_notes: what people have judged; learned from, each as several notes.
        options: the group ``text_classification``.

    Raises:
        UserError: fewer than two labels are left.
    """
    counts = notes["label"].value_counts()
    frequent = counts.index[counts >= options.min_notes_per_class]
    if len(frequent) < 2:
        raise UserError(
            f"component_notes: {len(notes)} notes could be read, with {len(frequent)} labels of "
            f"{options.min_notes_per_class} notes or more, and two are needed; what was rejected, "
            "and why, is in rejected_notes"
        )
    for label in counts.index.difference(frequent):
        logger.warning("label %r stands on %d notes only: not learned", label, counts[label])
    reviewed = pd.DataFrame(
        {"text": reviewed_notes["information"], "label": reviewed_notes["label"]}
    )
    reviewed = reviewed[reviewed["label"].isin(frequent)]
    copies = reviewed.loc[reviewed.index.repeat(options.reviewed_copies)]
    splits = split(notes[notes["label"].isin(frequent)], copies, options.plan())
    logger.info("notes by part: %s", splits.counts())
    return splits


def search_classifiers(
    splits: Splits,
    text_champion_before: TextChampion | None,
    folder: Path,
    options: TextClassificationOptions,
) -> SearchResult:
    """Score families and hyperparameters on wordings and years that they have never seen.

    Args:
        splits: from ``split_notes``.
        text_champion_before: the registered champion, None if there is none.
        folder: where the search keeps what it found, so that it can go on after a kill.
        options: the group ``text_classification``.

    Raises:
        UserError: the registered champion knows other labels.
    """
    _check_labels(text_champion_before, splits)
    present = _recipe_of(text_champion_before)
    result = search_recipes(
        splits, options.search, seed=options.seed, folder=folder, present=present
    )
    logger.info("search ended by %s", result.exit_criterion)
    return result


def tabulate_text_leaderboard(
    result: SearchResult, splits: Splits, options: TextClassificationOptions
) -> pd.DataFrame:
    """Return all trials as a table, the best first; see ``leaderboard``."""
    return text_leaderboard(result, splits.deciding(), options.only_listed())


def list_text_trials(result: SearchResult) -> SearchResult:
    """Return the trials for MLflow, where each becomes a run below this one."""
    return result


def choose_text_champion(
    result: SearchResult,
    text_champion_before: TextChampion | None,
    options: TextClassificationOptions,
) -> Decision:
    """Choose the champion by the rule of ``automl.champion.choose``, and say what it is worth.

    Args:
        result: the search.
        text_champion_before: the registered champion, None if there is none.
        options: the group ``text_classification``.
    """
    decision = choose(result, options.replace_champion, options.only_listed())
    # the registry forgets the present champion as soon as another one is saved
    before = _describe(text_champion_before, result)
    verdict = add_to_verdict(decision, result, options.only_listed())
    decision = replace(decision, verdict=verdict, before=before)
    logger.info("%s", decision.verdict)
    return decision


def learn_judgement_policy(
    splits: Splits,
    decision: Decision,
    reviewed_notes: pd.DataFrame,
    options: TextClassificationOptions,
) -> LearnedJudgement:
    """Learn calibration and band on the notes that decided, where the champion had not learned.

    Args:
        splits: from ``split_notes``.
        decision: the champion.
        reviewed_notes: what people have judged.
        options: the group ``text_classification``.
    """
    assert decision.trial.score
    learned = learn_policy(splits, decision.trial.score.point, reviewed_notes, options)
    logger.info("%s", learned.note)
    return learned


def fit_text_champion(
    *,
    splits: Splits,
    decision: Decision,
    text_champion_before: TextChampion | None,
    judgement_policy: LearnedJudgement,
    options: TextClassificationOptions,
) -> TextChampion:
    """Fit the champion on all notes, unless it may not be replaced.

    Where notes were held out at random alone, as in the workshop, it learns from the training part
    and is watched on the validation part.

    Args:
        splits: from ``split_notes``.
        decision: the champion.
        text_champion_before: the registered champion, None if there is none.
        judgement_policy: stored with the champion.
        options: the group ``text_classification``.
    """
    if text_champion_before is not None and not options.replace_champion:
        return text_champion_before
    recipe = decision.recipe
    classifier = new_classifier(recipe.family, options.seed, **recipe.hyperparameters)
    learned = _learned_parts(splits, options)
    classifier.fit(*splits.of(*learned), validation=splits.of(RANDOM_VALIDATION))
    tags = {"family": recipe.family, "verdict": decision.verdict}
    tags["data_version"] = data_version(splits)
    tags["score"] = f"{options.search.primary_metric} {decision.trial.value:.4f}"
    return TextChampion(classifier, tags, policy=judgement_policy.policy)


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
    return compare_champions(result, decision, registered, data_version(splits))


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
        "champion": decision.recipe.family,
        "primary_metric": result.metric,
        "score": decision.trial.value,
        "baseline_score": result.mean.value,
        "verdict": decision.verdict,
        "exit_criterion": result.exit_criterion,
        "trials": len(result.trials),
        "seconds": round(result.seconds, 1),
        "notes_by_part": splits.counts(),
        "decided_on": list(splits.deciding()),
        "band": None if band is None else asdict(band),
        "calibration": judgement_policy.note,
        "model_name": text_classifier.name,
        "model_version": text_classifier.version,
        "data_version": data_version(splits),
    }


def data_version(splits: Splits) -> str:
    """Return what stands for the notes: the same for the same texts and labels."""
    hashes = pd.util.hash_array(splits.texts) ^ pd.util.hash_array(splits.labels)
    return hashlib.sha256(np.sort(hashes).tobytes()).hexdigest()[:12]


def _check_labels(champion: TextChampion | None, splits: Splits) -> None:
    """Raise ``UserError`` where the champion to be replaced judges something else."""
    labels = tuple(sorted(set(splits.labels)))
    if champion is not None and champion.classifier.classes != labels:
        known, own = (", ".join(names[:5]) for names in (champion.classifier.classes, labels))
        raise UserError(
            f"the registered {champion.name} knows the labels {known}, these notes have {own}: "
            "give their judge a name of its own, --params text_model_name=…"
        )


def _alone(splits: Splits, rows: np.ndarray) -> np.ndarray:
    """Return which rows are notes of unseen years whose year alone decides."""
    facts = read_facts(splits.texts[rows])
    fine = (facts.material_side == GOOD) & (facts.condition_side == GOOD)
    return fine & (splits.part[rows] == YEARS)


def _learned_parts(splits: Splits, options: TextClassificationOptions) -> list[str]:
    if not options.search.grouped:
        return [TRAIN]
    return [str(part) for part in np.unique(splits.part.astype(str)) if part != TYPING_ERRORS]


def _recipe_of(champion: TextChampion | None) -> Recipe | None:
    """Return how the present champion was made; None if its family is gone."""
    if champion is None or champion.classifier.family not in FAMILIES:
        return None
    return Recipe(champion.classifier.family, dict(champion.classifier.hyperparameters))


def _describe(champion: TextChampion | None, result: SearchResult) -> dict[str, str]:
    """Return what is told of the present champion; empty if there is none."""
    recipe = _recipe_of(champion)
    if champion is None or recipe is None:
        return {}
    return describe_champion(recipe, champion.tags, champion.version, result)
