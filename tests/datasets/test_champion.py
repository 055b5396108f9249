"""The champion in MLflow's registry."""

import mlflow
import numpy as np
import pandas as pd
import pytest
from kedro.io import DatasetError
from mlflow import MlflowClient

from connected_car.datasets import ChampionDataset
from connected_car.datasets.champion import Champion
from connected_car.errors import UserError
from connected_car.forecasters import load_forecaster, make
from connected_car.risk.calibration import Calibration
from connected_car.risk.policy import Level, RiskPolicy

NAME = "battery_forecaster"


@pytest.fixture(scope="module")
def fleet(make_fleet):
    return make_fleet(n=6, days=260, kind="weekly")


@pytest.fixture
def dataset() -> ChampionDataset:
    return ChampionDataset(model_name=NAME)


def versions() -> list[str]:
    return sorted(str(v.version) for v in MlflowClient().search_model_versions(f"name='{NAME}'"))


@pytest.mark.parametrize("family", ["mean", "lightgbm"])
def test_what_is_loaded_equals_what_was_saved_to_the_bit(family, registry, dataset, fleet):
    forecaster = make(family, seed=1).fit(fleet)
    dataset.save(Champion(forecaster, {"family": family}))
    loaded = dataset.load()
    assert (loaded.name, loaded.version) == (NAME, "1")
    assert loaded.tags == {"family": family}
    assert loaded.forecaster.to_files() == forecaster.to_files()
    paths = [f.sample(fleet, 30, 5, 1) for f in (loaded.forecaster, forecaster)]
    np.testing.assert_array_equal(*paths)


def test_without_a_champion_one_line_says_what_to_do(registry, dataset):
    assert not dataset.exists()
    line = r"^no champion battery_forecaster yet: run kedro run .*=battery_forecaster$"
    with pytest.raises(DatasetError, match=line):
        dataset.load()
    assert ChampionDataset(model_name=NAME, missing_ok=True).load() is None


def test_the_same_files_are_not_registered_again(registry, dataset, fleet):
    for _ in range(2):
        dataset.save(Champion(make("mean", seed=1).fit(fleet)))
    assert versions() == ["1"]
    assert dataset.exists()


def test_another_forecaster_takes_the_alias_and_the_old_one_may_come_back(registry, dataset, fleet):
    for family in ("mean", "window_average"):
        dataset.save(Champion(make(family).fit(fleet)))
    assert dataset.load().forecaster.family == "window_average"
    dataset.save(Champion(make("mean").fit(fleet)))
    assert dataset.load().version == "1"
    assert versions() == ["1", "2"]


def test_another_name_has_a_champion_of_its_own(registry, dataset, fleet):
    other = ChampionDataset(model_name="pumps-2")
    for place, family in ((dataset, "mean"), (other, "window_average")):
        place.save(Champion(make(family).fit(fleet)))
    assert [d.load().forecaster.family for d in (dataset, other)] == ["mean", "window_average"]
    assert versions() == [other.load().version] == ["1"]


@pytest.mark.parametrize("name", ["", " ", "a/b", "a:b", "a.b", "..", "50%", "it's", "x" * 101])
def test_a_name_that_mlflow_or_a_folder_would_refuse_gets_one_line(name):
    with pytest.raises(UserError, match=r"^model_name .* cannot be used: take up to 100 letters"):
        ChampionDataset(model_name=name)


def test_a_version_of_a_killed_run_is_taken_up(registry, dataset, fleet):
    dataset.save(Champion(make("mean").fit(fleet)))
    MlflowClient().delete_registered_model_alias(NAME, "champion")
    dataset.save(Champion(make("mean").fit(fleet)))
    assert dataset.load().version == "1"


def test_no_file_of_the_model_is_a_pickle(registry, dataset, fleet):
    dataset.save(Champion(make("lightgbm").fit(fleet)))
    files = [path for path in (registry / "art").rglob("*") if path.is_file()]
    known = {"MLmodel", "registered_model_meta"}
    suffixes = {path.suffix for path in files if path.name not in known}
    assert suffixes <= {".py", ".json", ".npy", ".lgb", ".yaml", ".txt"}
    assert not [
        path for path in files if path.suffix != ".npy" and b"\x80\x04" in path.read_bytes()
    ]


def test_the_registered_model_answers_as_an_mlflow_model(registry, dataset, fleet):
    forecaster = make("window_average").fit(fleet)
    dataset.save(Champion(forecaster))
    model = mlflow.pyfunc.load_model(f"models:/{NAME}@champion")
    history = pd.DataFrame(
        {"unique_id": "new", "ds": pd.date_range("2026-01-01", periods=80), "y": 0.2}
    )
    forecasts = model.predict(history, params={"horizon": 3})
    assert forecasts["ds"].tolist() == list(pd.date_range("2026-03-22", periods=3))
    assert forecasts["y"].tolist() == pytest.approx([0.2] * 3)
    assert model.metadata.signature.inputs.input_names() == ["unique_id", "ds", "y"]


def test_a_champion_of_an_older_kind_takes_no_part_and_is_refused_for_scoring(
    registry, dataset, fleet, monkeypatch, caplog
):
    dataset.save(Champion(make("mean").fit(fleet)))

    def lacking(files):
        return load_forecaster({k: v for k, v in files.items() if k != "errors.npy"})

    monkeypatch.setattr("connected_car.datasets.champion.load_forecaster", lacking)
    assert ChampionDataset(model_name=NAME, missing_ok=True).load() is None
    assert "version 1 takes no part: the forecaster's files lack 'errors.npy'" in caplog.text
    with pytest.raises(DatasetError, match="another version of the project wrote them"):
        dataset.load()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("forecaster.json", lambda _: b"[]"),
        ("forecaster.json", lambda content: content.replace(b'"level": 0', b'"level": -1e300')),
        ("errors.npy", lambda content: content[:-1]),
        ("errors.npy", lambda content: content[:-4] + b"\x00\x00\xc0\x7f"),
        ("risk_policy.json", lambda content: content.replace(b'"a": 1.0', b'"a": NaN')),
        ("risk_policy.json", lambda _: b"{"),
        ("weekdays.json", lambda content: content.replace(b"0", b"x")),
        ("model.lgb", lambda content: content.replace(b"left_child=1", b"left_child=9")),
        ("model.lgb", lambda content: content.replace(b"num_leaves=", b"num_leaves=9")),
    ],
)
def test_files_that_make_no_sense_are_refused_in_one_line(name, change, dataset, lightgbm_files):
    files = lightgbm_files | {name: change(lightgbm_files[name])}
    assert files != lightgbm_files
    with pytest.raises(UserError) as error:
        dataset.rebuild(files, {}, "1")
    assert "\n" not in str(error.value)


@pytest.fixture(scope="module")
def lightgbm_files(fleet):
    return Champion(make("lightgbm", n_estimators=50, min_child_samples=20).fit(fleet)).to_files()


def test_the_policy_is_stored_beside_the_model(registry, dataset, fleet):
    policy = RiskPolicy(Calibration(0.9, 1.1, 0.1), Level(0.02, 0.01), Level(0.08, 0.05))
    dataset.save(Champion(make("mean").fit(fleet), policy=policy))
    assert dataset.load().policy == policy
    dataset.save(Champion(make("mean").fit(fleet)))
    loaded = dataset.load()
    assert (loaded.version, loaded.policy) == ("2", RiskPolicy())
