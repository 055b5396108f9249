"""Nothing of a model is read before its files are those that were registered, and are signed."""

import json

import numpy as np
import pytest
from kedro.io import DatasetError
from mlflow import MlflowClient

from connected_car.classifiers import new_classifier
from connected_car.datasets import ChampionDataset, TextClassifierDataset
from connected_car.datasets.champion import Champion
from connected_car.datasets.manifest import DIGESTS, SIGNATURE
from connected_car.datasets.text_classifier import TextChampion
from connected_car.forecasters import make

NAME = "model"
KEY = {"secret": "a-key-of-the-user"}


@pytest.fixture(scope="module")
def champions(make_fleet):
    """A forecaster and a judge of notes, each with the dataset that keeps it."""
    texts = np.array(["of iron", "of steel"] * 20, dtype=object)
    judge = new_classifier("tfidf_words").fit(texts, np.array(["1", "0"] * 20, dtype=object))
    forecaster = make("mean").fit(make_fleet(n=3, days=200))
    return {
        "forecaster": (ChampionDataset, Champion(forecaster)),
        "classifier": (TextClassifierDataset, TextChampion(judge)),
    }


def _tamper(folder):
    path = sorted(folder.glob("*.json"))[0]
    path.write_text(path.read_text().replace("{", "{ ", 1))
    return path.name


def _swap(folder):
    first, second = sorted(folder.iterdir())[:2]
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    return f"{first.name}, {second.name}"


def _add(folder):
    (folder / "more").mkdir()
    (folder / "more" / "x.json").write_text("{}")
    return "more/x.json"


def _remove(folder):
    path = sorted(folder.iterdir())[0]
    path.unlink()
    return path.name


def _remove_all(folder):
    names = sorted(path.name for path in folder.iterdir())
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return ", ".join(names)


@pytest.mark.parametrize("kind", ["forecaster", "classifier"])
@pytest.mark.parametrize("change", [_tamper, _swap, _add, _remove, _remove_all])
def test_changed_files_are_refused_in_one_line_before_any_is_read(
    kind, change, champions, registry, monkeypatch
):
    dataset_class, champion = champions[kind]
    dataset_class(model_name=NAME).save(champion)
    (folder,) = (registry / "art").rglob(f"artifacts/{kind}")
    changed = change(folder)
    monkeypatch.setattr(dataset_class, "rebuild", lambda *_: pytest.fail("a file was read"))
    for missing_ok in (False, True):
        with pytest.raises(DatasetError) as error:
            dataset_class(model_name=NAME, missing_ok=missing_ok).load()
        assert str(error.value).startswith(
            f"version 1 of model was changed after it was registered (files: {changed}): delete it"
        )


@pytest.mark.parametrize("digests", ["", "[]", "{", '{"forecaster.json": 1}'])
def test_digests_that_are_none_are_refused(digests, champions, registry):
    dataset_class, champion = champions["forecaster"]
    dataset_class(model_name=NAME).save(champion)
    MlflowClient().set_model_version_tag(NAME, "1", DIGESTS, digests)
    with pytest.raises(DatasetError, match="version 1 of model was changed"):
        dataset_class(model_name=NAME).load()


def test_with_a_key_only_what_it_has_signed_is_taken(champions, registry):
    dataset_class, champion = champions["forecaster"]
    plain, signing = dataset_class(model_name=NAME), dataset_class(model_name=NAME, credentials=KEY)
    plain.save(champion)
    with pytest.raises(DatasetError, match=r"version 1 of model is not signed with your key: "):
        signing.load()
    signing.save(champion)
    assert (signing.load().version, plain.load().version) == ("2", "2")
    assert signing.load().tags == {}
    other = dataset_class(model_name=NAME, credentials={"secret": "another key"})
    with pytest.raises(DatasetError, match="not signed with your key"):
        other.load()


def test_a_signature_ends_changes_in_the_registry_too(champions, registry):
    dataset_class, champion = champions["forecaster"]
    signing = dataset_class(model_name=NAME, credentials=KEY)
    signing.save(champion)
    (folder,) = (registry / "art").rglob("artifacts/forecaster")
    _tamper(folder)
    content = {path.name: path.read_bytes() for path in folder.iterdir()}
    forged = dataset_class(model_name=NAME)._seal.tags(content)
    MlflowClient().set_model_version_tag(NAME, "1", DIGESTS, forged[DIGESTS])
    assert json.loads(forged[DIGESTS])
    assert dataset_class(model_name=NAME).load()
    with pytest.raises(DatasetError, match="not signed with your key"):
        signing.load()


def test_the_files_of_another_model_are_no_good(champions, registry):
    dataset_class, champion = champions["forecaster"]
    for name in (NAME, "other"):
        dataset_class(model_name=name, credentials=KEY).save(champion)
    (version,) = MlflowClient().search_model_versions("name='other'")
    MlflowClient().set_model_version_tag(NAME, "1", SIGNATURE, version.tags[SIGNATURE])
    with pytest.raises(DatasetError, match="not signed with your key"):
        dataset_class(model_name=NAME, credentials=KEY).load()
