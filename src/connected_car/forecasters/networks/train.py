"""Training a network: early stopping on the latest days, repeatable to the bit, quiet."""

import logging
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader

from connected_car.forecasters.networks.data import RandomBatches, Windows
from connected_car.forecasters.networks.lightning_module import Regression
from connected_car.forecasters.networks.threads import repeatable

logger = logging.getLogger(__name__)

Weights = dict[str, torch.Tensor]
_LOG_SECONDS = 5.0
_VALIDATION_WINDOWS = 2048


@dataclass(frozen=True)
class TrainingPlan:
    """How to train.

    Attributes:
        name: of the family, for the log.
        seed: of batches and dropout.
        learning_rate: highest rate.
        weight_decay: of AdamW.
        batch_size: windows a step.
        batches: steps an epoch.
        epochs: at most so many.
        patience: stop after so many epochs without a better validation error.
    """

    name: str
    seed: int
    learning_rate: float
    weight_decay: float
    batch_size: int
    batches: int
    epochs: int
    patience: int = 4


def train(
    network: nn.Module, training: Windows, validation: Windows | None, plan: TrainingPlan
) -> None:
    """Train the network in place; with validation windows it ends with its best epoch's weights.

    The weights as they came count as an epoch, so that training never makes the validation error
    worse.
    """
    generator = torch.Generator().manual_seed(plan.seed)
    size = min(plan.batch_size, len(training))
    batches = RandomBatches(training, size, plan.batches, generator)
    module = Regression(network, plan.learning_rate, plan.weight_decay, plan.epochs * plan.batches)
    best = BestWeights(plan)
    with repeatable(plan.seed), _quiet(), _interruptible():
        trainer = _trainer(plan, best, validate=validation is not None)
        trainer.fit(module, batches, _spread(validation) if validation else None)
    best.restore(network)
    network.eval()


class BestWeights(pl.Callback):
    """Keeps the weights of the best epoch, ends the training when it gets no better, and logs."""

    def __init__(self, plan: TrainingPlan) -> None:
        self._plan = plan
        self._best = float("inf")
        self._best_epoch = -1
        self._weights: Weights = {}
        self._logged = time.monotonic()

    def on_validation_end(self, trainer: pl.Trainer, pl_module: Any) -> None:
        """Compare the epoch with the best one so far."""
        error = float(trainer.callback_metrics["validation_error"])
        epoch = -1 if trainer.sanity_checking else trainer.current_epoch
        if error < self._best:
            self._best, self._best_epoch = error, epoch
            self._weights = {k: v.clone() for k, v in pl_module.network.state_dict().items()}
        trainer.should_stop |= epoch - self._best_epoch >= self._plan.patience
        self._log(f"epoch {epoch + 1}", f", validation error {error**0.5:.4f}")

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: Any) -> None:
        """Log where there is no validation."""
        if not self._weights:
            self._log(f"last touch, epoch {trainer.current_epoch + 1}", "")

    def restore(self, network: nn.Module) -> None:
        """Give the network the best epoch's weights, if epochs were compared."""
        if self._weights:
            network.load_state_dict(self._weights)

    def _log(self, what: str, error: str) -> None:
        if time.monotonic() - self._logged >= _LOG_SECONDS:
            self._logged = time.monotonic()
            plan = self._plan
            logger.info("%s: %s of at most %d%s", plan.name, what, plan.epochs, error)


def _trainer(plan: TrainingPlan, best: BestWeights, validate: bool) -> pl.Trainer:
    return pl.Trainer(
        accelerator="cpu",
        devices=1,
        max_epochs=plan.epochs,
        callbacks=[best],
        num_sanity_val_steps=-1 if validate else 0,
        limit_val_batches=1.0 if validate else 0,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        gradient_clip_val=1.0,
    )


def _spread(validation: Windows) -> DataLoader:
    """Return one batch of windows, spread evenly over batteries and days."""
    count = min(_VALIDATION_WINDOWS, len(validation))
    batch = validation.take(torch.linspace(0, len(validation) - 1, count).long())
    return DataLoader(cast(Any, [batch]), batch_size=None)


@contextmanager
def _quiet() -> Iterator[None]:
    lightning = [logging.getLogger(n) for n in ("pytorch_lightning", "lightning_fabric")]
    before = [log.level for log in lightning]
    for log in lightning:
        log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"pytorch_lightning|lightning_fabric|torch\.")
            yield
    finally:
        for log, level in zip(lightning, before, strict=True):
            log.setLevel(level)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C stay ``KeyboardInterrupt``; Lightning exits, and ignores Ctrl-C from then on."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    except SystemExit as end:
        if not isinstance(end.__context__, KeyboardInterrupt):
            raise
        signal.signal(signal.SIGINT, handler)
        raise KeyboardInterrupt from None
