"""The project as its tools, its benchmarks and its tests read it."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]


def read_configuration(
    kind: str, env: str = "base", runtime_params: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return ``parameters`` or ``catalog`` as a run has them, without a user's own."""
    from kedro.config import OmegaConfigLoader

    from connected_car import settings

    loader = OmegaConfigLoader(
        conf_source=str(PROJECT / "conf"),
        env=env,
        runtime_params=runtime_params,
        **settings.CONFIG_LOADER_ARGS,
    )
    return loader[kind]


def parameters(group: str, env: str = "base") -> dict[str, Any]:
    """Return a group of parameters, to be changed at will."""
    return deepcopy(_parameters(env)[group])


@cache
def _parameters(env: str) -> dict[str, Any]:
    return read_configuration("parameters", env)
