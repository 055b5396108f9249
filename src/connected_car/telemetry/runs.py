"""Small tools for arrays that are sorted by battery: groups as runs, and ranges spread out."""

import numpy as np


def run_starts(*keys: np.ndarray) -> np.ndarray:
    """Return where a run of equal keys begins (first index included; empty for no rows)."""
    if len(keys[0]) == 0:
        return np.empty(0, dtype=np.int64)
    new = np.zeros(len(keys[0]), dtype=bool)
    new[0] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def run_bounds(starts: np.ndarray, n_rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return, per row, the first index of its run and the first index behind it."""
    ends = np.append(starts[1:], n_rows)
    lengths = ends - starts
    return np.repeat(starts, lengths), np.repeat(ends, lengths)


def window_sums(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the sums of ``values[low:high]``, exact for integers."""
    total = np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])
    return total[high] - total[low]


def spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for counts ``[2, 0, 3]``, the owners ``[0, 0, 2, 2, 2]`` and ``[0, 1, 0, 1, 2]``."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return owner, np.arange(len(owner)) - first
