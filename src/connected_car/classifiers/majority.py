"""The share of each class in training, whatever the text says: what others must beat."""

import numpy as np

from connected_car.arrays import array, npy
from connected_car.classifiers.base import Classifier, Pair


class Majority(Classifier):
    """Answers with the shares of the classes."""

    family = "majority"
    complexity = 0
    shares: np.ndarray

    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        self.shares = np.bincount(codes, minlength=len(self.classes)) / len(codes)

    def _score(self, texts: np.ndarray) -> np.ndarray:
        return np.tile(self.shares, (len(texts), 1))

    def _files(self) -> dict[str, bytes]:
        return {"shares.npy": npy(self.shares)}

    def _read_files(self, files: dict[str, bytes]) -> None:
        self.shares = array(files["shares.npy"])
