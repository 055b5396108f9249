"""The policy: what is learned where there is something to learn, and what is left alone."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from connected_car.risk.backtest_options import BacktestOptions
from connected_car.risk.calibration import IDENTITY, Calibration
from connected_car.risk.learning import learn_policy, usable
from tools.project import parameters


@pytest.fixture
def backtest_options() -> BacktestOptions:
    return BacktestOptions(**parameters("forecasting")["risk"])


def questions(rng, truth_of, n: int = 30_000) -> pd.DataFrame:
    share, cutoff = rng.beta(0.4, 1.0, n), rng.integers(0, 9, n)
    return pd.DataFrame(
        {
            "unique_id": rng.integers(0, 300, n).astype(str),
            "cutoff": cutoff,
            "rating_number": rng.integers(0, 4, n),
            "share": share,
            "crossed": rng.random(n) < truth_of(share, cutoff),
            "rule_use": 1.0,
            "remaining": 2.0,
        }
    )


def test_a_lasting_distortion_is_mended(rng, backtest_options):
    wrong = Calibration(0.5, 0.8, -0.3)
    asked = questions(rng, lambda share, cutoff: wrong(share))
    learned = learn_policy(asked, asked, 30, backtest_options)
    grid = np.linspace(0.05, 0.95, 19)
    assert np.abs(learned.policy.calibration(grid) - wrong(grid)).max() < 0.05
    assert learned.loss_after < learned.loss_before
    assert "is used" in learned.note


def test_a_distortion_that_turns_with_the_season_is_left_alone(rng, backtest_options):
    """What was learned in one half of the time is wrong in the other."""
    early, late = Calibration(1, 1, -1.0), Calibration(1, 1, 1.0)
    asked = questions(rng, lambda s, cutoff: np.where(cutoff < 5, early(s), late(s)))
    learned = learn_policy(asked, asked, 30, backtest_options)
    assert learned.policy.calibration == IDENTITY
    assert "left out" in learned.note


def test_few_crossings_teach_nothing(rng, backtest_options):
    asked = questions(rng, lambda share, cutoff: 0 * share + 0.01, 500)
    learned = learn_policy(asked, asked, 30, backtest_options)
    assert learned.policy.calibration == IDENTITY
    assert learned.policy.alert.on == pytest.approx(1 / 21)
    assert learned.policy.watch.on == pytest.approx(1 / 101)
    assert "too few" in learned.note


def test_levels_lie_in_order_with_their_hysteresis(rng, backtest_options):
    asked = questions(rng, lambda share, cutoff: share)
    policy = learn_policy(asked, asked, 30, backtest_options).policy
    assert policy.watch.on <= policy.alert.on
    assert policy.alert.off == pytest.approx(0.7 * policy.alert.on)


def test_made_up_ratings_are_used_only_where_crossings_are_few(rng):
    asked = questions(rng, lambda share, cutoff: share)
    assert set(usable(asked, 100)["rating_number"]) == {0}
    assert len(usable(asked, 10**6)) == len(asked)


def test_cutoffs_too_close_to_try_calibration_leave_it_out_and_say_so(rng, backtest_options):
    wrong = Calibration(0.5, 0.8, -0.3)
    asked = questions(rng, lambda share, cutoff: wrong(share)).query("cutoff < 2")
    learned = learn_policy(asked, asked, 30, backtest_options)
    assert learned.policy.calibration == IDENTITY
    assert (learned.loss_before, learned.loss_after) == (None, None)
    assert "left out (the cutoffs are too close together" in learned.note


def test_a_missed_watch_costs_no_less_than_a_missed_failure(backtest_options):
    given = backtest_options.model_dump()
    cost = given["missed_failure_cost"]
    assert BacktestOptions(**{**given, "missed_watch_cost": cost}).missed_watch_cost == cost
    with pytest.raises(ValidationError, match=r"must not be less than missed_failure_cost \(20\)"):
        BacktestOptions(**{**given, "missed_watch_cost": cost - 1})
