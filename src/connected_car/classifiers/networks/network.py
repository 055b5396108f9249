"""What the networks share: one ``.keras`` file, the history, strings that TensorFlow takes."""

import tempfile
from abc import abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Classifier, Pair
from connected_car.classifiers.networks.quiet import import_keras
from connected_car.errors import UserError

_NETWORK = "network.keras"
_COLUMNS = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
SCORED_AT_ONCE = 4096


class Network(Classifier):
    """A Keras model from raw strings to probabilities; it is stored in Keras's own format."""

    libraries = ("keras", "tensorflow")
    network: Any

    @abstractmethod
    def _train(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> Any:
        """Return the trained end-to-end model and Keras's history as a dictionary."""

    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        keras = import_keras()
        keras.utils.set_random_seed(self.seed)
        self.network, told = self._train(texts, codes, validation)
        history = pd.DataFrame(told).assign(epoch=np.arange(1, len(told["loss"]) + 1))
        self.history = history.reindex(columns=_COLUMNS)

    def _score(self, texts: np.ndarray) -> np.ndarray:
        given = self._predict(texts).astype(float)
        return given / given.sum(axis=1, keepdims=True)

    def _predict(self, texts: np.ndarray) -> np.ndarray:
        """Return ``(n, n_classes)`` from the network, batch by batch."""
        parts = [
            np.asarray(self.network(as_strings(texts[i : i + SCORED_AT_ONCE]), training=False))
            for i in range(0, len(texts), SCORED_AT_ONCE)
        ]
        return np.concatenate(parts)

    def summary(self) -> str:
        """Return the table of the network's layers."""
        lines: list[str] = []
        self.network.summary(print_fn=lambda line, **_: lines.append(line))
        return "\n".join(lines)

    def _files(self) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / _NETWORK
            self.network.save(path)
            return {_NETWORK: path.read_bytes()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        keras = import_keras()
        self._register()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / _NETWORK
            path.write_bytes(files[_NETWORK])
            try:
                self.network = keras.saving.load_model(path, safe_mode=True, compile=False)
            except (ValueError, TypeError, OSError) as error:  # as by a file that names other files
                reason = str(error).rpartition("Exception encountered: ")[2].splitlines()[0]
                raise UserError(f"{_NETWORK} cannot be read safely: {reason[:200]}") from error

    def _register(self) -> None:
        """Import the layers of which the network is made, so that it can be loaded."""


def as_strings(texts: np.ndarray) -> Any:
    """Return the texts as TensorFlow's strings; what is no UTF-8 becomes a question mark."""
    import_keras()
    import tensorflow

    return tensorflow.constant([text.encode("utf-8", "replace") for text in texts])
