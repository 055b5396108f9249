"""The champion among the classifiers of notes in MLflow's registry."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connected_car.classifiers import load_classifier
from connected_car.classifiers.base import Classifier
from connected_car.compliance.policy import POLICY_FILE, JudgementPolicy
from connected_car.datasets.model_files import log_files
from connected_car.datasets.registered import RegisteredDataset

if TYPE_CHECKING:
    from mlflow.models.model import ModelInfo

_FOLDER = "classifier"
_EXAMPLE = ("Made in 1991, of steel, in good condition.", "Made in 2005, of brass, in good order.")


@dataclass(frozen=True)
class TextChampion:
    """A fitted classifier and where it stands in the registry.

    Attributes:
        classifier: the fitted classifier.
        tags: what the registry is told about it.
        version: its version in the registry; None before it is registered.
        name: under which it is registered; None before.
        policy: how its probabilities become judgements.
    """

    classifier: Classifier
    tags: dict[str, str] = field(default_factory=dict)
    version: str | None = None
    name: str | None = None
    policy: JudgementPolicy = field(default_factory=JudgementPolicy)

    def to_files(self) -> dict[str, bytes]:
        """Return model and policy as file name -> content."""
        return {**self.classifier.to_files(), POLICY_FILE: self.policy.to_json()}


class TextClassifierDataset(RegisteredDataset):
    """The registered champion among the classifiers; see ``RegisteredDataset``.

    Example:
        ```yaml
        text_classifier:
          type: connected_car.datasets.TextClassifierDataset
          model_name: compliance_classifier
          alias: champion
        ```
    """

    folder = _FOLDER
    pipeline = "text_classification"
    parameter = "text_model_name"
    purpose = (
        "The probability of each label of a technician's note, by which components are judged. "
        "The alias champion names the version that judges."
    )

    def _rebuild(self, files: dict[str, bytes], tags: dict[str, str], version: str) -> TextChampion:
        """Return classifier and policy."""
        stored = files.get(POLICY_FILE)
        policy = JudgementPolicy() if stored is None else JudgementPolicy.from_json(stored)
        classifier = load_classifier(files)
        _prove(classifier)
        return TextChampion(classifier, tags, version, self._model_name, policy)

    def log_model(self, files: dict[str, bytes]) -> "ModelInfo":
        """Log the classifier as a pyfunc model: texts in, a probability of each class out."""
        from mlflow.models import infer_signature

        classifier, texts = load_classifier(files), pd.DataFrame({"text": _EXAMPLE})
        answers = probability_frame(classifier, texts)
        return log_files(
            files,
            self._model_name,
            folder=_FOLDER,
            code="text_classifier_model.py",
            packages=("classifiers", "families.py", "hyperparameters.py"),
            libraries=classifier.libraries,
            signature=infer_signature(texts, answers),
            input_example=texts,
        )


def _prove(classifier: Classifier) -> None:
    """Judge examples: files that can be read may still hold nonsense."""
    names = classifier.classes
    found = classifier.probabilities(np.array(_EXAMPLE, object))
    sound = bool(((found >= 0) & (found <= 1)).all())
    if not sound or found.shape != (len(_EXAMPLE), len(names)) or len(set(names)) < len(names):
        raise ValueError("an example's probabilities are none")


def probability_frame(classifier: Classifier, texts: pd.DataFrame) -> pd.DataFrame:
    """Return a column a class; the first column of ``texts`` holds them."""
    found = classifier.probabilities(texts.iloc[:, 0].to_numpy(object))
    return pd.DataFrame(found, columns=list(classifier.classes))
