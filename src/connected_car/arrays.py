"""Arrays as files without objects."""

import io

import numpy as np


def npy(array: np.ndarray) -> bytes:
    """Return the array as the content of an ``.npy`` file."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def array(content: bytes) -> np.ndarray:
    """Return the array of an ``.npy`` file; one with objects is refused."""
    return np.load(io.BytesIO(content), allow_pickle=False)
