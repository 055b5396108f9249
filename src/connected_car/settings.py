"""Kedro settings; see https://docs.kedro.org/en/stable/configure/ for what they mean."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from kedro.utils import find_kedro_project

from connected_car.hooks import (
    HandedInHooks,
    InterruptedHooks,
    MlflowStoreHooks,
    OneAtATimeHooks,
    PassportHooks,
    ProgressHooks,
    RunIdHooks,
    SparkHooks,
)
from connected_car.session import Session

# the libraries' own deprecations are nothing that a user could mend: conf/logging.yml holds them
# back, and this makes them go through it from the start
logging.captureWarnings(True)


def _project_path() -> str:
    return str(find_kedro_project(Path.cwd()) or Path(__file__).resolve().parents[2])


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _env(name: str, default: str | None) -> str | None:
    return os.environ.get(name, default)


# kedro-mlflow comes first, so that its run is open when ours ask for the id
HOOKS = (
    SparkHooks(),
    MlflowStoreHooks(),
    OneAtATimeHooks(),
    HandedInHooks(),
    RunIdHooks(),
    InterruptedHooks(),
    PassportHooks(),
    ProgressHooks(),
)
SESSION_CLASS = Session
CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
    "config_patterns": {"spark": ["spark*"], "mlflow": ["mlflow*"]},
    "merge_strategy": {"parameters": "soft", "globals": "soft", "spark": "soft", "mlflow": "soft"},
    "custom_resolvers": {"project_path": _project_path, "today": _today, "env": _env},
}
