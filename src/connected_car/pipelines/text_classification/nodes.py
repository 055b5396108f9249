"""From labelled notes to the champion."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from connected_car.automl.champion import Decision, choose
from connected_car.automl.lineage import describe_champion
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult
from connected_car.classifiers.registry import FAMILIES, new_classifier
from connected_car.datasets.text_classifier import TextChampion
from connected_car.errors import UserError
from connected_car.pipelines.text_classification.leaderboard import text_leaderboard
from connected_car.pipelines.text_classification.learning import LearnedJudgement, learn_policy
from connected_car.pipelines.text_classification.options import TextClassificationOptions
from connected_car.pipelines.text_classification.scoring import search_recipes
from connected_car.pipelines.text_classification.splits import (
    RANDOM_VALIDATION,
    TRAIN,
    TYPING_ERRORS,
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
    tags["data_version"] = splits.version()
    tags["score"] = f"{options.search.primary_metric} {decision.trial.value:.4f}"
    return TextChampion(classifier, tags, policy=judgement_policy.policy)


def _check_labels(champion: TextChampion | None, splits: Splits) -> None:
    """Raise ``UserError`` where the champion to be replaced judges something else."""
    labels = tuple(sorted(set(splits.labels)))
    if champion is not None and champion.classifier.classes != labels:
        known, own = (", ".join(names[:5]) for names in (champion.classifier.classes, labels))
        raise UserError(
            f"the registered {champion.name} knows the labels {known}, these notes have {own}: "
            "give their judge a name of its own, --params text_model_name=…"
        )


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
