"""What holds for every family of classifiers."""

import json

import numpy as np
import pandas as pd
import pytest

from connected_car.classifiers import FAMILIES, load_classifier, new_classifier
from connected_car.classifiers.base import SETTINGS_FILE
from connected_car.errors import UserError

HOSTILE = ["", "   ", "\x00\x07", "🔧", "A" * 100_000, "1993 " * 20_000, "'; DROP TABLE", "\ud800"]
QUICK = [name for name in FAMILIES if not name.endswith("_network")]


@pytest.fixture(scope="module")
def notes() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    years, metals = rng.integers(1980, 2010, 400), rng.choice(["iron", "steel"], 400)
    texts = [f"made in {y} of {m}, good" for y, m in zip(years, metals, strict=True)]
    return np.array(texts, object), ((years < 1995) | (metals == "iron")).astype(int)


@pytest.fixture(scope="module", params=QUICK)
def fitted(request, notes):
    return new_classifier(request.param, seed=1).fit(*notes)


def test_probabilities_are_such_for_any_text(fitted):
    given = fitted.probabilities(np.array([*HOSTILE, None, np.nan], object))
    assert given.shape == (len(HOSTILE) + 2, 2)
    assert given.dtype == np.float64
    np.testing.assert_allclose(given.sum(axis=1), 1)
    assert ((given >= 0) & (given <= 1)).all()
    assert fitted.probabilities(np.array([], object)).shape == (0, 2)


def test_a_text_is_judged_alike_alone_and_among_others(fitted, notes):
    together = fitted.probabilities(notes[0][:20])
    alone = [fitted.probabilities(notes[0][i : i + 1])[0] for i in range(20)]
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_files_are_safe_and_give_the_same_model(fitted, notes):
    files = fitted.to_files()
    assert all(name.endswith((".json", ".npy", ".keras")) for name in files)
    again = load_classifier(files)
    assert again.classes == fitted.classes == ("0", "1")
    np.testing.assert_array_equal(again.probabilities(notes[0]), fitted.probabilities(notes[0]))
    assert again.to_files()[SETTINGS_FILE] == files[SETTINGS_FILE]


def test_the_same_seed_gives_the_same_model(fitted, notes):
    twin = new_classifier(fitted.family, seed=1).fit(*notes)
    np.testing.assert_array_equal(twin.probabilities(notes[0]), fitted.probabilities(notes[0]))


@pytest.mark.parametrize("family", [name for name in QUICK if name != "majority"])
def test_it_learns_what_the_majority_does_not_know(family, notes):
    model = new_classifier(family, seed=1).fit(*notes)
    right = model.probabilities(notes[0]).argmax(axis=1) == notes[1]
    assert right.mean() > 0.97 > np.mean(notes[1])


@pytest.mark.parametrize("family", ["majority", "tfidf_words", "tfidf_characters", "facts"])
def test_three_classes_of_any_name(family):
    texts = np.array(["red apple", "green pear", "blue plum"] * 30, object)
    labels = np.array(["a", "b", "ç"] * 30, object)
    model = load_classifier(new_classifier(family).fit(texts, labels).to_files())
    assert model.classes == ("a", "b", "ç")
    if family != "majority":
        assert (model.probabilities(texts).argmax(axis=1) == [0, 1, 2] * 30).all()


@pytest.mark.parametrize("family", ["tfidf_words", "tfidf_characters", "facts"])
def test_texts_without_a_word_train_too(family):
    model = new_classifier(family).fit(np.array(["", "?"] * 5, object), np.array([0, 1] * 5))
    np.testing.assert_allclose(model.probabilities(np.array(["x"], object)).sum(), 1)


def test_mistakes_are_answered_in_words(notes):
    with pytest.raises(UserError, match="two classes"):
        new_classifier("majority").fit(notes[0], np.ones(400))
    with pytest.raises(UserError, match="did you mean 'tfidf_words'"):
        new_classifier("tfidf_word")
    with pytest.raises(TypeError, match="no hyperparameters"):
        new_classifier("majority", depth=3)
    with pytest.raises(UserError, match=r"^label '7' is not among those of training$"):
        new_classifier("tfidf_words").fit(*notes, validation=(notes[0][:1], np.array(["7"])))
    with pytest.raises(UserError, match="rule judges labels 0 and 1, not bad, good: leave it out"):
        new_classifier("rule").fit(notes[0], np.where(notes[1] == 1, "bad", "good"))
    with pytest.raises(UserError, match="another version"):
        load_classifier({SETTINGS_FILE: json.dumps({"family": "tfidf_words"}).encode()})


def test_labels_may_be_of_any_kind(notes):
    for labels in (notes[1].astype(bool), pd.Series(notes[1]).astype("Int8"), notes[1].astype(str)):
        assert len(new_classifier("majority").fit(notes[0], labels).classes) == 2
