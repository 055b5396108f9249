"""Sample paths: calibrated, repeatable, the same for any partitioning."""

from statistics import NormalDist

import numpy as np
import pytest

from connected_car.forecasters import FAMILIES, Panel, make
from connected_car.forecasters.past_errors import ERROR_DAYS, MAX_VECTORS
from connected_car.forecasters.paths import few_vectors_factor
from connected_car.forecasters.registry import family_class

# where levels drift without end, the mean's errors grow with the length of the history, and no past
# window shows those of today; no search prefers it there
# too slow for 500 batteries here; their paths are made the same way
SLOW = {"auto_ets", "auto_theta", "auto_ces", "auto_arima", "lstm", "workshop_lstm"}
SEEDS = {"lightgbm": (11,), "nhits": (11,), "adida": (11, 12)}
CASES = [
    (family, kind)
    for family in FAMILIES
    for kind in ("noise", "weekly", "shift")
    if (family, kind) not in {("mean", "shift"), ("nhits", "weekly"), ("nhits", "shift")}
    and family not in SLOW
]


@pytest.mark.parametrize(("family", "kind"), CASES)
def test_the_80_percent_interval_of_the_sum_covers_the_truth(family, kind, make_fleet, monkeypatch):
    if family == "nhits":
        monkeypatch.setattr(family_class(family), "batches", 15)  # a quarter of a training
    inside = []
    for seed in SEEDS.get(family, (11, 12, 13, 14)):
        fleet = make_fleet(n=500, days=480, kind=kind, seed=seed)
        past, truth = fleet.before(30), fleet.y[:, -30:].sum(axis=1)
        sums = make(family).fit(past).sample(past, 30, 200, seed=1).sum(axis=2)
        low, high = np.quantile(sums, (0.1, 0.9), axis=1)
        inside += list((truth >= low) & (truth <= high))
    assert 0.76 <= sum(inside) / len(inside) <= 0.84


def test_batteries_with_a_short_history_have_wider_intervals_that_cover(make_fleet):
    fleet = make_fleet(n=600, days=400, seed=4)
    forecaster = make("mean").fit(fleet.before(30))
    truth = fleet.y[:, -30:].sum(axis=1)
    for days in (3, 14, 40):
        sums = forecaster.sample(fleet.before(30).tail(days), 30, 200, seed=1).sum(axis=2)
        low, high = np.quantile(sums, (0.1, 0.9), axis=1)
        inside = (truth >= low) & (truth <= high)
        assert 0.74 <= inside.mean() <= 0.86


def test_paths_depend_on_battery_day_and_seed(make_fleet):
    fleet = make_fleet(n=3, days=200)
    forecaster = make("mean").fit(fleet)
    same = Panel(fleet.ids, fleet.last_day, np.repeat(fleet.y[:1], 3, axis=0))
    first, second, third = forecaster.sample(same, 30, 40, seed=1)
    assert not np.array_equal(first, second)
    assert not np.array_equal(second, third)
    later = Panel(same.ids, same.last_day + np.timedelta64(1, "D"), same.y)
    assert not np.array_equal(forecaster.sample(later, 30, 40, seed=1)[0], first)
    assert not np.array_equal(forecaster.sample(same, 30, 40, seed=2)[0], first)
    np.testing.assert_array_equal(forecaster.sample(same, 30, 40, seed=1)[0], first)


def test_all_error_vectors_are_drawn_about_equally_often(make_fleet):
    fleet = make_fleet(n=1, days=800)
    forecaster = make("mean").fit(fleet)
    paths = forecaster.sample(fleet, 30, 4000, seed=1)[0]
    _, counts = np.unique(paths[:, 0], return_counts=True)
    expected = 4000 / len(forecaster.errors.vectors)
    assert len(counts) >= len(forecaster.errors.vectors) - 1
    assert (np.abs(counts - expected) < 6 * np.sqrt(expected)).sum() >= len(counts) - 1


def test_error_vectors_are_out_of_sample(make_fleet):
    """A change after the window before the last is an error of the last window alone."""
    fleet = make_fleet(n=1, days=800)
    changed = Panel(fleet.ids, fleet.last_day, fleet.y.copy())
    changed.y[:, -33:] += 1.0
    before, after = (make("mean").fit(f).errors.vectors for f in (fleet, changed))
    np.testing.assert_array_equal(before[:-1], after[:-1])
    assert (after[-1, 2:] > before[-1, 2:] + 10).all()


def test_error_vectors_are_capped_and_small(make_fleet):
    errors = make("mean").fit(make_fleet(n=900, days=400)).errors.vectors
    assert errors.shape == (MAX_VECTORS, ERROR_DAYS)
    assert errors.dtype == np.float32


def test_the_widening_for_few_vectors_gives_80_percent():
    rng = np.random.default_rng(0)
    for m in (12, 24, 60):
        draws = rng.standard_normal((4000, m))
        low, high = np.quantile(draws, (0.1, 0.9), axis=1) * few_vectors_factor(m)
        normal = NormalDist()
        inside = [normal.cdf(b) - normal.cdf(a) for a, b in zip(low, high, strict=True)]
        assert np.mean(inside) == pytest.approx(0.8, abs=0.025)
