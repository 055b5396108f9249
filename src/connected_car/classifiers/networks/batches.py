"""Batches of notes of like length, cut to the longest in each: less padding, quicker training."""

from collections.abc import Iterator
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
    """Return a TensorFlow dataset of batches of notes of like length, in another order each epoch.

    Args:
        seen: ``(n, tokens, …)`` of which the first is 0 where a note has ended.
        targets: ``(n, …)`` each.
        weights: ``(n, …)`` each, one to a target.
        size: notes in a batch.
        seed: of the order.
    """
    import_keras()
    import tensorflow as tf

    lengths = (seen[0][:, :, 0] > 0).sum(axis=1)
    rng = np.random.default_rng(seed)

    def one_epoch() -> Iterator[tuple[tuple[np.ndarray, ...], ...]]:
        order = np.argsort(lengths + rng.random(len(lengths)) * _STEP, kind="stable")
        cuts = np.split(order, np.arange(size, len(order), size))
        for place in rng.permutation(len(cuts)):
            rows = cuts[place]
            longest = -(-max(int(lengths[rows].max()), 1) // _STEP) * _STEP
            short = tuple(part[rows, :longest] for part in seen)
            yield short, *(tuple(part[rows] for part in parts) for parts in (targets, weights))

    shapes = tuple(
        tuple(tf.TensorSpec([None, *free, *part.shape[n:]], part.dtype) for part in parts)
        for parts, free, n in ((seen, [None], 2), (targets, [], 1), (weights, [], 1))
    )
    made = tf.data.Dataset.from_generator(one_epoch, output_signature=shapes)
    # Keras warns of data that ran out where it does not know beforehand how many batches come
    counted = made.apply(tf.data.experimental.assert_cardinality(-(-len(lengths) // size)))
    return counted.prefetch(2)
