"""The weekly filter against the closed form, and what it learns."""

import numpy as np
import pytest

from connected_car.forecasters.slow_level import SlowPrior, follow, forecast, waves
from connected_car.forecasters.slow_prior import learn_prior

WEEKS = 110
MIDDLE = 20_000.0


def make_prior(*drifts: float, yearly=(), covariance=(), noise: float = 1.0) -> SlowPrior:
    """Return a prior with the standard deviations of a day's step given, all as likely."""
    k, p = len(drifts), len(yearly)
    covariance = np.reshape(covariance, (p, p))
    steps = 7 * np.array(drifts) ** 2
    return SlowPrior(steps, np.full(k, 1 / k), noise, np.array(yearly, float), covariance)


def days_of(weeks: int) -> np.ndarray:
    return MIDDLE - 7.0 * np.arange(weeks - 1, -1, -1)


def simulate(n: int, drift: float, size: float, noise: float = 0.08, seed: int = 0):
    """Return weeks, their variances, the day in the middle and the sizes of the waves."""
    rng = np.random.default_rng(seed)
    sizes = size * rng.standard_normal((n, 2))
    level = 1 + np.cumsum(drift * np.sqrt(7) * rng.standard_normal((n, WEEKS)), axis=1)
    level += (sizes[:, None, :] * waves(days_of(WEEKS), 2)).sum(axis=2)
    weeks = level + noise * rng.standard_normal((n, WEEKS))
    return weeks, np.full((n, WEEKS), noise**2), np.full(n, MIDDLE), sizes


def test_the_filter_equals_the_conditional_mean_of_the_joint_normal():
    weeks, noise, middle, _ = simulate(3, 0.002, 0.1)
    noise[1, 40:60] = np.inf
    prior = make_prior(0.002, yearly=[0.05, -0.02], covariance=np.diag([0.02, 0.01]))
    found = forecast(follow(weeks, noise, middle, prior), np.array([[MIDDLE + 10]] * 3))
    seen, ahead = waves(days_of(WEEKS), 2), waves(np.array([MIDDLE + 10]), 2)
    step = np.arange(1, WEEKS + 1)
    cov = 1.0 + prior.drifts[0] * np.minimum(step[:, None], step) + seen @ prior.covariance @ seen.T
    cross = 1.0 + prior.drifts[0] * step + (ahead @ prior.covariance @ seen.T)[0]
    for row in range(3):
        known = np.isfinite(noise[row])
        total = cov[np.ix_(known, known)] + np.diag(noise[row, known])
        off = weeks[row, known] - 1 - seen[known] @ prior.yearly
        expected = 1 + (ahead @ prior.yearly)[0] + cross[known] @ np.linalg.solve(total, off)
        assert found[row, 0] == pytest.approx(expected, abs=2e-3)  # surprises are cut at 3 sd


def test_a_single_wild_week_hardly_moves_the_level():
    weeks, noise, middle, _ = simulate(1, 0.001, 0.0)
    prior = make_prior(0.001)
    before = follow(weeks, noise, middle, prior).state[0, 0]
    weeks[0, -2] = 50.0
    assert follow(weeks, noise, middle, prior).state[0, 0] == pytest.approx(before, abs=0.1)


def test_pure_noise_asks_for_neither_drift_nor_year():
    for seed in range(10):
        weeks, noise, middle, _ = simulate(1, 0.0, 0.0, seed=seed)
        prior = learn_prior(weeks, noise, middle, 1, 0)
        assert len(prior.yearly) == 0
        assert prior.drifts <= 7 * 0.001**2


def test_drift_and_year_of_a_fleet_are_found():
    weeks, noise, middle, sizes = simulate(100, 0.004, 0.1)
    prior = learn_prior(weeks, noise, middle, 1, 0)
    assert prior.shares @ prior.drifts == pytest.approx(7 * 0.004**2, rel=0.3)
    np.testing.assert_allclose(np.sqrt(np.diag(prior.covariance)), 0.1, atol=0.03)
    found = follow(weeks, noise, middle, prior).state[:, 1:]
    assert np.corrcoef(found.ravel(), sizes.ravel())[0, 1] > 0.8


def test_a_short_history_tells_nothing_of_the_year():
    weeks, noise, middle, _ = simulate(50, 0.0, 0.2)
    prior = learn_prior(weeks[:, -40:], noise[:, -40:], middle, 1, 0)
    assert len(prior.yearly) == 0


def test_nothing_known_leaves_the_prior():
    found = follow(
        np.ones((2, 5)), np.full((2, 5), np.inf), np.full(2, MIDDLE), make_prior(0.0, 0.01)
    )
    np.testing.assert_array_equal(found.state, 1.0)


def test_each_battery_is_followed_at_its_own_pace():
    still, restless = simulate(30, 0.0, 0.0, seed=1)[0], simulate(30, 0.02, 0.0, seed=2)[0]
    weeks = np.concatenate([still, restless])
    noise, middle = np.full(weeks.shape, 0.08**2), np.full(60, MIDDLE)
    prior = learn_prior(weeks, noise, middle, 0, 0)
    slow, fast = prior.drifts <= 7 * 0.002**2, prior.drifts >= 7 * 0.016**2
    assert prior.shares[slow].sum() == pytest.approx(0.5, abs=0.1)
    assert prior.shares[fast].sum() == pytest.approx(0.5, abs=0.1)
    found = follow(weeks, noise, middle, prior)
    assert np.abs(found.state[:30, 0] - 1).mean() < 0.02
    assert np.abs(found.state[30:, 0] - weeks[30:, -1]).mean() < 0.08
    alone = follow(weeks[40:41], noise[40:41], middle[40:41], prior)
    np.testing.assert_array_equal(found.state[40:41], alone.state)


def test_what_passes_after_some_weeks_is_noise():
    weeks, noise, middle, _ = simulate(100, 0.0, 0.0)
    assert learn_prior(weeks, noise, middle, 0, 0).noise == 1.0
    trips = np.repeat(0.3 * np.random.default_rng(1).standard_normal((100, WEEKS // 2)), 2, axis=1)
    prior = learn_prior(weeks + trips, noise, middle, 0, 0)
    assert prior.noise > 1.0
    found = follow(weeks + trips, noise, middle, prior)
    assert np.abs(found.state[:, 0] - 1).mean() < 0.1
