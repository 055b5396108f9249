"""What every family of text classifiers offers, and what all of them do alike."""

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from connected_car.errors import UserError
from connected_car.hyperparameters import Space

SETTINGS_FILE = "classifier.json"
Pair = tuple[np.ndarray, np.ndarray]  # texts, labels


class Classifier(ABC):
    """Gives each text a probability of each class; any text, and never NaN.

    A model is a set of small files in safe formats (JSON, ``.npy`` without objects, ``.keras``).
    A family gives ``_learn``, ``_score`` and its own files.

    Attributes:
        family: the name by which parameters, leaderboard and registry know the family.
        complexity: rank for ties; of two models that are as good the lower one is chosen.
        libraries: what scoring needs beside numpy, pandas and scipy.
        space: the hyperparameters, with their defaults and what a search may try.
        classes: the labels as text, sorted; known after ``fit``.
        history: of networks a row an epoch: ``epoch, loss, accuracy, val_loss, val_accuracy``.
    """

    family: ClassVar[str]
    complexity: ClassVar[int]
    libraries: tuple[str, ...] = ()
    space: ClassVar[Space] = {}
    classes: tuple[str, ...] = ()
    history: pd.DataFrame | None = None

    def __init__(self, seed: int = 0, **hyperparameters: Any) -> None:
        unknown = set(hyperparameters) - set(self.space)
        if unknown:
            raise TypeError(f"{self.family} has no hyperparameters {sorted(unknown)}")
        self.seed = seed
        self.hyperparameters = {k: v.default for k, v in self.space.items()} | hyperparameters

    def fit(self, texts: np.ndarray, labels: np.ndarray, validation: Pair | None = None) -> Self:
        """Learn from labelled texts; returns itself.

        Args:
            texts: ``(n,)``.
            labels: ``(n,)``, read as text; two classes or more.
            validation: texts and labels on which a network is watched while it learns.

        Raises:
            UserError: there are not two classes to learn.
        """
        names = as_texts(labels)
        self.classes = tuple(sorted(set(names)))
        if len(self.classes) < 2:
            raise UserError(
                f"{self.family} cannot learn from labels of {len(self.classes)} kind: "
                "give labelled notes of two classes or more"
            )
        watched = validation and (as_texts(validation[0]), self._codes(as_texts(validation[1])))
        self._learn(as_texts(texts), self._codes(names), watched)
        return self

    def probabilities(self, texts: np.ndarray) -> np.ndarray:
        """Return ``(n, n_classes)`` probabilities, whose rows sum to 1; equal texts cost once."""
        if not len(texts):
            return np.empty((0, len(self.classes)))
        places, distinct = pd.factorize(as_texts(texts))
        return self._score(np.asarray(distinct, object))[places]

    def to_files(self) -> dict[str, bytes]:
        """Return the fitted model as file name -> content."""
        settings = {
            "family": self.family,
            "hyperparameters": self.hyperparameters,
            "seed": self.seed,
            "classes": self.classes,
            "history": None if self.history is None else self.history.to_dict("list"),
        }
        content = json.dumps(settings, indent=2, sort_keys=True).encode()
        return {SETTINGS_FILE: content, **self._files()}

    @classmethod
    def from_files(cls, files: dict[str, bytes]) -> Self:
        """Rebuild the model that ``to_files`` described; nothing in the files is executed."""
        settings: dict[str, Any] = json.loads(files[SETTINGS_FILE])
        model = cls(seed=settings["seed"], **settings["hyperparameters"])
        model.classes = tuple(settings["classes"])
        if settings["history"] is not None:
            model.history = pd.DataFrame(settings["history"])
        model._read_files(files)
        return model

    def _codes(self, names: np.ndarray) -> np.ndarray:
        """Return the place of each label among the classes."""
        codes = pd.Index(self.classes).get_indexer(pd.Index(names))
        if (codes < 0).any():
            raise UserError(f"label {names[codes < 0][0]!r} is not among those of training")
        return codes

    @abstractmethod
    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        """Learn from texts and the places of their labels among ``classes``."""

    @abstractmethod
    def _score(self, texts: np.ndarray) -> np.ndarray:
        """Return ``(n, n_classes)`` probabilities of texts, one or more."""

    def _files(self) -> dict[str, bytes]:
        """Return the family's own files."""
        return {}

    def _read_files(self, files: dict[str, bytes]) -> None:  # noqa: B027
        """Take the family's own files."""


def as_texts(values: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` strings as objects; what is missing becomes the empty text.

    A null character becomes a blank: pandas takes texts for equal that differ behind one.
    """
    given = pd.Series(np.asarray(values, object), dtype=object)
    texts = ["" if v else str(t) for t, v in zip(given, given.isna(), strict=True)]
    return np.array([t.replace("\0", " ") if "\0" in t else t for t in texts], object)
