"""The workshop's LSTM: as one of the families, beside a plain PyTorch loop as a notebook has it."""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measure import Table
from connected_car.automl.evaluate import Scorer
from connected_car.automl.folds import Fold, History, Plan
from connected_car.automl.primary import nrmse
from connected_car.automl.recipes import Recipe
from connected_car.forecasters import Panel

HORIZON = 30
WINDOW = 30
HIDDEN = 64
EPOCHS = 100
BATCH = 16


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield accuracy on the last three folds and seconds of both."""
    file = args.workshop_file
    if not file.exists():
        print(f"workshop_lstm: the workshop's file is not at {file}; name it by --workshop-file")
        return
    import pytorch_lightning  # noqa: F401 - its import is no part of the training

    history = _read(file)
    plan = Plan(HORIZON, 3, HORIZON, 0)
    train, folds, ranges = plan.train(history), plan.folds(history), history.ranges()
    ours = Scorer(train, folds, ranges, "nrmse", args.seed).score(Recipe("workshop_lstm"))
    plain_error, plain_seconds = _score_plain(folds, ranges, args.seed)
    seconds = ours.fit_seconds + ours.predict_seconds
    row = [
        *(f"{error:.4f}" for error in (ours.metrics["nrmse"], plain_error)),
        *(f"{x:.1f}" for x in (seconds, plain_seconds, plain_seconds / seconds)),
    ]
    header = ["NRMSE", "NRMSE, plain", "seconds", "seconds, plain", "times faster"]
    yield Table("the workshop's LSTM on the workshop's file", header, [row])


def _read(path: Path) -> History:
    raw = pd.read_csv(path).rename(columns={"Date": "ds", "Daily_Cycles_Used": "y"})
    panel = Panel.from_frame(raw.assign(unique_id="0"))
    return History(panel, panel.y)


def _score_plain(folds: list[Fold], ranges: np.ndarray, seed: int) -> tuple[float, float]:
    """Return NRMSE and seconds of a network that is trained once and forecasts each fold."""
    import torch

    start = time.perf_counter()
    torch.manual_seed(seed)
    series = folds[0].past.y[0]
    low, high = series.min(), series.max()
    network = _train_plain((series - low) / (high - low))
    scores = []
    for fold in folds:
        recent = torch.tensor((fold.past.y[:, -WINDOW:] - low) / (high - low), dtype=torch.float32)
        with torch.no_grad():
            forecast = network(recent[:, :, None]).numpy() * (high - low) + low
        scores.append(nrmse(fold.truth, forecast, ranges))
    return float(np.mean(scores)), time.perf_counter() - start


def _train_plain(series: np.ndarray):
    """Return two stacked LSTM layers and a linear head, trained in many small steps."""
    import torch

    class Workshop(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(1, HIDDEN, num_layers=2, batch_first=True)
            self.linear = torch.nn.Linear(HIDDEN, HORIZON)

        def forward(self, x):
            return self.linear(self.lstm(x)[0][:, -1])

    pairs = [
        (
            torch.tensor(series[i : i + WINDOW], dtype=torch.float32)[:, None],
            torch.tensor(series[i + WINDOW : i + WINDOW + HORIZON], dtype=torch.float32),
        )
        for i in range(len(series) - WINDOW - HORIZON + 1)
    ]
    loader = torch.utils.data.DataLoader(pairs, batch_size=BATCH, shuffle=True)
    network, loss_of = Workshop(), torch.nn.MSELoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    for _ in range(EPOCHS):
        for x, y in loader:
            optimizer.zero_grad()
            loss = loss_of(network(x), y)
            loss.backward()
            optimizer.step()
    return network
