"""The project's own parameters, and files that the readers are given."""

import logging
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@cache
def parameters() -> dict[str, Any]:
    """Return the parameters of ``conf/base``."""
    from kedro.config import OmegaConfigLoader

    from connected_car import settings

    loader = OmegaConfigLoader(str(ROOT / "conf"), env="base", **settings.CONFIG_LOADER_ARGS)
    return loader["parameters"]


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
