"""Levels: costs against a loop, the bounds, and what the choice does where chance decides."""

import numpy as np
import pytest

from connected_car.risk.thresholds import (
    LEVELS,
    Bounds,
    alert_shares,
    choose_level,
    cost_curve,
    costs_by_battery,
)


@pytest.fixture
def told(rng):
    p = rng.beta(0.2, 1.0, 40_000)
    return p, rng.random(len(p)) < p, rng.integers(0, 400, len(p))


def chosen(told, cost: float, bounds: Bounds | None = None) -> float:
    p, crossed, battery = told
    curve = cost_curve(p, crossed, cost)
    costs = costs_by_battery(p, crossed, battery, cost)
    return choose_level(costs, curve["recall"].to_numpy(), alert_shares(p), bounds or Bounds())


def test_costs_equal_a_loop(told):
    p, crossed, battery = (part[:500] for part in told)
    curve, costs = cost_curve(p, crossed, 20), costs_by_battery(p, crossed, battery, 20)
    for k, level in enumerate(LEVELS):
        missed, false = np.sum(crossed & (p < level)), np.sum(~crossed & (p >= level))
        assert curve["missed"][k] == pytest.approx(2 * missed)
        assert curve["false_alarms"][k] == pytest.approx(2 * false)
        assert costs[:, k].sum() == 20 * missed + false
        assert curve["cost"][k] == pytest.approx(2 * costs[:, k].sum())


@pytest.mark.parametrize("cost", [1, 4, 20, 100])
def test_right_probabilities_give_nearly_the_level_of_decision_theory(told, cost):
    p, crossed, battery = told
    costs = costs_by_battery(p, crossed, battery, cost).sum(axis=0)
    level = chosen(told, cost)
    assert 0.6 / (1 + cost) < level < 2.2 / (1 + cost)
    assert costs[level == LEVELS] < 1.03 * costs.min()


def test_a_dearer_miss_never_raises_the_level(told):
    levels = [chosen(told, cost) for cost in (1, 5, 20, 100)]
    assert levels == sorted(levels, reverse=True)


def test_bounds_are_kept_and_the_share_goes_first(told):
    p, crossed, _ = told
    level = chosen(told, 1, Bounds(min_recall=0.97))
    assert (p[crossed] >= level).mean() >= 0.97
    level = chosen(told, 100, Bounds(max_alert_share=0.05))
    assert (p >= level).mean() <= 0.05
    level = chosen(told, 100, Bounds(min_recall=0.97, max_alert_share=0.05))
    assert (p >= level).mean() <= 0.05
    lower = LEVELS[level > LEVELS][-1]
    assert (p >= lower).mean() > 0.05  # as low as the share allows
