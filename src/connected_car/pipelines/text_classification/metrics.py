"""How good probabilities of classes are."""

from typing import Any

import numpy as np
import pandas as pd

from connected_car.risk.verification import expected_calibration_error

METRICS = ("accuracy", "log_loss", "brier", "auc", "precision", "recall", "ece")
_EPS = 1e-6  # from 0 and 1, for the log loss
_DRAWS = 200


def losses(metric: str, probabilities: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the loss of each text; lower is better.

    Args:
        metric: ``error`` (1 where the likeliest class is wrong), ``brier`` (half the squared
            distance: with two classes that of the first) or ``log_loss``.
        probabilities: ``(n, k)``.
        codes: ``(n,)`` place of the true class.
    """
    rows = np.arange(len(codes))
    if metric == "error":
        return (probabilities.argmax(axis=1) != codes).astype(float)
    if metric == "log_loss":
        return -np.log(np.clip(probabilities[rows, codes], _EPS, 1 - _EPS))
    truth = np.zeros_like(probabilities)
    truth[rows, codes] = 1
    return ((probabilities - truth) ** 2).sum(axis=1) / 2


def measure(probabilities: np.ndarray, codes: np.ndarray) -> dict[str, float | None]:
    """Return ``METRICS`` by name; None where one is not defined (AUC of a single class).

    Precision, recall and AUC are those of the second of two classes; of more, the mean over them.
    ``ece`` is that of the likeliest class, or with two classes of the second one.

    Args:
        probabilities: ``(n, k)``.
        codes: ``(n,)`` place of the true class.
    """
    if not len(codes):
        return dict.fromkeys(METRICS)
    likeliest, k = probabilities.argmax(axis=1), probabilities.shape[1]
    asked = [1] if k == 2 else range(k)
    each = [_one(probabilities[:, c], likeliest == c, codes == c) for c in asked]
    sure = probabilities[:, 1] if k == 2 else probabilities.max(axis=1)
    happened = codes == 1 if k == 2 else likeliest == codes
    return {
        "accuracy": float((likeliest == codes).mean()),
        "log_loss": float(losses("log_loss", probabilities, codes).mean()),
        "brier": float(losses("brier", probabilities, codes).mean()),
        **{name: _mean([found[name] for found in each]) for name in each[0]},
        "ece": expected_calibration_error(sure, happened),
    }


def measure_with_intervals(
    probabilities: np.ndarray, codes: np.ndarray, block: np.ndarray, seed: int
) -> dict[str, dict[str, float | None]]:
    """Return ``METRICS`` by name with ``value, lower, upper``: 95 %, whole blocks drawn anew.

    Args:
        probabilities: ``(n, k)``.
        codes: ``(n,)`` place of the true class.
        block: ``(n,)``; the notes of a block are not independent.
        seed: of the bootstrap.
    """
    found = measure(probabilities, codes)
    drawn = _bootstrap(probabilities, codes, block, seed)

    ends = {name: _ends(drawn[name]) for name in drawn}

    return {
        name: {"value": value, "lower": ends[name][0], "upper": ends[name][1]}
        for name, value in found.items()
    }


def area_under_curve(score: np.ndarray, positive: np.ndarray) -> float | None:
    """Return the chance that a positive scores above a negative; None without both."""
    from scipy.stats import rankdata

    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if not n_positive or not n_negative:
        return None
    above = rankdata(score)[positive].sum() - n_positive * (n_positive + 1) / 2
    return float(above / (n_positive * n_negative))


def _one(probability: np.ndarray, said: np.ndarray, true: np.ndarray) -> dict[str, Any]:
    hits = int((said & true).sum())
    return {
        "auc": area_under_curve(probability, true),
        "precision": hits / said.sum() if said.any() else None,
        "recall": hits / true.sum() if true.any() else None,
    }


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _bootstrap(
    probabilities: np.ndarray, codes: np.ndarray, block: np.ndarray, seed: int
) -> pd.DataFrame:
    rows = [np.flatnonzero(block == name) for name in np.unique(block)]
    rng, found = np.random.default_rng(seed), []
    for _ in range(_DRAWS if len(rows) >= 5 else 0):
        drawn = np.concatenate([rows[i] for i in rng.integers(0, len(rows), len(rows))])
        found.append(measure(probabilities[drawn], codes[drawn]))
    return pd.DataFrame(found, columns=list(METRICS), dtype=float)


def _ends(values: pd.Series) -> tuple[float | None, float | None]:
    known = values.dropna()
    if not len(known):
        return None, None
    low, high = known.quantile([0.025, 0.975])
    return float(low), float(high)
