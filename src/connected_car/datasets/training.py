"""How a network was trained: figures, curves and summary in MLflow, a picture beside them."""

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd
from kedro.io import AbstractDataset, DatasetError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

logger = logging.getLogger(__name__)

_CURVES = {"accuracy": "Accuracy", "loss": "Loss"}
_KINDS = {"": "training", "val_": "validation"}


@dataclass(frozen=True)
class TrainingRecord:
    """The training of one network.

    Attributes:
        family: of the classifier.
        learning_rate: of its optimiser.
        eval_loss: log loss on the random test part.
        eval_accuracy: share judged rightly there.
        history: ``epoch, loss, accuracy, val_loss, val_accuracy``, a row an epoch.
        summary: the network's layers as a table, in plain text.
    """

    family: str
    learning_rate: float
    eval_loss: float
    eval_accuracy: float
    history: pd.DataFrame
    summary: str


class TrainingResultsDataset(AbstractDataset[list[TrainingRecord], NoReturn]):
    """Logs ``lr``, ``eval_loss``, ``eval_accuracy``, the history and a picture of its curves.

    Without a network (an empty list) nothing is logged, and a picture of an earlier one is removed.

    Example:
        ```yaml
        training_results:
          type: connected_car.datasets.TrainingResultsDataset
          filepath: data/08_reporting/training_results.png
        ```
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._filepath = Path(filepath)
        self.metadata = metadata

    def save(self, data: list[TrainingRecord]) -> None:
        """Draw the picture, and log everything in the active run."""
        import mlflow

        if not data:
            self._filepath.unlink(missing_ok=True)
            logger.info("no %s: no network was trained", self._filepath.name)
            return
        if mlflow.active_run() is None:
            raise DatasetError("no MLflow run is open, so the training has no place")
        self._filepath.parent.mkdir(parents=True, exist_ok=True)
        (record,) = data
        training_figure(record).savefig(self._filepath, dpi=120)
        mlflow.log_artifact(str(self._filepath))
        mlflow.log_param("lr", record.learning_rate)
        mlflow.log_metrics(
            {
                "lr": record.learning_rate,
                "eval_loss": record.eval_loss,
                "eval_accuracy": record.eval_accuracy,
            }
        )
        _log_history(record)

    def load(self) -> NoReturn:
        """Refuse."""
        raise DatasetError("the training is in MLflow; its picture is a file to look at")

    def _exists(self) -> bool:
        return self._filepath.is_file()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}


def training_figure(record: TrainingRecord) -> "Figure":
    """Draw accuracy and loss per epoch, of training and validation."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    figure.suptitle(f"Training of {record.family}")
    history = record.history
    for axes, (name, title) in zip(figure.subplots(1, 2), _CURVES.items(), strict=True):
        for prefix, kind in _KINDS.items():
            if f"{prefix}{name}" in history:
                axes.plot(history["epoch"], history[f"{prefix}{name}"], marker="o", label=kind)
        axes.set(title=title, xlabel="epoch", ylabel=name)
        axes.locator_params("x", integer=True)
        axes.legend()
    return figure


def _log_history(record: TrainingRecord) -> None:
    import mlflow

    curves = [str(c) for c in record.history if c != "epoch"]
    for row in record.history.to_dict("records"):
        mlflow.log_metrics({c: float(row[c]) for c in curves}, step=int(row["epoch"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        record.history.to_csv(path, index=False)
        mlflow.log_artifact(str(path))
    mlflow.log_text(record.summary, "network_summary.txt")
