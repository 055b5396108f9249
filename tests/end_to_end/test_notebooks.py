"""Every notebook runs from top to bottom, on the results of a whole run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(whole_run, notebook):
    project, _ = whole_run
    (project / "notebooks").mkdir(exist_ok=True)
    shutil.copy(notebook, project / "notebooks")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "-q", f"notebooks/{notebook.name}"],
        cwd=project,
        env={**os.environ, "KEDRO_ENV": "test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_outputs(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
