"""The training of a network in MLflow."""

from dataclasses import replace

import mlflow
import pandas as pd
import pytest
from kedro.io import DatasetError

from connected_car.datasets import TrainingResultsDataset
from connected_car.datasets.training import TrainingRecord, training_figure

HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2, 3],
        "loss": [0.6, 0.3, 0.1],
        "accuracy": [0.7, 0.9, 1.0],
        "val_loss": [0.5, 0.3, 0.2],
        "val_accuracy": [0.8, 0.9, 0.95],
    }
)
RECORD = TrainingRecord("workshop_network", 0.001, 0.02, 0.99, HISTORY, "layers of the network")


def test_everything_of_the_workshop_is_logged(registry):
    path = registry / "training_results.png"
    TrainingResultsDataset(filepath=str(path)).save([RECORD])
    client, run = mlflow.MlflowClient(), mlflow.active_run()
    data = client.get_run(run.info.run_id).data
    for name, value in {"lr": 0.001, "eval_loss": 0.02, "eval_accuracy": 0.99}.items():
        assert data.metrics[name] == value
    assert data.params["lr"] == "0.001"
    steps = client.get_metric_history(run.info.run_id, "val_accuracy")
    assert [(m.step, m.value) for m in steps] == [(1, 0.8), (2, 0.9), (3, 0.95)]
    logged = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert {"training_results.png", "history.csv", "network_summary.txt"} <= logged
    assert path.read_bytes().startswith(b"\x89PNG")


def test_without_a_run_there_is_no_place_for_it(tmp_path):
    with pytest.raises(DatasetError, match="no MLflow run is open, so the training has no place"):
        TrainingResultsDataset(filepath=str(tmp_path / "curves.png")).save([RECORD])
    assert list(tmp_path.iterdir()) == []


def test_a_network_without_validation_has_one_curve():
    history = HISTORY[["epoch", "loss", "accuracy"]]
    for axes in training_figure(replace(RECORD, history=history)).axes:
        assert [line.get_label() for line in axes.get_lines()] == ["training"]


def test_the_picture_has_both_curves_of_both_parts():
    axes = training_figure(RECORD).axes
    assert [a.get_title() for a in axes] == ["Accuracy", "Loss"]
    for a, name in zip(axes, ("accuracy", "loss"), strict=True):
        labels = {line.get_label(): line for line in a.get_lines()}
        assert set(labels) == {"training", "validation"}
        assert labels["validation"].get_ydata().tolist() == HISTORY[f"val_{name}"].tolist()


def test_without_a_network_an_old_picture_goes(registry):
    path = registry / "training_results.png"
    path.write_bytes(b"old")
    dataset = TrainingResultsDataset(filepath=str(path))
    dataset.save([])
    assert not path.exists()
    with pytest.raises(DatasetError, match="in MLflow"):
        dataset.load()
