"""TF-IDF of runs of characters, the years as numbers, and logistic regression."""

from typing import Any, ClassVar

import numpy as np

from connected_car.classifiers.base import Classifier, Pair
from connected_car.classifiers.characters import Characters
from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.classifiers.facts.tokens import Stream, tokenise
from connected_car.classifiers.linear import LinearModel
from connected_car.hyperparameters import Choice, Range, Space

_LIMIT, _DECADE = FIRST_COMPLIANT_YEAR, 10
_NONE = -1


class TfidfCharacters(Classifier):
    """Bears typing errors, and compares the years that it finds, whatever they are about."""

    family = "tfidf_characters"
    complexity = 2
    libraries = ("scikit-learn",)
    space: ClassVar[Space] = {
        "strength": Range(30.0, 0.1, 300.0, log=True),
        "longest": Choice(4, (3, 4, 5)),  # characters in a feature, at most
    }
    characters: Characters
    model: LinearModel

    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        stream = tokenise(texts)
        self.characters = Characters.fitted(stream, int(self.hyperparameters["longest"]))
        features = self._features(stream).astype(float)
        self.model = LinearModel.fitted(features, codes, self.hyperparameters["strength"])

    def _score(self, texts: np.ndarray) -> np.ndarray:
        return self.model.probabilities(self._features(tokenise(texts)))

    def _features(self, stream: Stream) -> Any:
        from scipy import sparse

        years = sparse.csr_array(_year_features(stream))
        return sparse.hstack([*self.characters.features([stream]), years], format="csr")

    def _files(self) -> dict[str, bytes]:
        return {**self.characters.files(), **self.model.files()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        self.characters, self.model = Characters.read(files), LinearModel.read(files)


def _year_features(stream: Stream) -> np.ndarray:
    """Return of each note's earliest and latest year whether it is early, and how far off."""
    is_year = np.array(
        [len(w) == 4 and w.isdecimal() and "1900" <= w < "2040" for w in stream.words]
    )
    years = np.array([int(w) if y else _NONE for w, y in zip(stream.words, is_year, strict=True)])
    places = np.flatnonzero(is_year[stream.ids]) if len(stream.ids) else np.empty(0, int)
    note, year = stream.notes()[places], years[stream.ids[places]] if len(places) else places
    first, last = np.full(stream.n_notes, np.inf), np.full(stream.n_notes, -np.inf)
    np.minimum.at(first, note, year)
    np.maximum.at(last, note, year)
    found = np.isfinite(first)
    columns = [found, found & (first < last)]
    for limit in (first, last):
        away = np.clip(np.where(found, limit - _LIMIT, 0) / _DECADE, -1, 1)
        columns += [found & (limit < _LIMIT), away]
    return np.stack(columns, axis=1).astype(float)
