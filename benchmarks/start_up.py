"""Start-up of the command line: what a user waits for before anything happens."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Table, cost_of
from tools.project import PROJECT

COMMANDS = (["registry", "list"], ["catalog", "describe-datasets"])
_TRIES = 3  # the quickest counts: others were disturbed
_EMPTY = {
    "pyproject.toml": '[tool.kedro]\npackage_name = "empty"\nproject_name = "Empty"\n'
    'kedro_init_version = "1.7.0"\nsource_dir = "src"\n',
    "src/empty/__init__.py": "",
    "src/empty/settings.py": "",
    "src/empty/pipeline_registry.py": "from kedro.pipeline import Pipeline\n\n\n"
    "def register_pipelines():\n    return {'__default__': Pipeline([])}\n",
    "conf/base/catalog.yml": "",
    "conf/base/parameters.yml": "",
    "conf/base/mlflow.yml": "server:\n  mlflow_tracking_uri: sqlite:///mlflow.db\n",
    "conf/local/credentials.yml": "",
}


def run(_: argparse.Namespace) -> Iterator[Table]:
    """Yield the seconds of some commands beside an empty Kedro project with kedro-mlflow."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        empty = _empty_project(Path(folder))
        for command in COMMANDS:
            here, there = _quickest(command, PROJECT), _quickest(command, empty)
            ratio = f"{here / there:.2f}"
            rows.append([f"kedro {' '.join(command)}", f"{here:.2f}", f"{there:.2f}", ratio])
    yield Table("start-up", ["command", "seconds", "empty project", "ratio"], rows)


def _empty_project(folder: Path) -> Path:
    for name, content in _EMPTY.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def _quickest(command: list[str], folder: Path) -> float:
    call = [sys.executable, "-m", "kedro", *command]
    return min(cost_of(call, folder=folder).seconds for _ in range(_TRIES))
