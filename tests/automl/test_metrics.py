"""Metrics against naive loops."""

import numpy as np
import pytest

from connected_car.automl.forecasts import QUANTILES, Forecasts
from connected_car.automl.metrics import all_metrics, naive_error, point_metrics
from connected_car.automl.primary import battery_scores, mean_over_folds_then_batteries

N, HORIZON, FOLDS = 5, 9, 3


@pytest.fixture
def folds() -> list[Forecasts]:
    """Three folds of five batteries; some days are not scored, one battery has no day in a fold."""
    rng = np.random.default_rng(4)
    made = []
    for _ in range(FOLDS):
        truth = rng.gamma(2, 1, (N, HORIZON))
        truth[rng.random((N, HORIZON)) < 0.2] = np.nan
        truth[0, 0] = 0.0
        point = rng.gamma(2, 1, (N, HORIZON))
        quantiles = np.sort(rng.gamma(2, 1, (3, N, HORIZON)), axis=0)
        sums = np.sort(rng.gamma(20, 1, (2, N)), axis=0)
        made.append(Forecasts(truth, point, quantiles, sums, rng.gamma(2, 1, N)))
    made[1].truth[2] = np.nan
    return made


@pytest.fixture
def ranges() -> np.ndarray:
    return np.array([3.0, 4.0, 5.0, 0.0, 2.0])


def scored_days(folds):
    """Yield (fold, battery, day) of every scored day."""
    for fold in folds:
        for battery in range(N):
            for day in range(HORIZON):
                if not np.isnan(fold.truth[battery, day]):
                    yield fold, battery, day


def test_nrmse_is_the_mean_over_folds_then_batteries(folds, ranges):
    by_battery = []
    for battery in (0, 1, 2, 4):  # 3 has no range
        of_folds = []
        for fold in folds:
            errors = [
                (fold.truth[battery, d] - fold.point[battery, d]) ** 2
                for d in range(HORIZON)
                if not np.isnan(fold.truth[battery, d])
            ]
            if errors:
                of_folds.append(np.sqrt(np.mean(errors)) / ranges[battery])
        by_battery.append(np.mean(of_folds))
    by_fold = np.stack([battery_scores("nrmse", f, ranges) for f in folds])
    assert mean_over_folds_then_batteries(by_fold) == pytest.approx(np.mean(by_battery))
    assert all_metrics(folds, ranges)["nrmse"] == pytest.approx(np.mean(by_battery))


def _naive_score(metric, fold, battery, spread):
    days = [d for d in range(HORIZON) if not np.isnan(fold.truth[battery, d])]
    pairs = [(fold.truth[battery, d], fold.point[battery, d]) for d in days]
    mae = np.mean([abs(t - p) for t, p in pairs])
    if metric == "nmae":
        return mae / spread
    if metric == "wape":
        return sum(abs(t - p) for t, p in pairs) / sum(t for t, _ in pairs)
    if metric == "mase":
        return mae / fold.naive_error[battery]
    losses = []
    for level, quantile in zip(QUANTILES, fold.quantiles, strict=True):
        for d in days:
            miss = fold.truth[battery, d] - quantile[battery, d]
            losses.append(level * miss if miss > 0 else (level - 1) * miss)
    return np.mean(losses) / spread


@pytest.mark.parametrize("metric", ["nmae", "wape", "mase", "pinball"])
def test_a_primary_metric_equals_a_naive_loop(folds, ranges, metric):
    fold = folds[0]
    found = battery_scores(metric, fold, ranges)
    for battery in (0, 1, 2, 4):
        assert found[battery] == pytest.approx(_naive_score(metric, fold, battery, ranges[battery]))
    assert np.isnan(battery_scores(metric, folds[1], ranges)[2])  # no day is scored
    assert np.isnan(found[3]) == (metric in {"nmae", "pinball"})  # no range


def test_metrics_of_all_days_equal_naive_loops(folds, ranges):
    days = [(f.truth[b, d], f.point[b, d]) for f, b, d in scored_days(folds)]
    errors = [abs(t - p) for t, p in days]
    used = [(t, p) for t, p in days if t > 0]
    mean = np.mean([t for t, _ in days])
    expected = {
        "mae": np.mean(errors),
        "rmse": np.sqrt(np.mean(np.square(errors))),
        "median_ae": np.median(errors),
        "mape": 100 * np.mean([abs(t - p) / t for t, p in used]),
        "smape": 100 * np.mean([2 * abs(t - p) / (t + p) for t, p in used]),
        "zero_days": len(days) - len(used),
        "rmsle": np.sqrt(np.mean([(np.log1p(t) - np.log1p(p)) ** 2 for t, p in days])),
        "r2": 1 - sum(e**2 for e in errors) / sum((t - mean) ** 2 for t, _ in days),
        "explained_variance": 1 - np.var([t - p for t, p in days]) / np.var([t for t, _ in days]),
    }
    found = all_metrics(folds, ranges)
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert expected["zero_days"] > 0


def test_naive_error_is_last_weeks_value_in_the_past():
    y = np.arange(20.0)[None] ** 2
    expected = np.mean([abs(y[0, d] - y[0, d - 7]) for d in range(7, 20)])
    assert naive_error(y) == pytest.approx([expected])
    assert np.isnan(naive_error(np.full((1, 20), np.nan)))


def test_intervals_equal_naive_loops(folds, ranges):
    losses, inside = [], []
    for fold, battery, day in scored_days(folds):
        truth = fold.truth[battery, day]
        for level, quantile in zip(QUANTILES, fold.quantiles[:, battery, day], strict=True):
            share = level if truth >= quantile else 1 - level
            losses.append(share * abs(truth - quantile))
        low, _, high = fold.quantiles[:, battery, day]
        inside.append(low <= truth <= high)
    sums = [
        fold.sums[0, b] <= np.nansum(fold.truth[b]) <= fold.sums[1, b]
        for fold in folds
        for b in range(N)
        if not np.isnan(fold.truth[b]).all()
    ]
    found = all_metrics(folds, ranges)
    assert found["pinball_cycles"] == pytest.approx(np.mean(losses))
    assert found["coverage_80"] == pytest.approx(np.mean(inside))
    assert found["coverage_80_sum"] == pytest.approx(np.mean(sums))


def test_wape_of_the_sums_looks_at_scored_days_alone(folds, ranges):
    error = truth = 0.0
    for fold in folds:
        for battery in range(N):
            scored = ~np.isnan(fold.truth[battery])
            total = fold.truth[battery, scored].sum()
            error += abs(total - fold.point[battery, scored].sum())
            truth += total
    assert all_metrics(folds, ranges)["wape_sum"] == pytest.approx(100 * error / truth)


def test_batteries_without_a_range_are_reported_apart(folds, ranges):
    found = all_metrics(folds, ranges)
    errors = [abs(f.truth[b, d] - f.point[b, d]) for f, b, d in scored_days(folds) if b == 3]
    assert found["zero_range_batteries"] == 1
    assert found["zero_range_mae"] == pytest.approx(np.mean(errors))


def test_a_constant_truth_has_no_rank_correlation():
    assert np.isnan(point_metrics(np.ones(5), np.arange(5.0))["spearman"])


def test_a_single_day_has_no_metrics():
    assert point_metrics(np.ones(1), np.zeros(1)) == {}
