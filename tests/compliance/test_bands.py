"""The band in which a person decides."""

import numpy as np
import pytest

from connected_car.compliance.bands import (
    LEVELS,
    Costs,
    choose_band,
    choose_level,
    cost_and_share,
)


def naive(probability, violates, costs, low, high):
    cost = 0.0
    for p, bad in zip(probability, violates, strict=True):
        if p < low:
            cost += costs.missed * bad
        elif p >= high:
            cost += costs.false_alarm * (not bad)
        else:
            cost += 1
    return cost / len(probability)


@pytest.fixture
def asked():
    rng = np.random.default_rng(3)
    probability = rng.beta(0.3, 0.3, 2000)
    return probability, rng.random(2000) < probability


def test_costs_equal_a_naive_count(asked):
    costs, lows, highs = Costs(20, 5), LEVELS[::7], 1 - LEVELS[::-7]
    cost, share = cost_and_share(*asked, costs, lows, highs)
    for i, j in [(0, 0), (2, 1), (5, 3), (-1, -1)]:
        assert cost[i, j] == pytest.approx(naive(*asked, costs, lows[i], highs[j]))
        within = (asked[0] >= lows[i]) & (asked[0] < highs[j])
        assert share[i, j] == pytest.approx(within.mean())


def test_calibrated_probabilities_give_about_the_band_of_theory(asked):
    band = choose_band(*asked, Costs(20, 5))
    assert band.low <= 1 / 20
    assert band.high >= 1 - 1 / 5
    assert band.low == pytest.approx(0.05, abs=0.04)
    assert band.high == pytest.approx(0.8, abs=0.1)


def test_perfect_answers_keep_the_band_of_theory():
    probability = np.repeat([0.0, 1.0], 100)
    band = choose_band(probability, probability > 0, Costs(50, 10))
    assert band.low <= 0.02
    assert band.high >= 0.9
    assert band.cost == 0


def test_dearer_mistakes_are_left_to_people(asked):
    shares = [choose_band(*asked, Costs(missed, 5)).review_share for missed in (5, 20, 100)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


@pytest.mark.parametrize("most", [0.02, 0.1, 0.3])
def test_no_more_than_people_can_read(asked, most):
    assert choose_band(*asked, Costs(100, 50, most)).review_share <= most


def test_nothing_to_learn_from_gives_a_band():
    band = choose_band(np.empty(0), np.empty(0, bool), Costs(50, 10))
    assert 0 <= band.low <= band.high <= 1


def test_the_level_of_many_classes_costs_least_by_a_naive_count(asked):
    top, right = asked
    costs = Costs(50, 8)
    found = choose_level(top, right, costs)

    def naive_cost(level):
        return float(np.where(top >= level, 8 * ~right, 1).mean())

    assert found.cost == pytest.approx(1000 * naive_cost(found.high))
    assert naive_cost(found.high) <= min(naive_cost(level) for level in np.linspace(0, 1, 101))
    assert found.review_share == pytest.approx((top < found.high).mean())
    assert choose_level(top, right, Costs(50, 8, 0.1)).review_share <= 0.1
