"""Batches of notes of like length, cut to the longest in each: less padding, quicker training."""

from typing import Any

import numpy as np

from connected_car.classifiers.networks.quiet import import_keras

_STEP = 8  # lengths are rounded up to this, so that few shapes occur


def batches(
    seen: list[np.ndarray],
    targets: list[np.ndarray],
    weights: list[np.ndarray],
    size: int,
    seed: int,
) -> Any:
    """Return a Keras dataset whose batches hold notes of like length, in another order each epoch.

    Args:
        seen: ``(n, tokens, …)`` of which the first is 0 where a note has ended.
        targets: ``(n, …)`` each.
        weights: ``(n, …)`` each, one to a target.
        size: notes in a batch.
        seed: of the order.
    """
    keras = import_keras()
    lengths = (seen[0][:, :, 0] > 0).sum(axis=1)
    rng = np.random.default_rng(seed)

    class LikeLengths(keras.utils.PyDataset):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.on_epoch_end()

        def on_epoch_end(self) -> None:
            order = np.argsort(lengths + rng.random(len(lengths)) * _STEP, kind="stable")
            cuts = np.split(order, np.arange(size, len(order), size))
            self.rows = [cuts[i] for i in rng.permutation(len(cuts))]

        def __len__(self) -> int:
            return len(self.rows)

        def __getitem__(self, index: int) -> tuple[Any, ...]:
            rows = self.rows[index]
            longest = -(-max(int(lengths[rows].max()), 1) // _STEP) * _STEP
            return (
                tuple(part[rows, :longest] for part in seen),
                tuple(part[rows] for part in targets),
                tuple(part[rows] for part in weights),
            )

    return LikeLengths()
