"""The networks on tiny data: learned, stored in safe files, the same for the same seed."""

import io
import json
import subprocess
import sys
from functools import cache
from zipfile import ZipFile

import numpy as np
import pytest

from connected_car.classifiers import load_classifier, new_classifier
from connected_car.classifiers.networks.augmentation import rewrite
from connected_car.classifiers.networks.batches import batches
from connected_car.classifiers.networks.quiet import import_keras
from connected_car.classifiers.networks.vectors import corpus_vectors, glove_vectors
from connected_car.classifiers.rules import judge_by_rule
from connected_car.errors import UserError

NOTE = "made in 1990 of iron, good"
HOSTILE = ["", "   ", "\x00\x07", "🔧", "A" * 100_000, "1993 " * 20_000, "'; DROP TABLE", "\ud800"]
_PARTS = [
    "hub",
    "disc",
    "tank",
    "pipe",
    "hinge",
    "tray",
    "pan",
    "frame",
    "bumper",
    "radiator",
    "shaft",
    "cover",
]
QUICK = {
    "workshop_network": {"epochs": 6, "batch_size": 64, "lr": 0.01, "recurrent_dropout": 0.0},
    "rule_network": {"epochs": 5, "batch_size": 64, "lr": 0.01, "copies": 1, "width": 32},
}


@pytest.fixture(scope="module")
def notes():
    rng = np.random.default_rng(1)
    years, metals = rng.integers(1989, 2001, 600), rng.choice(["iron", "steel"], 600)
    parts = rng.choice([f"{a} {b}" for a in ["old", "left", "front"] for b in _PARTS], 600)
    rows = zip(parts, years, metals, strict=True)
    texts = [f"{part} made in {year} of {metal}, good" for part, year, metal in rows]
    return np.array(texts, object), ((years < 1995) | (metals == "iron")).astype(int)


def _fit(family, texts, labels):
    model = new_classifier(family, seed=3, **QUICK[family])
    return model.fit(texts[:500], labels[:500], validation=(texts[500:], labels[500:]))


@pytest.fixture(scope="module")
def fit(notes):
    """The function that gives a fitted network; each is fitted once."""
    return cache(lambda family: _fit(family, *notes))


@pytest.fixture(scope="module", params=QUICK)
def fitted(request, fit):
    return fit(request.param)


