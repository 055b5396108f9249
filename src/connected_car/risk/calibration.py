"""Beta calibration: what a forecast probability was worth in the past.

Kull, Silva Filho and Flach (2017), "Beta calibration: a well-founded and easily implemented
improvement on logistic calibration for binary classifiers", AISTATS, equation 3.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

Slope = Annotated[float, Field(ge=0.01, le=100)]  # beyond what ``fit_calibration`` gives


@dataclass(frozen=True)
class Calibration:
    """A rising map of probabilities, ``sigmoid(a ln p - b ln(1 - p) + c)``; 0 and 1 stay.

    Attributes:
        a: slope near 0, positive.
        b: slope near 1, positive.
        c: shift; with a = b = 1 and c = 0 nothing changes.
    """

    a: Slope = 1.0
    b: Slope = 1.0
    c: Annotated[float, Field(ge=-100, le=100)] = 0.0

    def __call__(self, probability: np.ndarray) -> np.ndarray:
        """Return the calibrated probabilities, in the same shape; NaN stays NaN."""
        from scipy.special import expit

        if self == IDENTITY:
            return probability
        with np.errstate(divide="ignore"):
            return expit(self.a * np.log(probability) - self.b * np.log1p(-probability) + self.c)


IDENTITY = Calibration()


def fit_calibration(probability: np.ndarray, crossed: np.ndarray, eps: float) -> Calibration:
    """Return the calibration of the highest likelihood.

    Args:
        probability: ``(m,)`` probabilities as the paths gave them.
        crossed: ``(m,)`` whether it happened.
        eps: probabilities closer to 0 or 1 count as that close (half a path).
    """
    from scipy.optimize import minimize

    p = np.clip(probability, eps, 1 - eps)
    features = np.column_stack([np.log(p), -np.log1p(-p), np.ones(len(p))])
    sign = np.where(crossed, 1.0, -1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        from scipy.special import expit

        margin = sign * (features @ weights)
        gradient = -(expit(-margin) * sign) @ features / len(p)
        return float(np.logaddexp(0.0, -margin).mean()), gradient

    bounds = [(0.05, 20.0), (0.05, 20.0), (-20.0, 20.0)]
    found = minimize(loss, np.array([1.0, 1.0, 0.0]), jac=True, bounds=bounds, method="L-BFGS-B")
    return Calibration(*(float(w) for w in found.x))
