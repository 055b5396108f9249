"""PyTorch's global settings, changed for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

THREADS = 1  # always as many: another number adds up in another order, and gains little here


@contextmanager
def repeatable(seed: int | None = None, threads: int = THREADS) -> Iterator[None]:
    """Make what happens inside depend on the seed alone; PyTorch's settings come back after it."""
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    try:
        with torch.random.fork_rng(devices=[], enabled=seed is not None):
            if seed is not None:
                torch.random.default_generator.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(before[0])
        torch.use_deterministic_algorithms(before[1])
