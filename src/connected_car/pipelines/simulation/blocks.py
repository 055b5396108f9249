"""Random numbers by block of batteries, so that a battery is the same however files are cut.

A fleet is drawn in fixed blocks of ``BLOCK`` batteries. Each block has its own random streams,
one a purpose: a file takes the batteries that it needs from the blocks that hold them.
"""

from enum import IntEnum

import numpy as np

BLOCK = 50
KNOWN_FUTURE_DAYS = 120  # days simulated beyond the data: the truth knows no later crossing


class Stream(IntEnum):
    """Purposes of random numbers; one does not move another."""

    USE = 0
    WEAR = 1
    CADENCE = 2
    DIRT = 3
    VEHICLES = 4
    CHARGES = 5


def block_rng(seed: int, block: int, stream: Stream) -> np.random.Generator:
    """Return the random numbers of one block for one purpose."""
    return np.random.default_rng([seed, block, int(stream)])


def blocks_of(first: int, stop: int) -> range:
    """Return the numbers of the blocks that hold batteries ``first`` to ``stop - 1``."""
    return range(first // BLOCK, (stop - 1) // BLOCK + 1)


def pick(rest: np.ndarray, n_choices: int) -> tuple[np.ndarray, np.ndarray]:
    """Take a choice out of uniform numbers.

    Args:
        rest: uniform numbers in [0, 1).
        n_choices: number of equally likely choices.

    Returns:
        Choices 0 … ``n_choices`` - 1, and what is left of each number, uniform again.
    """
    scaled = rest * n_choices
    choice = scaled.astype(np.int64)
    return choice, scaled - choice
