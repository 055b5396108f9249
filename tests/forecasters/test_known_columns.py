"""What is known in advance: used by the direct trees, left alone by the others, never a leak."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connected_car.forecasters import Panel, forecast_frame, load_forecaster, make
from connected_car.forecasters.ensemble import Ensemble
from connected_car.forecasters.lightgbm_direct import KNOWN_FORMS, DirectFeatures, Rows

MEMBERS = '[[0.5, "mean", {}], [0.5, "lightgbm", {}]]'


@pytest.fixture(scope="module")
def planned(make_planned_fleet) -> tuple[Panel, np.ndarray]:
    return make_planned_fleet()


@pytest.fixture(scope="module")
def trees(planned):
    return make("lightgbm").fit(planned[0])


def without(panel: Panel) -> Panel:
    return replace(panel, known={})


def test_a_plan_makes_the_forecast_better_by_far(planned, trees):
    panel, truth = planned
    plain = make("lightgbm").learn(without(panel)).predict(without(panel), 30)
    error, before = (np.abs(f - truth).mean() for f in (trees.predict(panel, 30), plain))
    assert error < 0.75 * before
    assert trees.known_columns == ("trips",)


def test_an_unknown_plan_is_as_good_as_none(planned, trees):
    """In use a battery may have no plan: the forecast must not take that for a plan of zero."""
    panel, truth = planned
    plain = make("lightgbm").learn(without(panel)).predict(without(panel), 30)
    unplanned = replace(panel, known={"trips": np.full_like(panel.known["trips"], np.nan)})
    found = trees.predict(unplanned, 30)
    np.testing.assert_array_equal(trees.predict(without(panel), 30), found)
    assert np.abs(found - truth).mean() < 1.1 * np.abs(plain - truth).mean()


def test_features_are_those_of_a_naive_loop(planned):
    panel, rng = planned[0].tail(200), np.random.default_rng(2)
    plan = np.where(rng.random((30, 230)) < 0.1, np.nan, panel.known["trips"])
    panel = replace(panel, known={"trips": plan})
    rows = Rows(rng.integers(0, 30, 80), rng.integers(20, 201, 80), rng.integers(1, 45, 80))
    maker = DirectFeatures(panel, 0.1, np.ones(7), np.empty(0), ("trips", "other"))
    found, names = maker.make(rows)[0], maker.names()
    assert found.shape[1] == len(names)
    assert names[-4:] == [form.format(n) for n in ("trips", "other") for form in KNOWN_FORMS]
    for row, (battery, cutoff, ahead) in enumerate(
        zip(rows.battery, rows.cutoff, rows.ahead, strict=True)
    ):
        day = cutoff + ahead - 1
        value = plan[battery, day] if day < 230 else np.nan
        usual = value / np.nanmean(plan[battery, :cutoff])
        np.testing.assert_allclose(found[row, -4:-2], [value, usual], rtol=1e-5)
    assert np.isnan(found[:, -2:]).all()


def test_a_plan_beyond_the_horizon_changes_nothing(planned):
    panel, _ = planned
    far = {"trips": np.concatenate([panel.known["trips"], np.full((30, 9), 99.0)], axis=1)}
    near = make("lightgbm").fit(panel)
    other = make("lightgbm").fit(replace(panel, known=far))
    assert near.to_files() == other.to_files()
    np.testing.assert_array_equal(
        near.predict(panel, 30), other.predict(replace(panel, known=far), 30)
    )
    shifted = panel.known["trips"].copy()
    shifted[:, -10:] = np.roll(shifted[:, -10:], 3, axis=1)
    first = near.predict(panel, 30)
    second = near.predict(replace(panel, known={"trips": shifted}), 30)
    np.testing.assert_array_equal(first[:, :20], second[:, :20])
    assert not np.array_equal(first[:, 20:], second[:, 20:]), "the plan itself is looked at"


def test_the_target_after_the_cutoff_never_enters(planned):
    """With a plan as without: what was forecast at a cutoff does not know the days after it."""
    panel, _ = planned
    changed = panel.y.copy()
    changed[:, -30:] = 4.9
    pasts = [replace(panel, y=y).before(30) for y in (panel.y, changed)]
    first, second = (make("lightgbm").fit(past).sample(past, 30, 5, 1) for past in pasts)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("family", ["lightgbm", "ensemble"])
def test_files_give_the_same_forecasts_back(family, planned, trees):
    panel, _ = planned
    fitted = trees if family == "lightgbm" else Ensemble(7, members=MEMBERS).fit(panel)
    again = load_forecaster(fitted.to_files())
    assert again.known_columns == ("trips",)
    assert again.to_files() == fitted.to_files()
    for one, other in (
        (fitted.predict(panel, 40), again.predict(panel, 40)),
        (fitted.sample(panel, 30, 5, 1), again.sample(panel, 30, 5, 1)),
    ):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("family", "given"),
    [("mean", {}), ("structural", {}), ("adida", {}), ("lightgbm", {"strategy": "recursive"})],
)
def test_other_families_leave_a_plan_alone(family, given, planned):
    panel = planned[0].select(slice(0, 6))
    with_plan, plain = (make(family, **given).fit(p) for p in (panel, without(panel)))
    assert with_plan.known_columns == ()
    assert with_plan.to_files() == plain.to_files()
    np.testing.assert_array_equal(with_plan.predict(panel, 14), plain.predict(without(panel), 14))


def test_batteries_do_not_see_each_others_plans(planned, trees):
    panel, _ = planned
    whole = trees.predict(panel, 30)
    np.testing.assert_array_equal(whole[4:9], trees.predict(panel.select(slice(4, 9)), 30))


def test_a_long_frame_holds_the_plan_in_rows_without_use(planned, trees):
    panel, _ = planned
    days = np.concatenate([panel.days(), panel.future_days(30)], axis=1)
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(panel.ids, days.shape[1]),
            "ds": days.ravel(),
            "y": np.pad(panel.y, ((0, 0), (0, 30)), constant_values=np.nan).ravel(),
            "trips": panel.known["trips"].ravel(),
        }
    )
    found = forecast_frame(trees, frame, 30)
    np.testing.assert_array_equal(found["y"].to_numpy().reshape(-1, 30), trees.predict(panel, 30))
    known = frame[frame["y"].notna()].drop(columns="trips")
    blind = forecast_frame(trees, known, 30)["y"].to_numpy().reshape(-1, 30)
    np.testing.assert_array_equal(blind, trees.predict(without(panel), 30))