@pytest.fixture(scope="module")
def told_elsewhere(fit, tmp_path_factory):
    """What a fresh process that reads each network's files says of one note."""
    folder = tmp_path_factory.mktemp("networks")
    for family in QUICK:
        (folder / family).mkdir()
        for name, content in fit(family).to_files().items():
            (folder / family / name).write_bytes(content)
    code = (
        "import json, pathlib, numpy as np\n"
        "from connected_car.classifiers import load_classifier\n"
        "told = {}\n"
        f"for folder in pathlib.Path({str(folder)!r}).iterdir():\n"
        "    model = load_classifier({p.name: p.read_bytes() for p in folder.iterdir()})\n"
        f"    told[folder.name] = float(model.probabilities(np.array([{NOTE!r}], object))[0, 1])\n"
        "print(json.dumps(told))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_it_learns_and_tells_its_history(fitted, notes):
    assert (fitted.probabilities(notes[0]).argmax(axis=1) == notes[1]).mean() > 0.95
    assert list(fitted.history) == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert fitted.history.notna().all(axis=None)
    assert fitted.history["val_accuracy"].iloc[-1] > 0.9
    assert "Total params" in fitted.summary()


def test_any_text_gets_probabilities(fitted):
    given = fitted.probabilities(np.array([*HOSTILE, None], object))
    np.testing.assert_allclose(given.sum(axis=1), 1)
    assert ((given >= 0) & (given <= 1)).all()


def test_its_one_file_takes_raw_strings_in_a_fresh_process(fitted, notes, told_elsewhere):
    files = fitted.to_files()
    assert {name.rsplit(".")[-1] for name in files} <= {"keras", "json"}
    again = load_classifier(files)
    np.testing.assert_array_equal(again.probabilities(notes[0]), fitted.probabilities(notes[0]))
    here = fitted.probabilities(np.array([NOTE], object))[0, 1]
    assert told_elsewhere[fitted.family] == pytest.approx(here, abs=1e-5)


def test_the_same_seed_gives_the_same_weights(fitted, notes):
    twin = _fit(fitted.family, *notes)
    for mine, its in zip(fitted.network.weights, twin.network.weights, strict=True):
        np.testing.assert_allclose(np.asarray(mine), np.asarray(its), atol=1e-5)


def test_the_rule_network_judges_years_that_it_has_not_seen(notes):
    texts, labels = notes
    seen = ~np.array([any(y in t for y in ("1990", "1993", "1996", "1999")) for t in texts])
    model = new_classifier("rule_network", seed=3, **QUICK["rule_network"])
    model.fit(texts[seen], labels[seen])
    judged = model.probabilities(texts[~seen]).argmax(axis=1)
    assert (judged == labels[~seen]).all()


def test_the_rule_network_learns_other_labels_too():
    texts = np.array(["red apple", "green pear", "blue plum"] * 60, object)
    labels = np.array(["a", "b", "c"] * 60, object)
    model = new_classifier("rule_network", **QUICK["rule_network"] | {"epochs": 8})
    model = load_classifier(model.fit(texts, labels).to_files())
    assert (model.probabilities(texts).argmax(axis=1) == [0, 1, 2] * 60).all()
    with pytest.raises(UserError, match="two classes"):
        new_classifier("workshop_network").fit(texts, labels)


def test_notes_written_otherwise_keep_their_side_unless_the_year_changes_it(notes):
    written, flipped = rewrite(notes[0], seed=5)
    verdict = judge_by_rule(written)
    known = ~np.isnan(verdict)
    assert known.mean() > 0.8
    assert 0.05 < flipped.mean() < 0.4
    kept = known & ~flipped
    assert (verdict == notes[1])[kept].mean() > 0.98
    np.testing.assert_array_equal(written, rewrite(notes[0], seed=5)[0])


def test_batches_hold_each_note_once_and_cut_padding_alone():
    rng = np.random.default_rng(2)
    lengths = rng.integers(0, 20, 50)
    seen = (np.arange(24) < lengths[:, None]).astype(int)[:, :, None]
    number = np.arange(50)
    made = batches([seen], [number], [np.ones(50)], 8, seed=1)
    epochs = [list(made.as_numpy_iterator()) for _ in range(2)]
    for rows in epochs:
        assert sorted(np.concatenate([targets[0] for _, targets, _ in rows])) == list(number)
        for (part,), (which,), _ in rows:
            assert (part[:, :, 0].sum(axis=1) == lengths[which]).all()
            assert part.shape[1] - max(lengths[which]) < 8 or part.shape[1] == 8
    assert [t[0].tolist() for _, t, _ in epochs[0]] != [t[0].tolist() for _, t, _ in epochs[1]]


def test_words_that_stand_alike_get_alike_vectors():
    # 1 and 2 stand beside 3, 4 and 5 beside 6
    rows = [[1, 3], [2, 3], [4, 6], [5, 6]] * 10
    vectors = corpus_vectors(np.array(rows), n_words=7, size=8, seed=0)
    assert vectors.shape == (7, 8)
    told, drawn = vectors[:, :4], vectors[:, 4:]
    assert told[1] @ told[2] > 0.9 * told[1] @ told[1]
    assert abs(told[1] @ told[4]) < 0.1 * told[1] @ told[1]
    assert not np.allclose(drawn[1], drawn[2])


def test_vectors_from_a_file(tmp_path, notes):
    path = tmp_path / "glove.txt"
    path.write_text("made 1 2 3\niron 4 5 6\nother 7 8 9\n")
    np.testing.assert_array_equal(
        glove_vectors(str(path), ["", "iron", "made", "steel"]),
        [[0, 0, 0], [4, 5, 6], [1, 2, 3], [0, 0, 0]],
    )
    chosen = QUICK["workshop_network"] | {"vectors": str(path), "epochs": 1}
    model = new_classifier("workshop_network", **chosen).fit(*notes)
    assert model.vector_source == f"GloVe file {path}"
    path.write_text("made 1 2 3\niron 4 5\n")
    with pytest.raises(UserError, match="line 2"):
        glove_vectors(str(path), ["iron"])
    with pytest.raises(UserError, match="no file of word vectors"):
        glove_vectors(str(tmp_path / "none.txt"), ["iron"])


def _rewritten(keras_file: bytes, change) -> bytes:
    """Return a ``.keras`` archive whose configuration was changed."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(keras_file)) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == "config.json" else content)
    return target.getvalue()


@pytest.mark.parametrize("layer", ["TextVectorization", "StringLookup"])
def test_a_network_that_names_a_file_outside_of_it_is_refused(fitted, layer, tmp_path):
    outside = tmp_path / "secrets.txt"
    outside.write_text("password\n")

    def point_outside(content: bytes) -> bytes:
        whole = json.loads(content)
        words = whole["config"]["layers"][1]
        words |= {"module": "keras.layers", "class_name": layer, "registered_name": None}
        settings = getattr(import_keras().layers, layer)().get_config()
        words["config"] = {**settings, "name": words["name"], "vocabulary": str(outside)}
        return json.dumps(whole).encode()

    files = fitted.to_files()
    (name,) = (name for name in files if name.endswith(".keras"))
    with pytest.raises(UserError, match=r"cannot be read safely.*outside of the model archive"):
        load_classifier({**files, name: _rewritten(files[name], point_outside)})
    with pytest.raises(UserError, match="cannot be read safely"):
        load_classifier({**files, name: b"no archive"})
