"""LightGBM's text: all that LightGBM writes passes, and nothing else reaches it."""

import lightgbm
import numpy as np
import pytest

from connected_car.forecasters.lightgbm_text import checked_text

FEATURES = np.random.default_rng(1).random((400, 4))
FEATURES[::7, 1] = np.nan


def fitted(target: np.ndarray) -> str:
    settings = {"objective": "l2", "verbosity": -1, "num_threads": 1, "min_child_samples": 5}
    data = lightgbm.Dataset(FEATURES, target)
    return lightgbm.train(settings, data, num_boost_round=5).model_to_string()


@pytest.mark.parametrize(
    "target",
    [FEATURES[:, 0], np.nan_to_num(FEATURES[:, 1]), np.ones(400), FEATURES[:, 2] * 1e-30],
    ids=["usual", "by what is missing", "trees of one leaf", "tiny"],
)
def test_what_lightgbm_writes_forecasts_the_same(target):
    text = fitted(target)
    given, checked = (lightgbm.Booster(model_str=t) for t in (text, checked_text(text)))
    for options in ({}, {"pred_contrib": True}):
        np.testing.assert_array_equal(
            given.predict(FEATURES, **options), checked.predict(FEATURES, **options)
        )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("num_leaves=", "num_leaves=9"),
        ("num_leaves=", "num_leaves=-"),
        ("left_child=1", "left_child=0"),  # a way without an end
        ("left_child=1", "left_child=99"),
        ("split_feature=0", "split_feature=4"),
        ("split_feature=0", "split_feature=-1"),
        ("decision_type=2", "decision_type=1"),
        ("leaf_value=", "leaf_value=nan "),
        ("leaf_value=", "leaf_value=inf "),
        ("\nshrinkage=1\n", "\nshrinkage=inf\n"),
        ("\nshrinkage=1\n", "\nshrinkage=1\nleaf_features=0\n"),
        ("num_cat=0", "num_cat=1"),
        ("is_linear=0", "is_linear=1"),
        ("Tree=1", "Tree=7"),
        ("max_feature_idx=3", "max_feature_idx=99999"),
        ("objective=regression", "objective=custom"),
        ("threshold=", "threshold=0x"),
    ],
)
def test_a_wrong_number_is_refused(old, new):
    text = fitted(FEATURES[:, 0])
    assert old in text
    with pytest.raises(ValueError):
        checked_text(text.replace(old, new, 1))
