"""Shapley values of the trees, and their sums."""

import numpy as np
import pytest

from connected_car.explanation.features import feature_importance
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
    assert found[0].name == str(sizes.idxmax())
    assert shares[0] == pytest.approx(sizes.max() / table.sum(axis=1).mean())


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"lightgbm"}))
def test_a_family_without_features_has_none(family, fleet):
    forecaster = make(family)
    if forecaster.feature_contributions(fleet) is None:
        assert feature_importance(forecaster, fleet) == []
