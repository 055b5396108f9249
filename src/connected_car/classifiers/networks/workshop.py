"""The workshop's network: fifteen words, frozen vectors, an LSTM, a sigmoid."""

import json
from typing import Any, ClassVar

import numpy as np

from connected_car.classifiers.base import Pair
from connected_car.classifiers.networks.network import Network, as_strings
from connected_car.classifiers.networks.quiet import import_keras
from connected_car.classifiers.networks.vectors import corpus_vectors, glove_vectors
from connected_car.errors import UserError
from connected_car.hyperparameters import Choice, Range, Space

_SOURCE = "vectors.json"
_UNITS = 100


class WorkshopNetwork(Network):
    """Sees the first words of a note, and a year as a word like others.

    Attributes:
        vector_source: where the word vectors come from, in words.
    """

    family = "workshop_network"
    complexity = 5
    space: ClassVar[Space] = {
        "lr": Range(0.005, 0.0001, 0.02, log=True),
        "epochs": Range(5, 1, 20),
        "batch_size": Choice(512, (16, 64, 128, 256, 512, 1024)),
        "vocabulary": Choice(10_000, (10_000,)),
        "length": Choice(15, (15, 30)),  # words of a note that are read
        "dropout": Choice(0.2, (0.0, 0.2, 0.5)),  # of the LSTM's inputs
        "recurrent_dropout": Choice(0.2, (0.0, 0.2)),  # of its state
        "size": Choice(50, (50, 100)),  # of a vector that is made here
        "vectors": Choice("", ("",)),  # path of a GloVe file; without one they are made here
    }
    vector_source: str

    def _train(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> Any:
        keras, chosen = import_keras(), self.hyperparameters
        if len(self.classes) != 2:
            raise UserError(
                "workshop_network has one sigmoid, so it learns two classes: leave it out"
            )
        words = self._vectoriser(texts)
        tokens = np.asarray(words(as_strings(texts)))
        core = self._core(keras, self._vectors(words.get_vocabulary(), tokens))
        core.compile(
            keras.optimizers.Adam(chosen["lr"]), "binary_crossentropy", metrics=["accuracy"]
        )
        watched = validation and (np.asarray(words(as_strings(validation[0]))), validation[1])
        told = core.fit(
            tokens,
            codes,
            batch_size=int(chosen["batch_size"]),
            epochs=int(chosen["epochs"]),
            validation_data=watched,
            validation_batch_size=4096,
            verbose=0,
        )
        return self._whole(keras, words, core), told.history

    def _vectoriser(self, texts: np.ndarray) -> Any:
        keras = import_keras()
        words = keras.layers.TextVectorization(
            max_tokens=int(self.hyperparameters["vocabulary"]),
            output_sequence_length=int(self.hyperparameters["length"]),
        )
        words.adapt(as_strings(np.unique(texts)))
        return words

    def _vectors(self, vocabulary: list[str], tokens: np.ndarray) -> np.ndarray:
        path, size = str(self.hyperparameters["vectors"]), int(self.hyperparameters["size"])
        if path:
            self.vector_source = f"GloVe file {path}"
            return glove_vectors(path, vocabulary)
        self.vector_source = f"trained on the corpus itself, {size} numbers a word"
        return corpus_vectors(np.unique(tokens, axis=0), len(vocabulary), size, self.seed)

    def _core(self, keras: Any, vectors: np.ndarray) -> Any:
        return keras.Sequential(
            [
                keras.Input((int(self.hyperparameters["length"]),), dtype="int64"),
                keras.layers.Embedding(
                    *vectors.shape,
                    embeddings_initializer=keras.initializers.Constant(vectors),
                    trainable=False,
                ),
                keras.layers.LSTM(
                    _UNITS,
                    dropout=self.hyperparameters["dropout"],
                    recurrent_dropout=self.hyperparameters["recurrent_dropout"],
                ),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )

    def _whole(self, keras: Any, words: Any, core: Any) -> Any:
        """Return one model from strings; the vectors are weights of it, so nothing else is kept."""
        core.layers[0].embeddings_initializer = keras.initializers.Zeros()
        text = keras.Input((), dtype="string", name="text")
        return keras.Model(text, core(words(text)))

    def _predict(self, texts: np.ndarray) -> np.ndarray:
        second = super()._predict(texts)
        return np.hstack([1 - second, second])

    def _files(self) -> dict[str, bytes]:
        return {**super()._files(), _SOURCE: json.dumps(self.vector_source).encode()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        super()._read_files(files)
        self.vector_source = json.loads(files[_SOURCE])
