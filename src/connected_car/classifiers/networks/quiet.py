"""Keras without the lines that TensorFlow prints until it has looked round."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def import_keras() -> Any:
    """Return Keras on TensorFlow."""
    if "keras" in sys.modules:
        return sys.modules["keras"]
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _without_stderr():
        import keras
        import tensorflow

        tensorflow.get_logger().setLevel("ERROR")
        tensorflow.config.list_logical_devices()  # looks for a graphics card, and complains there
    return keras


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Drop what is written to the process's standard error, C++ libraries included."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
