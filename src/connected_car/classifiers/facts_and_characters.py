"""What a note states as features, with runs of characters beside, and logistic regression."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from connected_car.classifiers.base import Classifier, Pair
from connected_car.classifiers.characters import Characters
from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.classifiers.facts.reading import Facts, read_facts
from connected_car.classifiers.facts.tokens import streams, tokenise
from connected_car.classifiers.linear import LinearModel
from connected_car.classifiers.rules import judge_facts
from connected_car.hyperparameters import Choice, Range, Space

_NEAR = 10  # years from the limit within which the distance counts
_SIDES = (1, 0, -1, 2)  # BAD, GOOD, OPEN, BOTH


class FactsAndCharacters(Classifier):
    """Knows the rule's facts, and learns from the words what they miss."""

    family = "facts"
    complexity = 3
    libraries = ("scikit-learn",)
    space: ClassVar[Space] = {
        "strength": Range(3.0, 0.1, 100.0, log=True),
        "longest": Choice(3, (3, 4, 5)),  # characters in a feature, at most
        "weight": Range(3.0, 1.0, 10.0),  # of a fact; all runs of characters together have 1
    }
    characters: Characters
    model: LinearModel

    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        from scipy import sparse

        longest = int(self.hyperparameters["longest"])
        self.characters = Characters.fitted(tokenise(texts), longest)
        blocks = zip(*self._features(texts), strict=True)
        characters, facts = (sparse.vstack(parts, format="csr") for parts in blocks)
        features = sparse.hstack([characters, facts], format="csr", dtype=float)
        self.model = LinearModel.fitted(features, codes, self.hyperparameters["strength"])

    def _score(self, texts: np.ndarray) -> np.ndarray:
        return np.concatenate([self.model.probabilities(*part) for part in self._features(texts)])

    def _features(self, texts: np.ndarray) -> Iterator[tuple[Any, Any]]:
        """Yield runs of characters, and facts, of the notes of each part; sparse."""
        from scipy import sparse

        facts = fact_features(read_facts(texts)) * self.hyperparameters["weight"]
        parts = streams(texts)
        last = np.cumsum([stream.n_notes for stream in parts])[:-1]
        for runs, rows in zip(self.characters.features(parts), np.split(facts, last), strict=True):
            yield runs, sparse.csr_array(rows)

    def _files(self) -> dict[str, bytes]:
        return {**self.characters.files(), **self.model.files()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        self.characters, self.model = Characters.read(files), LinearModel.read(files)


def fact_features(facts: Facts) -> np.ndarray:
    """Return ``(n, k)`` numbers: sides of the rule, its verdict, the year's distance, the flags."""
    sides = (facts.year_side, facts.material_side, facts.condition_side)
    columns = [side == value for side in sides for value in _SIDES]
    verdict = judge_facts(facts)
    columns += [verdict == 1, verdict == 0, np.isnan(verdict)]
    away = np.nan_to_num(facts.year - FIRST_COMPLIANT_YEAR) / _NEAR
    columns += [np.clip(away, -1, 1), *facts.flags.values()]
    return np.stack(columns, axis=1).astype(float)
