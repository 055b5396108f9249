"""The families of global networks: windows of the whole fleet teach one network.

A network learns from the days before the latest ones, is stopped by its error on those, shows its
errors on days that it never saw, and is touched up with all days in the end: one training serves
forecast and sample paths.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from connected_car.errors import UserError
from connected_car.forecasters.family import Family
from connected_car.forecasters.panel import Panel
from connected_car.hyperparameters import Choice, Range, Space

if TYPE_CHECKING:
    from torch import nn

    from connected_car.forecasters.networks.data import Windows
    from connected_car.forecasters.networks.train import TrainingPlan

WEIGHTS_FILE = "network.safetensors"
HORIZON_DAYS = 30  # a longer horizon takes several blocks, each fed with those before
_ROWS_AT_ONCE = 64  # always as many rows, so that none depends on its neighbours
_ERROR_VECTORS = 300
_VALIDATION_WINDOWS = 300
_MIN_DAYS = 20  # fewer leave nothing for training and validation


class NetworkFamily(Family):
    """What the networks share; a family gives ``_network`` and its hyperparameters.

    Attributes:
        network: the fitted network, ready to forecast.
        window_days: days that it sees.
        epochs: of the training, at most.
        batches: steps an epoch.
        batch_size: windows a step.
        touch_up_rate: share of the learning rate with which a trained network takes in new days.
    """

    history_days = 392
    libraries = ("safetensors", "torch")
    window_days: ClassVar[int] = 392
    epochs: ClassVar[int] = 8
    batches: ClassVar[int] = 60
    batch_size: ClassVar[int] = 256
    touch_up_rate: ClassVar[float] = 0.1
    network: "nn.Module"
    _early: "NetworkFamily | None" = None

    @abstractmethod
    def _network(self) -> "nn.Module":
        """Return the network with its first weights, drawn from PyTorch's generator."""

    def error_windows(self, n_batteries: int) -> int:
        """Return enough windows for 300 error vectors, between 3 and 12."""
        return int(np.clip(np.ceil(_ERROR_VECTORS / n_batteries), 3, 12))

    def twin(self, past: Panel) -> "NetworkFamily":
        """Return one that learned from the past alone; ``_learn`` goes on with its network."""
        twin = type(self)(seed=self.seed, **self.hyperparameters)
        self._early = twin.learn(past)
        return twin

    def _learn(self, history: Panel) -> None:
        """Take a twin's network, or train one; then touch it up with all days."""
        if self._early is None:
            self._train(history)
        else:
            self.network, self._early = self._early.network, None
        self.advance(history)

    def _train(self, history: Panel) -> None:
        """Train a new network; the latest days say when to stop."""
        days = self._validation_days(history)
        training = self._windows(history.before(days))
        validation = self._windows(history, since=history.y.shape[1] - days)
        if not len(training) or not len(validation):
            raise UserError(
                f"{self.family} needs batteries with at least {_MIN_DAYS} days before the first "
                "fold; take it out of forecasting.search.families"
            )

        from connected_car.forecasters.networks.train import train

        self.network = self._fresh_network()
        train(self.network, training, validation, self._plan(len(training)))

    def advance(self, past: Panel) -> None:
        """Touch the network up with all days of the past."""
        from connected_car.forecasters.networks.train import train

        everything = self._windows(past)
        train(self.network, everything, None, self._plan(len(everything), touch_up=True))

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        blocks: list[np.ndarray] = []
        while sum(block.shape[1] for block in blocks) < horizon:
            block = np.maximum(0.0, self._forecast_block(history))
            blocks.append(block)
            history = Panel(
                history.ids,
                history.last_day + np.timedelta64(HORIZON_DAYS, "D"),
                np.concatenate([history.y, block], axis=1),
            ).tail(self.window_days)
        return np.concatenate(blocks, axis=1)[:, :horizon]

    def _forecast_block(self, history: Panel) -> np.ndarray:
        import torch

        from connected_car.forecasters.networks.data import inputs
        from connected_car.forecasters.networks.threads import repeatable

        batch, level = inputs(history, self.fleet, self.window_days)
        padding = -len(level) % _ROWS_AT_ONCE
        window = torch.nn.functional.pad(batch.window, (0, 0, 0, padding), value=1.0)
        day = torch.nn.functional.pad(batch.day, (0, padding))
        chunks = zip(window.split(_ROWS_AT_ONCE), day.split(_ROWS_AT_ONCE), strict=True)
        with torch.no_grad(), repeatable():
            ratio = torch.cat([self.network(*chunk) for chunk in chunks])[: len(level)]
        return ratio.double().numpy() * level[:, None]

    def _validation_days(self, history: Panel) -> int:
        """Return how many of the latest days judge the training."""
        n, days = history.y.shape
        blocks = int(np.clip(np.ceil(_VALIDATION_WINDOWS / max(1, n) / HORIZON_DAYS), 1, 6))
        return max(1, min(HORIZON_DAYS * blocks, days // 5))

    def _windows(self, history: Panel, since: int = 0) -> "Windows":
        from connected_car.forecasters.networks.data import Windows

        return Windows(history, self.fleet, self.window_days, HORIZON_DAYS, since)

    def _fresh_network(self) -> "nn.Module":
        from connected_car.forecasters.networks.threads import repeatable

        with repeatable(self.seed):
            return self._network()

    def _plan(self, windows: int, touch_up: bool = False) -> "TrainingPlan":
        from connected_car.forecasters.networks.train import TrainingPlan

        rate = self.hyperparameters["learning_rate"]
        return TrainingPlan(
            name=self.family,
            seed=self.seed + touch_up,
            learning_rate=rate * (self.touch_up_rate if touch_up else 1.0),
            weight_decay=self.hyperparameters["weight_decay"],
            batch_size=self.batch_size,
            batches=max(1, min(self.batches, windows // self.batch_size)),
            epochs=1 if touch_up else self.epochs,
        )

    def _files(self) -> dict[str, bytes]:
        from safetensors.torch import save

        return {WEIGHTS_FILE: save(dict(self.network.state_dict()))}

    def _read_files(self, files: dict[str, bytes]) -> None:
        from safetensors.torch import load

        self.network = self._network()
        self.network.load_state_dict(load(files[WEIGHTS_FILE]))
        self.network.eval()


class GlobalLSTM(NetworkFamily):
    """An LSTM over the weeks of the last year; all 30 days at once."""

    family = "lstm"
    complexity = 12
    space: ClassVar[Space] = {
        "hidden": Choice(32, (16, 32, 64)),
        "learning_rate": Range(0.01, 0.002, 0.02, log=True),
        "weight_decay": Range(0.01, 0.001, 0.3, log=True),
        "yearly": Choice(0, (0, 1)),
    }

    def _network(self) -> "nn.Module":
        from connected_car.forecasters.networks.lstm import WeeklyLSTM

        hidden, yearly = int(self.hyperparameters["hidden"]), bool(self.hyperparameters["yearly"])
        return WeeklyLSTM(HORIZON_DAYS, hidden, yearly)


class WorkshopLSTM(NetworkFamily):
    """The workshop's two stacked LSTM layers and linear head over the last 30 days."""

    family = "workshop_lstm"
    complexity = 13
    history_days = 91  # tells a short history from a long one; the network sees the last 30
    window_days = 30
    batch_size = 128
    space: ClassVar[Space] = {
        "hidden": Choice(64, (16, 32, 64)),
        "learning_rate": Range(0.003, 0.001, 0.01, log=True),
        "weight_decay": Range(0.01, 0.001, 0.3, log=True),
    }

    def _network(self) -> "nn.Module":
        from connected_car.forecasters.networks.lstm import StackedLSTM

        return StackedLSTM(HORIZON_DAYS, int(self.hyperparameters["hidden"]))


class NHiTS(NetworkFamily):
    """A compact N-HiTS over the last 56 weeks; all 30 days at once."""

    family = "nhits"
    complexity = 11
    space: ClassVar[Space] = {
        "hidden": Choice(128, (64, 128, 256)),
        "learning_rate": Range(0.01, 0.002, 0.02, log=True),
        "weight_decay": Range(0.01, 0.001, 0.3, log=True),
        "yearly": Choice(0, (0, 1)),
    }

    def _network(self) -> "nn.Module":
        from connected_car.forecasters.networks import nhits

        return nhits.NHiTS(
            self.window_days,
            HORIZON_DAYS,
            int(self.hyperparameters["hidden"]),
            pools=(28, 7),
            yearly=bool(self.hyperparameters["yearly"]),
        )
