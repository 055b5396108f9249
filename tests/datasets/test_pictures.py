"""Charts as PNG files in MLflow."""

import logging

import mlflow
import pytest
from choreographer.browsers.chromium import Chromium
from kedro.io import DatasetError
from mlflow import MlflowClient
from plotly import graph_objects as go

from connected_car.datasets import MlflowPicturesDataset

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def charts() -> dict[str, go.Figure]:
    line = go.Scatter(x=[1, 2], y=[1, 4])
    return {"one": go.Figure(line), "two": go.Figure(line, {"width": 300, "height": 200})}


def logged() -> list[str]:
    run_id = mlflow.active_run().info.run_id
    return [file.path for file in MlflowClient().list_artifacts(run_id, "charts")]


def test_each_chart_is_a_picture_of_its_size(registry, charts):
    if Chromium.find_browser(skip_local=False) is None:
        pytest.skip("chromium is not installed")
    MlflowPicturesDataset().save(charts)
    assert logged() == ["charts/one.png", "charts/two.png"]
    sizes = {}
    for path in registry.rglob("charts/*.png"):
        content = path.read_bytes()
        assert content.startswith(PNG)
        sizes[path.stem] = tuple(int.from_bytes(content[a : a + 4]) for a in (16, 20))
    assert sizes["two"] == (450, 300)
    assert sizes["one"][0] == 1650


def test_without_a_browser_one_line_is_logged_and_the_run_goes_on(
    registry, charts, monkeypatch, caplog
):
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    with caplog.at_level(logging.INFO, "connected_car"):
        MlflowPicturesDataset().save(charts)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "neither Chromium nor Chrome is installed" in caplog.text
    assert logged() == []


def test_a_browser_that_fails_does_not_end_the_run(registry, charts, monkeypatch, caplog):
    monkeypatch.setenv("BROWSER_PATH", "/bin/false")
    MlflowPicturesDataset().save(charts)
    assert "not every chart became a PNG in MLflow: " in caplog.text
    assert logged() == []


def test_without_a_run_there_is_no_place(charts):
    with pytest.raises(DatasetError, match="no MLflow run is open"):
        MlflowPicturesDataset().save(charts)


def test_pictures_are_not_read_back():
    with pytest.raises(DatasetError, match="the pictures are in MLflow"):
        MlflowPicturesDataset().load()
