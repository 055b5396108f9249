"""TF-IDF of words and pairs of words, and logistic regression: what one would try first."""

import json
from typing import Any, ClassVar

import numpy as np

from connected_car.arrays import array, npy
from connected_car.classifiers.base import Classifier, Pair
from connected_car.classifiers.linear import LinearModel
from connected_car.hyperparameters import Choice, Range, Space

_VOCABULARY, _IDF = "vocabulary.json", "idf.npy"
_MOST_FEATURES = 100_000


class TfidfWords(Classifier):
    """Knows words and their neighbours; a year that it has never seen tells it nothing."""

    family = "tfidf_words"
    complexity = 1
    libraries = ("scikit-learn",)
    space: ClassVar[Space] = {
        "strength": Range(10.0, 0.1, 100.0, log=True),
        "longest": Choice(2, (1, 2, 3)),  # words in a feature, at most
    }
    vectorizer: Any
    model: LinearModel

    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        self.vectorizer = self._new_vectorizer(max_features=_MOST_FEATURES)
        features = self._features_of_training(texts)
        self.model = LinearModel.fitted(features, codes, self.hyperparameters["strength"])

    def _features_of_training(self, texts: np.ndarray) -> Any:
        try:
            return self.vectorizer.fit_transform(texts)
        except ValueError:  # no text has a word: one that none has keeps the model whole
            self.vectorizer = self._new_vectorizer(vocabulary=["word"])
            return self.vectorizer.fit_transform(texts)

    def _score(self, texts: np.ndarray) -> np.ndarray:
        return self.model.probabilities(self.vectorizer.transform(texts))

    def _new_vectorizer(self, **more: Any) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer

        longest = int(self.hyperparameters["longest"])
        return TfidfVectorizer(
            token_pattern=r"\w+", ngram_range=(1, longest), sublinear_tf=True, **more
        )

    def _files(self) -> dict[str, bytes]:
        words = self.vectorizer.get_feature_names_out().tolist()
        return {
            _VOCABULARY: json.dumps(words, ensure_ascii=False).encode(),
            _IDF: npy(self.vectorizer.idf_),
            **self.model.files(),
        }

    def _read_files(self, files: dict[str, bytes]) -> None:
        self.vectorizer = self._new_vectorizer(vocabulary=json.loads(files[_VOCABULARY]))
        self.vectorizer.idf_ = array(files[_IDF])
        self.model = LinearModel.read(files)
