"""Logistic regression on sparse features; it is stored as numbers and scored by one product."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from connected_car.arrays import array, npy

_COEFFICIENTS, _INTERCEPTS = "coefficients.npy", "intercepts.npy"


@dataclass(frozen=True)
class LinearModel:
    """Log odds linear in the features.

    Attributes:
        coefficients: ``(n_features, k)``; of two classes one column, for the second.
        intercepts: ``(k,)``.
    """

    coefficients: np.ndarray
    intercepts: np.ndarray

    @classmethod
    def fitted(cls, features: Any, codes: np.ndarray, strength: float) -> "LinearModel":
        """Learn from ``(n, n_features)``; ``strength`` is scikit-learn's ``C``."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
        model.fit(features, codes)
        return cls(np.ascontiguousarray(model.coef_.T), model.intercept_)

    def probabilities(self, *blocks: Any) -> np.ndarray:
        """Return ``(n, n_classes)`` of features that stand side by side, in one block or more."""
        edges = np.cumsum([block.shape[1] for block in blocks])[:-1]
        shares = zip(blocks, np.split(self.coefficients, edges), strict=True)
        scores = sum(np.asarray(block @ coefficients) for block, coefficients in shares)
        return to_probabilities(scores + self.intercepts)

    def files(self) -> dict[str, bytes]:
        """Return the model's files."""
        return {_COEFFICIENTS: npy(self.coefficients), _INTERCEPTS: npy(self.intercepts)}

    @classmethod
    def read(cls, files: dict[str, bytes]) -> "LinearModel":
        """Rebuild the model that ``files`` described."""
        return cls(array(files[_COEFFICIENTS]), array(files[_INTERCEPTS]))


def to_probabilities(scores: np.ndarray) -> np.ndarray:
    """Return the softmax of ``(n, k)`` log odds; of one column the second class's alone."""
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
