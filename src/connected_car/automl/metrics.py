"""How good forecasts are. Days without an observed value (NaN in the truth) are not scored."""

import warnings
from dataclasses import dataclass

import numpy as np

SEASON = 7
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Forecasts:
    """What was forecast on one fold, beside what came.

    Attributes:
        truth: ``(n, horizon)`` observed cycles a day; NaN where not scored.
        point: ``(n, horizon)`` forecasts.
        quantiles: ``(3, n, horizon)`` the 10, 50 and 90 % quantiles of each day.
        sums: ``(2, n)`` the 10 and 90 % quantiles of the sum over the scored days.
        naive_error: ``(n,)`` mean absolute error of last week's value in the past of the fold.
    """

    truth: np.ndarray
    point: np.ndarray
    quantiles: np.ndarray
    sums: np.ndarray
    naive_error: np.ndarray

    @property
    def scored(self) -> np.ndarray:
        """Return ``(n, horizon)`` which days are scored."""
        return ~np.isnan(self.truth)


def nrmse_by_battery(truth: np.ndarray, point: np.ndarray, ranges: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` RMSE divided by the range of the battery's whole target history.

    NaN where no day is scored or the range is zero.
    """
    squares = (truth - point) ** 2
    count = (~np.isnan(truth)).sum(axis=1)
    rmse = np.sqrt(np.nansum(squares, axis=1) / np.where(count > 0, count, np.nan))
    return rmse / np.where(ranges > 0, ranges, np.nan)


def mean_over_folds_then_batteries(by_fold: np.ndarray) -> float:
    """Return the primary metric from ``(folds, n)`` NRMSE; NaN if nothing was scored."""
    by_battery = mean_over_folds(by_fold)
    return float(by_battery.mean()) if len(by_battery) else float("nan")


def mean_over_folds(by_fold: np.ndarray) -> np.ndarray:
    """Return the mean over the scored folds of each battery that was scored at all."""
    scored = ~np.isnan(by_fold)
    count = scored.sum(axis=0)
    total = np.where(scored, by_fold, 0.0).sum(axis=0)
    return total[count > 0] / count[count > 0]


def naive_error(y: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the mean absolute error of last week's value; NaN if there is none."""
    difference = np.abs(y[:, SEASON:] - y[:, :-SEASON])
    count = (~np.isnan(difference)).sum(axis=1)
    return np.nansum(difference, axis=1) / np.where(count > 0, count, np.nan)


def all_metrics(folds: list[Forecasts], ranges: np.ndarray) -> dict[str, float]:
    """Return every metric over all scored days of the folds; NaN where one is not defined.

    ``nrmse`` is the mean over folds, then batteries; ``mase`` and ``wape_sum`` look at batteries
    and folds; the others take all days together. ``coverage_80`` is of days, ``coverage_80_sum`` of
    the sums over a fold. ``zero_range_mae`` is of the batteries that ``nrmse`` has to leave out.
    """
    by_fold = np.stack([nrmse_by_battery(f.truth, f.point, ranges) for f in folds])
    truth = np.concatenate([f.truth[f.scored] for f in folds])
    point = np.concatenate([f.point[f.scored] for f in folds])
    still = np.concatenate(
        [np.abs(f.truth - f.point)[f.scored & (ranges == 0)[:, None]] for f in folds]
    )
    metrics = {"nrmse": mean_over_folds_then_batteries(by_fold)}
    metrics |= point_metrics(truth, point)
    metrics |= {"mase": _mase(folds), "wape_sum": _wape_of_sums(folds)}
    metrics |= _interval_metrics(folds)
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


def _mase(folds: list[Forecasts]) -> float:
    """Mean absolute error over that of the seasonal naive in the past (Hyndman, Koehler 2006)."""
    ratios = []
    for fold in folds:
        count = fold.scored.sum(axis=1)
        mae = np.nansum(np.abs(fold.truth - fold.point), axis=1) / np.maximum(count, 1)
        usable = (count > 0) & (fold.naive_error > 0)
        ratios.append(mae[usable] / fold.naive_error[usable])
    return _mean(np.concatenate(ratios))


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
    parts = {"pinball": losses, "coverage_80": days, "coverage_80_sum": sums}
    return {name: _mean(np.concatenate(values)) for name, values in parts.items()}


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
