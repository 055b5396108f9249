"""What PyTorch Lightning trains: any of the networks, by the mean squared error."""

import math
from typing import Any

import pytorch_lightning as pl
import torch
from torch import nn

from connected_car.forecasters.networks.data import Batch


class Regression(pl.LightningModule):
    """A network and its optimiser; the squared error makes the forecast the conditional mean.

    Args:
        network: takes windows and days, gives forecasts.
        learning_rate: highest rate; it rises for a tenth of the steps and falls to zero.
        weight_decay: of AdamW.
        steps: of the whole training.
    """

    def __init__(
        self, network: nn.Module, learning_rate: float, weight_decay: float, steps: int
    ) -> None:
        super().__init__()
        self.network = network
        self._learning_rate, self._weight_decay = learning_rate, weight_decay
        self._steps = steps

    def training_step(self, batch: Batch, index: int) -> torch.Tensor:
        """Return the loss of a batch."""
        return self._error(batch)

    def validation_step(self, batch: Batch, index: int) -> None:
        """Log the loss as ``validation_error``."""
        self.log("validation_error", self._error(batch), batch_size=len(batch.day))

    def configure_optimizers(self) -> Any:
        """Return AdamW; its rate changes with every step."""
        optimizer = torch.optim.AdamW(
            self.network.parameters(),
            lr=self._learning_rate,
            weight_decay=self._weight_decay,
            fused=True,
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, self._rate)
        return [optimizer], [{"scheduler": schedule, "interval": "step"}]

    def _rate(self, step: int) -> float:
        """Return the share of the highest rate: a straight rise, then half a cosine down to 0."""
        rise = max(1, self._steps // 10)
        if step < rise:
            return (step + 1) / rise
        return 0.5 * (1.0 + math.cos(math.pi * min(1.0, (step - rise) / (self._steps - rise + 1))))

    def _error(self, batch: Batch) -> torch.Tensor:
        """Return the mean squared error over the known days."""
        known = ~torch.isnan(batch.target)
        error = self.network(batch.window, batch.day) - torch.nan_to_num(batch.target)
        return (error * known).square().sum() / known.sum().clamp_min(1)
