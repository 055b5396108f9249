"""Every notebook runs from top to bottom, on the results of a whole run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


PLANTED = ["%load_ext kedro.ipython", "1 / 0"]


def _run(project: Path, name: str) -> subprocess.CompletedProcess[str]:
    # without the project's own logging Kedro takes rich's, which prints a cell's error and hides
    # from nbmake that there was one
    logging = {"KEDRO_LOGGING_CONFIG": str(project / "conf" / "logging.yml")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "-q", f"notebooks/{name}"],
        cwd=project,
        env={**os.environ, "KEDRO_ENV": "test", **logging},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(own_copy, notebook):
    (own_copy / "notebooks").mkdir(exist_ok=True)
    shutil.copy(notebook, own_copy / "notebooks")
    done = _run(own_copy, notebook.name)
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_cell_that_fails_is_found(new_project, tmp_path):
    project = new_project(tmp_path / "project")
    (project / "notebooks").mkdir()
    cells = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "id": f"c{number}"}
        | {"execution_count": None}
        for number, source in enumerate(PLANTED)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    planted = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (project / "notebooks" / "planted.ipynb").write_text(json.dumps(planted))
    done = _run(project, "planted.ipynb")
    assert done.returncode == 1 and "ZeroDivisionError" in done.stdout, done.stdout[-3000:]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_outputs(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
