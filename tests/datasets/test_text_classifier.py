"""The judge of notes in the registry."""

import mlflow
import numpy as np
import pandas as pd
import pytest
from kedro.io import DatasetError

from connected_car.classifiers import new_classifier
from connected_car.compliance.policy import JudgementPolicy
from connected_car.datasets import TextClassifierDataset
from connected_car.datasets.text_classifier import TextChampion
from connected_car.errors import UserError
from connected_car.risk.calibration import Calibration

NAME = "judge"
TEXTS = np.array(["made in 1991 of iron", "made in 2005 of steel, good"] * 20, dtype=object)
LABELS = np.array(["1", "0"] * 20, dtype=object)


@pytest.fixture
def dataset():
    return TextClassifierDataset(model_name=NAME)


@pytest.fixture(scope="module")
def classifier():
    return new_classifier("tfidf_words").fit(TEXTS, LABELS)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("classifier.json", lambda content: content.replace(b'"1"', b'"0"')),
        ("classifier.json", lambda _: b"7"),
        ("vocabulary.json", lambda _: b"{}"),
        ("idf.npy", lambda content: content[:-8]),
        ("coefficients.npy", lambda content: content[:100]),
        ("judgement_policy.json", lambda content: content.replace(b"0.02", b'"x"')),
    ],
)
def test_files_that_make_no_sense_are_refused_in_one_line(name, change, dataset, classifier):
    files = TextChampion(classifier).to_files()
    changed = files | {name: change(files[name])}
    assert changed != files
    with pytest.raises(UserError) as error:
        dataset.rebuild(changed, {}, "1")
    assert "\n" not in str(error.value)


def test_what_is_loaded_equals_what_was_saved(registry, dataset, classifier):
    policy = JudgementPolicy(Calibration(1.1, 0.9, 0.0), 0.05, 0.8, True, reviewed={"ab": "1"})
    dataset.save(TextChampion(classifier, {"family": "tfidf_words"}, policy=policy))
    loaded = dataset.load()
    assert (loaded.version, loaded.name, loaded.policy) == ("1", NAME, policy)
    same = loaded.classifier.probabilities(TEXTS) == classifier.probabilities(TEXTS)
    assert same.all()
    dataset.save(TextChampion(classifier, policy=policy))
    assert dataset.load().version == "1"


def test_the_registered_model_answers_as_an_mlflow_model(registry, dataset, classifier):
    dataset.save(TextChampion(classifier))
    model = mlflow.pyfunc.load_model(f"models:/{NAME}@champion")
    found = model.predict(pd.DataFrame({"text": TEXTS[:2]}))
    assert found.columns.tolist() == ["0", "1"]
    assert found["1"].tolist() == pytest.approx(classifier.probabilities(TEXTS[:2])[:, 1].tolist())


def test_no_file_of_the_model_is_a_pickle(registry, dataset, classifier):
    dataset.save(TextChampion(classifier))
    files = [path for path in (registry / "art").rglob("*") if path.is_file()]
    known = {"MLmodel", "registered_model_meta"}
    suffixes = {path.suffix for path in files if path.name not in known}
    assert suffixes <= {".py", ".json", ".npy", ".yaml", ".txt"}


def test_without_a_champion_it_says_what_to_run(registry, dataset):
    assert TextClassifierDataset(model_name=NAME, missing_ok=True).load() is None
    remedy = "kedro run --pipelines text_classification --params text_model_name=judge"
    with pytest.raises(DatasetError, match=remedy):
        dataset.load()
