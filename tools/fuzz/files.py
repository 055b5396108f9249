"""Files that the readers are given."""

import logging
import tempfile
from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """Return a folder of this process."""
    place = tempfile.TemporaryDirectory(prefix="connected_car_fuzz_")
    _KEPT.append(place)
    return Path(place.name)


def written(name: str, content: bytes) -> Path:
    """Return a file of the process's folder that has this content."""
    path = folder() / name
    path.write_bytes(content)
    return path


def silence() -> None:
    """Hold back what the readers log: a warning a spoilt line, thousands of times."""
    logging.disable(logging.CRITICAL)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
