"""Keeps MLflow's own store whole: when it is begun, by two runs at once or by one that is killed,
and when the project is moved.

MLflow does not hold two processes apart that make or upgrade its tables at the same time: here one
waits for the other.

MLflow writes the absolute places of artifacts into its database. Where a database lies in a project
and names artifacts of another folder, while the project has them too, the project was moved or
copied; then every place below the old folder becomes the same one below the present folder.
"""

import logging
import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl

from connected_car.errors import UserError
from connected_car.hooks.lock import exclusive

logger = logging.getLogger(__name__)

_SQLITE = "sqlite:///"
_PLACES = (
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("logged_models", "artifact_location"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)


class MlflowStoreHooks:
    """Looks after the store before all else, if it is a file of the project."""

    @hook_impl(wrapper=True)
    def after_context_created(self, context: KedroContext) -> Generator[None, Any, Any]:
        """Let one process at a time set it up, and let it follow a moved project."""
        settings, root = context.config_loader["mlflow"], Path(context.project_path)
        database, artifacts = _database(settings, root), artifacts_of(settings)
        if database is None:
            return (yield)
        with exclusive(database.with_suffix(".lock")):
            if not database.exists():
                begin_store(database)
            elif artifacts and (root / artifacts).is_dir():
                follow_move(database, _experiment(settings), root, artifacts)
            return (yield)


def begin_store(database: Path) -> None:
    """Let MLflow make its tables in a hidden file, which takes its name once all are there.

    With half of them, as a kill would leave them, MLflow never starts again.
    """
    from mlflow import MlflowClient

    logging.getLogger("mlflow").setLevel(logging.WARNING)  # its import has set a lower one
    hidden = database.with_name(f".{database.name}.new")
    for left in database.parent.glob(f"{hidden.name}*"):
        left.unlink()
    MlflowClient(tracking_uri=f"{_SQLITE}{hidden}").search_experiments(max_results=1)
    hidden.replace(database)


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
    """Return where the experiment's artifacts are, by the store; None where it has none yet.

    Raises:
        UserError: the store is damaged.
    """
    query = "SELECT artifact_location FROM experiments WHERE name = ?"
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as store:
        try:
            found = store.execute(query, (experiment,)).fetchone()
        except sqlite3.OperationalError:  # MLflow has not made its tables yet
            return None
        except sqlite3.DatabaseError as error:
            raise UserError(
                f"MLflow's store {database} cannot be read: {error}; put it back from a backup, or "
                "move it away, and with it all runs and champions"
            ) from error
    return found[0] if found else None


def _columns(store: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for table, column in _PLACES:
        named = {row[1] for row in store.execute(f"PRAGMA table_info({table})")}
        if column in named:
            yield table, column


def _path(place: str) -> Path:
    return Path(unquote(urlsplit(place).path)) if place.startswith("file:") else Path(place)


def _database(settings: Mapping[str, Any], root: Path) -> Path | None:
    """Return the SQLite file, which need not exist yet; None where others may use it too."""
    uri = str(settings.get("server", {}).get("mlflow_tracking_uri") or "")
    path = root / uri.removeprefix(_SQLITE)
    return path if uri.startswith(_SQLITE) and path.is_relative_to(root) else None


def artifacts_of(settings: Mapping[str, Any]) -> Path | None:
    """Return the configured folder of artifacts, relative to the project; None for another kind."""
    experiment = settings.get("tracking", {}).get("experiment", {})
    place = (experiment.get("create_experiment_kwargs") or {}).get("artifact_location")
    if not place or "://" in place or Path(place).is_absolute():
        return None
    return Path(place)


def _experiment(settings: Mapping[str, Any]) -> str:
    return str(settings["tracking"]["experiment"]["name"])
