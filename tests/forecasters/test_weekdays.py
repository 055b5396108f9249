"""Weekday profiles and their shrinking."""

import numpy as np
import pytest

from connected_car.forecasters.weekdays import WeekdayPrior, raw_profiles, weekday_of

DAYS = 364
FOREVER = 1e9
COMMUTER = np.array([1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5])
FAMILY = np.array([0.9, 0.9, 0.9, 0.9, 0.9, 1.3, 1.2])


def fleet(n: int, profiles: list[np.ndarray], seed: int = 0, noise: float = 0.2):
    """Return days that end on a Wednesday, and each battery's true profile."""
    rng = np.random.default_rng(seed)
    truth = np.stack([profiles[i % len(profiles)] for i in range(n)])
    weekday = (np.arange(DAYS) - DAYS + 1 + 2) % 7
    y = truth[:, weekday] * (1 + noise * rng.standard_normal((n, DAYS)))
    return y, np.full(n, 2), truth


def test_raw_profiles_equal_a_naive_loop_under_a_constant_level():
    y, weekday, _ = fleet(3, [COMMUTER])
    raw, days, _ = raw_profiles(y, weekday, FOREVER)
    column = (np.arange(DAYS) - DAYS + 1 + 2) % 7
    naive = np.stack([y[:, column == d].mean(axis=1) for d in range(7)], axis=1)
    naive /= y.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(raw, naive, rtol=0.02)
    np.testing.assert_allclose(days, 52)


def test_shrunk_profiles_are_nearer_to_the_truth_than_raw_ones():
    y, weekday, truth = fleet(200, [COMMUTER, FAMILY, np.ones(7)], noise=0.5)
    raw, _, _ = raw_profiles(y[:, -91:], weekday, FOREVER)
    shrunk = WeekdayPrior.of(y[:, -91:], weekday, FOREVER).profiles(y[:, -91:], weekday, FOREVER)
    assert np.square(shrunk - truth).mean() < 0.6 * np.square(raw - truth).mean()


def test_pure_noise_has_a_flat_profile_even_in_a_single_battery():
    flat = 0
    for seed in range(40):
        y, weekday, _ = fleet(1, [np.ones(7)], seed)
        profile = WeekdayPrior.of(y, weekday, FOREVER).profiles(y, weekday, FOREVER)
        flat += bool(np.abs(profile - 1).max() < 0.01)
    assert flat >= 36


def test_a_single_battery_with_a_clear_profile_keeps_it():
    y, weekday, truth = fleet(1, [COMMUTER])
    profile = WeekdayPrior.of(y, weekday, FOREVER).profiles(y, weekday, FOREVER)
    np.testing.assert_allclose(profile, truth, atol=0.08)


def test_a_battery_without_days_has_the_fleets_profile():
    y, weekday, _ = fleet(50, [COMMUTER])
    prior = WeekdayPrior.of(y, weekday, FOREVER)
    unknown = prior.profiles(np.full((1, 20), np.nan), weekday[:1], FOREVER)
    np.testing.assert_allclose(unknown[0], COMMUTER, atol=0.03)


@pytest.mark.parametrize("use", [0.0, 0.2, np.nan])
def test_a_fleet_whose_days_are_all_alike_has_a_flat_profile(use):
    y, weekday = np.full((3, 91), use), np.full(3, 2)
    prior = WeekdayPrior.of(y, weekday, FOREVER)
    assert prior.profiles(y, weekday, FOREVER) == pytest.approx(np.ones((3, 7)))


def test_weekdays_begin_on_monday():
    assert weekday_of(np.array(["2026-06-29"], dtype="datetime64[D]"))[0] == 0


def test_a_prior_survives_json_to_the_bit():
    y, weekday, _ = fleet(30, [COMMUTER, FAMILY])
    prior = WeekdayPrior.of(y, weekday, 182)
    again = WeekdayPrior.from_lists(prior.as_lists())
    np.testing.assert_array_equal(again.covariance, prior.covariance)
    assert again.within == pytest.approx(prior.within, abs=0)
