"""How good probabilities were: scores, reliability, and what the simple rule would have done.

Terms as in Wilks, "Statistical Methods in the Atmospheric Sciences", chapter on verification.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

_FEW_BATTERIES, _DRAWS = 5, 1000
BINS = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0])


@dataclass(frozen=True)
class Answers:
    """Questions with the probability given and what happened.

    Attributes:
        probability: ``(m,)`` that the rating is passed within the horizon.
        crossed: ``(m,)`` whether it was.
        rule_ratio: ``(m,)`` use within the horizon by the 28-day rule, over the remaining cycles;
            from 1 on the rule alerts.
        battery: ``(m,)`` id; the questions about one battery are not independent.
        eps: probabilities count as at least so far from 0 and 1 for the log loss (half a path).
    """

    probability: np.ndarray
    crossed: np.ndarray
    rule_ratio: np.ndarray
    battery: np.ndarray
    eps: float

    def scores(self) -> dict[str, float | None]:
        """Return Brier score and skill, log loss and expected calibration error; None without."""
        if not len(self.crossed):
            return {}
        brier = brier_score(self.probability, self.crossed)
        base = brier_score(np.full(len(self.crossed), self.crossed.mean()), self.crossed)
        rule = brier_score(self.rule_ratio >= 1, self.crossed)
        return {
            "brier": brier,
            "brier_base_rate": base,
            "brier_28_day_rule": rule,
            "brier_skill_over_base_rate": _skill(brier, base),
            "brier_skill_over_28_day_rule": _skill(brier, rule),
            "log_loss": log_loss(self.probability, self.crossed, self.eps),
            "ece": expected_calibration_error(self.probability, self.crossed),
        }

    def alerts(self, level: float) -> dict[str, float | None]:
        """Return what alerts from a level on would have been worth, and the rule beside them."""
        alerted = self.probability >= level
        found = recall(alerted, self.crossed)
        false, right = np.sum(alerted & ~self.crossed), np.sum(alerted & self.crossed)
        return {
            "level": level,
            "recall": found,
            "precision": precision(alerted, self.crossed),
            "false_alarms_per_true_one": float(false / right) if right else None,
            "rule_recall": recall(self.rule_ratio >= 1, self.crossed),
            "rule_precision": precision(self.rule_ratio >= 1, self.crossed),
            "rule_precision_at_equal_recall": precision_at_recall(
                self.rule_ratio, self.crossed, found
            ),
            "right_decisions": float(np.mean((self.probability >= 0.5) == self.crossed))
            if len(self.crossed)
            else None,
            "rule_right_decisions": float(np.mean((self.rule_ratio >= 1) == self.crossed))
            if len(self.crossed)
            else None,
        }

    def intervals(self, level: float, seed: int) -> dict[str, tuple[float | None, float | None]]:
        """Return 95 % intervals of recall, precision and Brier skill over the rule."""
        alerted = self.probability >= level
        right = alerted & self.crossed
        misses, rule = (
            (given - self.crossed) ** 2
            for given in (self.probability, (self.rule_ratio >= 1).astype(float))
        )
        return {
            "recall": ratio_interval(right, self.crossed, self.battery, seed),
            "precision": ratio_interval(right, alerted, self.battery, seed),
            "brier_skill_over_28_day_rule": ratio_interval(rule - misses, rule, self.battery, seed),
        }

    def reliability(self) -> pd.DataFrame:
        """Return a row a bin of probability; see ``reliability_curve``."""
        return reliability_curve(self.probability, self.crossed)


def ratio_interval(
    over: np.ndarray, under: np.ndarray, battery: np.ndarray, seed: int
) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % percentile interval of ``sum(over) / sum(under)``, batteries drawn anew.

    Args:
        over: ``(m,)`` addends above the line.
        under: ``(m,)`` addends below it.
        battery: ``(m,)`` id; all questions about a battery are drawn together.
        seed: of the bootstrap.
    """
    codes, ids = pd.factorize(battery)
    if len(ids) < _FEW_BATTERIES:
        return None, None
    top, bottom = (np.bincount(codes, part, minlength=len(ids)) for part in (over, under))
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(ids), np.full(len(ids), 1 / len(ids)), _DRAWS)
    totals = weights @ bottom
    ratios = (weights @ top)[totals > 0] / totals[totals > 0]
    if not len(ratios):
        return None, None
    low, high = np.quantile(ratios, (0.025, 0.975))
    return float(low), float(high)


def brier_score(probability: np.ndarray, crossed: np.ndarray) -> float:
    """Return the mean squared difference (Brier 1950)."""
    return float(np.mean((np.asarray(probability, dtype=float) - crossed) ** 2))


def log_loss(probability: np.ndarray, crossed: np.ndarray, eps: float) -> float:
    """Return the mean negative log likelihood; probabilities are kept ``eps`` from 0 and 1."""
    p = np.clip(probability, eps, 1 - eps)
    return float(-np.mean(np.where(crossed, np.log(p), np.log1p(-p))))


def expected_calibration_error(probability: np.ndarray, crossed: np.ndarray) -> float:
    """Return the mean over the questions of |forecast - happened| of their bin (Naeini 2015)."""
    misses = np.asarray(probability, dtype=float) - crossed
    sums = np.bincount(_bin_of(probability), misses, minlength=len(BINS) - 1)
    return float(np.abs(sums).sum() / max(1, len(misses)))


def reliability_curve(probability: np.ndarray, crossed: np.ndarray) -> pd.DataFrame:
    """Return ``forecast, happened, lower, upper, questions`` of each bin that is not empty.

    ``forecast`` and ``happened`` are means over the bin; ``lower`` and ``upper`` the 95 % Wilson
    interval of ``happened``, as if questions were independent.
    """
    from scipy.stats import binomtest

    table = (
        pd.DataFrame({"bin": _bin_of(probability), "forecast": probability, "happened": crossed})
        .groupby("bin")
        .agg(
            forecast=("forecast", "mean"),
            happened=("happened", "mean"),
            hits=("happened", "sum"),
            questions=("happened", "size"),
        )
    )
    counts = zip(table.pop("hits"), table["questions"], strict=True)
    intervals = [binomtest(int(k), int(n)).proportion_ci(method="wilson") for k, n in counts]
    return table.assign(lower=[i.low for i in intervals], upper=[i.high for i in intervals])


def _bin_of(probability: np.ndarray) -> np.ndarray:
    return np.clip(np.searchsorted(BINS, probability, side="right") - 1, 0, len(BINS) - 2)


def recall(alerted: np.ndarray, crossed: np.ndarray) -> float | None:
    """Return the share of the crossings that were alerted; None without any."""
    return float(alerted[crossed].mean()) if crossed.any() else None


def precision(alerted: np.ndarray, crossed: np.ndarray) -> float | None:
    """Return the share of the alerts that crossed; None without any."""
    return float(crossed[alerted].mean()) if alerted.any() else None


def precision_at_recall(
    score: np.ndarray, crossed: np.ndarray, wanted: float | None
) -> float | None:
    """Return the best precision that alerting from some score on reaches at a recall.

    Args:
        score: ``(m,)`` higher means more likely.
        crossed: ``(m,)`` whether it happened.
        wanted: recall to reach at least; None gives None.
    """
    from sklearn.metrics import precision_recall_curve

    if wanted is None or not crossed.any():
        return None
    precisions, recalls, _ = precision_recall_curve(crossed, score)
    return float(precisions[recalls >= wanted - 1e-12].max())


def _skill(score: float, reference: float) -> float | None:
    return 1 - score / reference if reference > 0 else None
