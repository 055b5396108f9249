"""The primary metrics: one figure a battery and fold, lower is better."""

from collections.abc import Callable

import numpy as np

from connected_car.automl.forecasts import QUANTILES, Forecasts


def battery_scores(metric: str, forecasts: Forecasts, ranges: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the metric of each battery on one fold; NaN where it is not defined.

    Args:
        metric: ``nrmse`` (RMSE / range), ``nmae`` (MAE / range), ``wape`` (sum of absolute errors /
            sum of the truth), ``mase`` (MAE / that of last week's value in the past) or ``pinball``
            (mean loss of the 10, 50 and 90 % quantiles / range).
        forecasts: of one fold.
        ranges: ``(n,)`` max - min of each battery's whole target history, cycles a day.
    """
    return _METRICS[metric](forecasts, np.where(ranges > 0, ranges, np.nan))


def nrmse(truth: np.ndarray, point: np.ndarray, ranges: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` RMSE over the scored days / range; NaN where it is not defined."""
    return np.sqrt(_day_mean((truth - point) ** 2)) / np.where(ranges > 0, ranges, np.nan)


def _nrmse(forecasts: Forecasts, ranges: np.ndarray) -> np.ndarray:
    return nrmse(forecasts.truth, forecasts.point, ranges)


def _nmae(forecasts: Forecasts, ranges: np.ndarray) -> np.ndarray:
    return _day_mean(np.abs(forecasts.truth - forecasts.point)) / ranges


def _wape(forecasts: Forecasts, ranges: np.ndarray) -> np.ndarray:
    error = _day_mean(np.abs(forecasts.truth - forecasts.point))
    use = _day_mean(forecasts.truth)
    return error / np.where(use > 0, use, np.nan)


def _mase(forecasts: Forecasts, ranges: np.ndarray) -> np.ndarray:
    naive = np.where(forecasts.naive_error > 0, forecasts.naive_error, np.nan)
    return _day_mean(np.abs(forecasts.truth - forecasts.point)) / naive


def _pinball(forecasts: Forecasts, ranges: np.ndarray) -> np.ndarray:
    losses = [
        _day_mean(np.maximum(level * miss, (level - 1) * miss))
        for level, miss in zip(QUANTILES, forecasts.truth - forecasts.quantiles, strict=True)
    ]
    return np.mean(losses, axis=0) / ranges


_METRICS: dict[str, Callable[[Forecasts, np.ndarray], np.ndarray]] = {
    "nrmse": _nrmse,
    "nmae": _nmae,
    "wape": _wape,
    "mase": _mase,
    "pinball": _pinball,
}
PRIMARY_METRICS = tuple(_METRICS)


def _day_mean(values: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` mean over the scored days; NaN if there are none."""
    count = (~np.isnan(values)).sum(axis=1)
    return np.nansum(values, axis=1) / np.where(count > 0, count, np.nan)


def mean_over_folds_then_batteries(by_fold: np.ndarray) -> float:
    """Return the figure of a trial from ``(folds, n)``; NaN if nothing was scored."""
    by_battery = mean_over_folds(by_fold)
    return float(by_battery.mean()) if len(by_battery) else float("nan")


def mean_over_folds(by_fold: np.ndarray) -> np.ndarray:
    """Return the mean over the scored folds of each battery that was scored at all."""
    scored = ~np.isnan(by_fold)
    count = scored.sum(axis=0)
    total = np.where(scored, by_fold, 0.0).sum(axis=0)
    return total[count > 0] / count[count > 0]
