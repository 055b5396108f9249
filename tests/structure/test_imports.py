"""Imports go one way: pipelines -> libraries -> third party; the command line stays quick."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = "connected_car"
# these speak to Kedro and MLflow for all others
EDGE = {
    "datasets",
    "hooks",
    "settings",
    "session",
    "stopping",
    "mistakes",
    "pipeline_registry",
    "cli_hooks",
    "pipelines",
}
HEAVY = ("torch", "tensorflow", "lightgbm", "statsforecast", "shap", "pyspark.sql.session")
LIST_HEAVY = f"""
import sys
from kedro.framework.project import configure_project, pipelines
from kedro.framework.startup import bootstrap_project
{{planted}}
bootstrap_project({{root!r}})
assert "data_processing" in dict(pipelines)
print(" ".join(name for name in {HEAVY} if name in sys.modules))
"""


def _imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
    return names


def violations(package: Path) -> list[str]:
    """Return one line for each import that goes the wrong way."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        for name in _imports(path):
            top = name.split(".")[0]
            if parts[0] not in EDGE and top in {"kedro", "mlflow", "kedro_mlflow"}:
                found.append(f"{'.'.join(parts)}: a library imports {top}")
            if parts[0] != "pipelines" and name.startswith(f"{PACKAGE}.pipelines."):
                found.append(f"{'.'.join(parts)}: imports the pipeline {name}")
            if parts[0] == "pipelines" and name.startswith(f"{PACKAGE}.pipelines."):
                other = name.split(".")[2]
                if len(parts) > 1 and other != parts[1]:
                    found.append(f"{'.'.join(parts)}: imports the pipeline {other}")
    return found


def test_imports_go_one_way(project):
    assert violations(project / "src" / PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("risk/a.py", "import mlflow", "risk.a: a library imports mlflow"),
        ("risk/a.py", "from kedro.io import Version", "risk.a: a library imports kedro"),
        (
            "telemetry/a.py",
            "from connected_car.pipelines.alerting import nodes",
            "telemetry.a: imports the pipeline",
        ),
        (
            "pipelines/alerting/a.py",
            "def f():\n    import connected_car.pipelines.forecasting.nodes",
            "pipelines.alerting.a: imports the pipeline forecasting",
        ),
    ],
)
def test_a_wrong_import_is_found(tmp_path, file, line, complaint):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert any(found.startswith(complaint) for found in violations(tmp_path))


def _heavy_modules(project: Path, planted: str = "") -> str:
    code = LIST_HEAVY.format(root=str(project), planted=planted)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=project, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_listing_the_pipelines_imports_nothing_heavy(project):
    assert _heavy_modules(project) == ""


def test_a_heavy_import_is_found(project):
    assert _heavy_modules(project, planted="import lightgbm") == "lightgbm"
