"""The code of the registered classifier, as MLflow runs it: texts in, probabilities out."""

from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel, PythonModelContext

from connected_car.classifiers import load_classifier


class NoteClassifier(PythonModel):
    """Reads the classifier's files and judges texts; nothing in them is executed."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the files that lie beside this code."""
        folder = Path(context.artifacts["classifier"])
        self.classifier = load_classifier({p.name: p.read_bytes() for p in folder.iterdir()})

    def predict(
        self,
        context: PythonModelContext,
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,
    ) -> pd.DataFrame:
        """Return a column a class: the probabilities as learned, before any calibration.

        Args:
            context: given by MLflow.
            model_input: column ``text``.
            params: none.
        """
        found = self.classifier.probabilities(model_input.iloc[:, 0].to_numpy(object))
        return pd.DataFrame(found, columns=list(self.classifier.classes))


set_model(NoteClassifier())
