"""How good forecasts are. Days without an observed value (NaN in the truth) are not scored."""

import warnings

import numpy as np

from connected_car.automl.forecasts import QUANTILES, Forecasts
from connected_car.automl.primary import (
    PRIMARY_METRICS,
    battery_scores,
    mean_over_folds_then_batteries,
)

SEASON = 7


def naive_error(y: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the mean absolute error of last week's value; NaN if there is none."""
    difference = np.abs(y[:, SEASON:] - y[:, :-SEASON])
    count = (~np.isnan(difference)).sum(axis=1)
    return np.nansum(difference, axis=1) / np.where(count > 0, count, np.nan)


def all_metrics(folds: list[Forecasts], ranges: np.ndarray) -> dict[str, float]:
    """Return every metric over all scored days of the folds; NaN where one is not defined.

    The primary metrics are means over folds, then batteries; ``wape_sum`` looks at batteries and
    folds; the others take all days together. ``coverage_80`` is of days, ``coverage_80_sum`` of
    the sums over a fold. ``zero_range_mae`` is of the batteries that ``nrmse`` has to leave out.
    """
    truth = np.concatenate([f.truth[f.scored] for f in folds])
    point = np.concatenate([f.point[f.scored] for f in folds])
    still = np.concatenate(
        [np.abs(f.truth - f.point)[f.scored & (ranges == 0)[:, None]] for f in folds]
    )
    metrics = {name: _primary(name, folds, ranges) for name in PRIMARY_METRICS}
    metrics |= point_metrics(truth, point)
    metrics |= {"wape_sum": _wape_of_sums(folds), **_interval_metrics(folds)}
    metrics["zero_range_batteries"] = float((ranges == 0).sum())
    metrics["zero_range_mae"] = float(still.mean()) if len(still) else float("nan")
    return metrics


def point_metrics(truth: np.ndarray, point: np.ndarray) -> dict[str, float]:
    """Return the usual metrics of two arrays ``(m,)`` of cycles a day; empty below two days."""
    from scipy.stats import spearmanr
    from sklearn import metrics as sk

    if len(truth) < 2:
        return {}
    used = truth > 0
    both = np.abs(truth) + np.abs(point)
    smape = 200 * np.abs(truth - point)[used] / both[used]
    varied = np.ptp(truth) > 0 and np.ptp(point) > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a constant truth has no R2; NaN says it
        return {
            "mae": float(sk.mean_absolute_error(truth, point)),
            "rmse": float(sk.root_mean_squared_error(truth, point)),
            "median_ae": float(sk.median_absolute_error(truth, point)),
            "mape": _mean(100 * np.abs(truth - point)[used] / truth[used]),
            "smape": _mean(smape),
            "zero_days": float((~used).sum()),
            "rmsle": float(sk.root_mean_squared_log_error(np.maximum(truth, 0), point)),
            "r2": float(sk.r2_score(truth, point)),
            "explained_variance": float(sk.explained_variance_score(truth, point)),
            "spearman": float(spearmanr(truth, point).statistic) if varied else float("nan"),
        }


def _primary(name: str, folds: list[Forecasts], ranges: np.ndarray) -> float:
    return mean_over_folds_then_batteries(
        np.stack([battery_scores(name, fold, ranges) for fold in folds])
    )


def _wape_of_sums(folds: list[Forecasts]) -> float:
    """Absolute error of each battery's sum over a fold, over all sums, in percent."""
    error = truth = 0.0
    for fold in folds:
        sums = np.nansum(fold.truth, axis=1)
        error += np.abs(sums - (fold.point * fold.scored).sum(axis=1)).sum()
        truth += sums.sum()
    return float(100 * error / truth) if truth > 0 else float("nan")


def _interval_metrics(folds: list[Forecasts]) -> dict[str, float]:
    losses, days, sums = [], [], []
    for fold in folds:
        low, _, high = fold.quantiles
        for level, quantile in zip(QUANTILES, fold.quantiles, strict=True):
            miss = (fold.truth - quantile)[fold.scored]
            losses.append(np.maximum(level * miss, (level - 1) * miss))
        days.append(((fold.truth >= low) & (fold.truth <= high))[fold.scored])
        any_day = fold.scored.any(axis=1)
        total = np.nansum(fold.truth, axis=1)
        sums.append(((total >= fold.sums[0]) & (total <= fold.sums[1]))[any_day])
    parts = {"pinball_cycles": losses, "coverage_80": days, "coverage_80_sum": sums}
    return {name: _mean(np.concatenate(values)) for name, values in parts.items()}


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
