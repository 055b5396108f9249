"""Keeps MLflow's store whole when the project's folder is moved or copied.

MLflow writes the absolute places of artifacts into its database. Where a database lies in a project
and names artifacts of another folder, while the project has them too, the project was moved or
copied; then every place below the old folder becomes the same one below the present folder.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl

logger = logging.getLogger(__name__)

_SQLITE = "sqlite:///"
_PLACES = (
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("logged_models", "artifact_location"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)


class MovedProjectHooks:
    """Looks before all else whether the project has another place than its MLflow store knows."""

    @hook_impl(tryfirst=True)
    def after_context_created(self, context: KedroContext) -> None:
        """Put the store right, if it is a file of the project."""
        settings, root = context.config_loader["mlflow"], Path(context.project_path)
        database, artifacts = _database(settings, root), _artifacts(settings)
        if database and artifacts and (root / artifacts).is_dir():
            follow_move(database, _experiment(settings), root, artifacts)


def follow_move(database: Path, experiment: str, root: Path, artifacts: Path) -> None:
    """Let a store name the artifacts below ``root``.

    Args:
        database: MLflow's SQLite file.
        experiment: the one that is known to keep its artifacts in ``artifacts``.
        root: the project's folder, absolute.
        artifacts: relative to ``root``.
    """
    known = _known_place(database, experiment)
    suffix = f"/{artifacts.as_posix()}"
    if known is None or not unquote(known).endswith(suffix) or _path(known) == root / artifacts:
        return
    before = Path(str(_path(known))[: -len(suffix)] or "/")
    with closing(sqlite3.connect(database, timeout=60)) as store, store:
        for table, column in _columns(store):
            for old, new in ((before.as_uri(), root.as_uri()), (str(before), str(root))):
                store.execute(
                    f"UPDATE {table} SET {column} = ? || substr({column}, ?)"
                    f" WHERE substr({column}, 1, ?) = ?",
                    (new, len(old) + 1, len(old) + 1, f"{old}/"),
                )
    logger.info("the project was moved or copied from %s: MLflow's store follows", before)


def _known_place(database: Path, experiment: str) -> str | None:
    """Return where the experiment's artifacts are, by the store; None where it has none yet."""
    query = "SELECT artifact_location FROM experiments WHERE name = ?"
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as store:
        try:
            found = store.execute(query, (experiment,)).fetchone()
        except sqlite3.OperationalError:  # MLflow has not made its tables yet
            return None
    return found[0] if found else None


def _columns(store: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for table, column in _PLACES:
        named = {row[1] for row in store.execute(f"PRAGMA table_info({table})")}
        if column in named:
            yield table, column


def _path(place: str) -> Path:
    return Path(unquote(urlsplit(place).path)) if place.startswith("file:") else Path(place)


def _database(settings: Mapping[str, Any], root: Path) -> Path | None:
    """Return the SQLite file; None where there is none yet, or where others may use it too."""
    uri = str(settings.get("server", {}).get("mlflow_tracking_uri") or "")
    path = root / uri.removeprefix(_SQLITE)
    is_own = uri.startswith(_SQLITE) and path.is_relative_to(root) and path.is_file()
    return path if is_own else None


def _artifacts(settings: Mapping[str, Any]) -> Path | None:
    """Return the configured folder of artifacts, relative to the project; None for another kind."""
    experiment = settings.get("tracking", {}).get("experiment", {})
    place = (experiment.get("create_experiment_kwargs") or {}).get("artifact_location")
    if not place or "://" in place or Path(place).is_absolute():
        return None
    return Path(place)


def _experiment(settings: Mapping[str, Any]) -> str:
    return str(settings["tracking"]["experiment"]["name"])
