"""Which commands ``make run`` calls; the environment is a stub that prints them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.project import PROJECT
from tools.walk.house import OUTER_MAKE

_SIMULATION, _STREAM = "kedro run --pipelines simulation", "python -m tools.drill.demo"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", "requirements.lock", "Makefile"):
        shutil.copy(PROJECT / name, tmp_path)
    for folder in (".venv/bin", "conf/local"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("kedro", "python"):
        program = tmp_path / ".venv" / "bin" / name
        program.write_text(f'#!/bin/sh\necho {name} "$@"\n')
        program.chmod(0o755)
    (tmp_path / ".venv" / ".ready").touch()
    return tmp_path


def _make_run(project: Path, *given: str) -> str:
    outside = {k: v for k, v in os.environ.items() if k not in OUTER_MAKE}
    command = ["make", "run", *given]
    return subprocess.check_output(command, cwd=project, env=outside, text=True)


def test_without_readings_a_fleet_is_made_and_a_stream_shown(project):
    (project / "conf/local/globals.yml").write_text("paths:\n  # telemetry: mine\n")
    output = _make_run(project)
    assert output.index(_SIMULATION) < output.index("kedro run\n") < output.index(_STREAM)


def test_a_fleet_that_is_there_is_not_made_anew(project):
    dirt = project / "data/01_raw/simulation/truth/dirt.json"
    dirt.parent.mkdir(parents=True)
    dirt.touch()
    output = _make_run(project)
    assert _SIMULATION not in output
    assert _STREAM in output


def test_settings_go_to_kedro(project):
    assert "kedro run --params horizon=14\n" in _make_run(project, "PARAMS=horizon=14")


def test_beside_readings_of_ones_own_no_fleet_and_no_stream_of_others_is_shown(project):
    given = "telemetry=mine,vehicles=cars.csv"
    assert _make_run(project, f"PARAMS={given}") == f"kedro run --params {given}\n"
    (project / "conf/local/globals.yml").write_text("paths:\n  telemetry: mine\n")
    assert _make_run(project) == "kedro run\n"
