"""The plain rule as a family of its own: words and years, and nothing learned."""

import numpy as np

from connected_car.classifiers.base import Classifier, Pair
from connected_car.classifiers.rules import judge_by_rule
from connected_car.errors import UserError

_LABELS = ("0", "1")
_SURE = 0.995  # how far the rule is trusted


class Rule(Classifier):
    """Judges what the lexicon reads; where that leaves it open, both classes are alike."""

    family = "rule"
    complexity = 1

    def _learn(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> None:
        if self.classes != _LABELS:
            raise UserError(
                f"the family rule judges labels 0 and 1, not {', '.join(self.classes)}: "
                "leave it out of the families"
            )

    def _score(self, texts: np.ndarray) -> np.ndarray:
        verdict = judge_by_rule(texts)
        bad = np.where(np.isnan(verdict), 0.5, np.where(verdict == 1, _SURE, 1 - _SURE))
        return np.stack([1 - bad, bad], axis=1)
