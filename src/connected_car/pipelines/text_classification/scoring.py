"""Scores recipes of classifiers on the same parts."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.evaluate import Score
from connected_car.automl.fingerprint import code_fingerprint
from connected_car.automl.recipes import Recipe
from connected_car.automl.search import run_search
from connected_car.automl.study import SearchMemory
from connected_car.automl.subject import Subject
from connected_car.automl.trials import SearchResult
from connected_car.classifiers.base import Classifier
from connected_car.classifiers.registry import family_class, new_classifier
from connected_car.pipelines.text_classification.metrics import losses, measure
from connected_car.pipelines.text_classification.options import BASELINE, TextSearchOptions
from connected_car.pipelines.text_classification.splits import (
    BLOCKS,
    RANDOM_VALIDATION,
    REPORTED,
    TRAIN,
    Splits,
)

CLASSIFIERS = Subject(family_class, BASELINE, "blocks of notes", "classifiers")


@dataclass(frozen=True)
class NoteScorer:
    """Scores recipes.

    Attributes:
        splits: the notes.
        metric: name of the primary metric.
        seed: of the classifiers.
    """

    splits: Splits
    metric: str
    seed: int

    def score(
        self,
        recipe: Recipe,
        give_up: Callable[[int, float], bool] | None = None,
        weights: list[list[float]] | None = None,
    ) -> Score:
        """Learn from the training part and score all others; nothing is given up, or weighted.

        Returns:
            ``by_fold`` is ``(parts that decide, blocks)``, the mean loss; ``point`` the
            ``(n, k)`` probabilities of ``splits.scored()``; metrics are named ``part_metric``.
        """
        splits, start = self.splits, time.perf_counter()
        classifier = new_classifier(recipe.family, self.seed, **recipe.hyperparameters)
        classifier.fit(*splits.of(TRAIN), validation=splits.of(RANDOM_VALIDATION))
        fitted = time.perf_counter()
        rows = splits.scored()
        probabilities = classifier.probabilities(splits.texts[rows])
        done = time.perf_counter()
        codes = codes_of(splits.labels[rows], classifier.classes)
        by_fold = block_losses(splits, rows, losses(self.metric, probabilities, codes))
        point = probabilities.astype(np.float32)
        metrics = _by_part(splits.part[rows], probabilities, codes)
        seconds = (fitted - start, done - fitted)
        return Score(by_fold, point, metrics, *seconds, training=training_of(classifier))


@dataclass(frozen=True)
class NoteTask:
    """What a worker is told once."""

    splits: Splits
    metric: str
    seed: int
    journal: Path | None = None
    study: str = ""

    def scorer(self) -> NoteScorer:
        """Return what scores recipes."""
        return NoteScorer(self.splits, self.metric, self.seed)


def search_recipes(
    splits: Splits, options: TextSearchOptions, *, seed: int, folder: Path, present: Recipe | None
) -> SearchResult:
    """Try families and hyperparameters; see ``automl.search.run_search``.

    Args:
        splits: the notes.
        options: families and exit criteria.
        seed: same notes, options and seed give the same trials.
        folder: where the search keeps what it has found.
        present: the present champion, scored at the end on the same parts.
    """
    memory = SearchMemory(
        folder,
        _identity(splits, options, seed),
        options.allowed(),
        seed=seed,
        fixed=options.given(),
        subject=CLASSIFIERS,
    )
    scored = len(splits.scored())
    result = SearchResult(
        metric=options.primary_metric,
        batteries=(scored, scored),
        present=present,
        subject=CLASSIFIERS,
    )
    return run_search(memory, NoteTask(splits, options.primary_metric, seed), options, result)


def training_of(classifier: Classifier) -> dict[str, Any]:
    """Return how a network learned: ``history, summary, vectors``; empty for other families."""
    if classifier.history is None:
        return {}
    summary = getattr(classifier, "summary", None)
    return {
        "history": classifier.history.astype(float).to_dict("list"),
        "summary": summary() if callable(summary) else "this family has no summary",
        "vectors": getattr(classifier, "vector_source", ""),
    }


def codes_of(labels: np.ndarray, classes: tuple[str, ...]) -> np.ndarray:
    """Return the place of each label among the classes."""
    return pd.Index(classes).get_indexer(pd.Index(labels))


def block_losses(splits: Splits, rows: np.ndarray, loss: np.ndarray) -> np.ndarray:
    """Return ``(parts that decide, blocks)`` mean losses; NaN for a block without a note.

    Args:
        splits: the notes.
        rows: those that were scored.
        loss: of each of them.
    """
    part, block = splits.part[rows], splits.block[rows]
    found = np.full((len(splits.deciding()), BLOCKS), np.nan)
    for place, name in enumerate(splits.deciding()):
        own = part == name
        counts = np.bincount(block[own], minlength=BLOCKS)
        sums = np.bincount(block[own], loss[own], minlength=BLOCKS)
        found[place] = np.divide(sums, counts, where=counts > 0, out=found[place])
    return found


def _by_part(part: np.ndarray, probabilities: np.ndarray, codes: np.ndarray) -> dict[str, float]:
    found = {}
    for name in REPORTED:
        own = part == name
        for metric, value in measure(probabilities[own], codes[own]).items():
            if value is not None:
                found[f"{name}_{metric}"] = value
    return found


def _identity(splits: Splits, options: TextSearchOptions, seed: int) -> tuple[bytes | str, ...]:
    settings = (options.allowed(), options.primary_metric, sorted(options.given().items()), seed)
    digest = hashlib.sha256()
    for column in (splits.texts, splits.labels, splits.part):
        digest.update(pd.util.hash_array(column.astype(object)).tobytes())
    return (repr(settings), code_fingerprint(CLASSIFIERS.folder), digest.digest())
