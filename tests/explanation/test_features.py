"""Shapley values of the trees, and names in plain words."""

import numpy as np
import pytest

from connected_car.explanation.features import feature_importance, plain_name
from connected_car.forecasters import FAMILIES, make
from connected_car.forecasters.family import BASELINE


@pytest.fixture(scope="module")
def trees(fleet):
    return make("lightgbm").learn(fleet)


def test_contributions_sum_up_to_the_forecast(trees, fleet):
    table = trees.feature_contributions(fleet)
    assert list(table.index) == list(fleet.ids)
    assert BASELINE in table
    np.testing.assert_allclose(table.sum(axis=1), trees.predict(fleet, 7).mean(axis=1), atol=1e-9)


def test_the_first_feature_moves_most(trees, fleet):
    found = feature_importance(trees, fleet)
    shares = [feature.share for feature in found]
    assert 1 < len(found) <= 8
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0
    table = trees.feature_contributions(fleet)
    sizes = table.drop(columns=BASELINE).abs().mean()
    assert found[0].name == plain_name(str(sizes.idxmax()))
    assert shares[0] == pytest.approx(sizes.max() / table.sum(axis=1).mean())


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"lightgbm"}))
def test_a_family_without_features_has_none(family, fleet):
    forecaster = make(family)
    if forecaster.feature_contributions(fleet) is None:
        assert feature_importance(forecaster, fleet) == []


def test_names_are_plain():
    assert plain_name("lag1") == "use 1 day before"
    assert plain_name("lag14") == "use 14 days before"
    assert plain_name("rolling_mean_lag1_window_size28_min_samples14") == "mean of the last 28 days"
    assert plain_name("dayofweek") == "day of the week"
    assert plain_name("something_new") == "something_new"
