"""``make run`` makes a simulated fleet only where there are no readings of a user's own."""

import shutil
import subprocess

import pytest


@pytest.mark.parametrize(
    ("settings", "options", "is_made"),
    [
        ("# paths: {telemetry: mine.csv}\n", [], True),
        ("paths: {telemetry: mine.csv}\n", [], False),
        ("paths:\n  telemetry: mine.csv\n", [], False),
        ("", ["PARAMS=telemetry=mine.csv"], False),
    ],
)
def test_a_fleet_is_made_for_who_has_none(project, tmp_path, settings, options, is_made):
    shutil.copy(project / "Makefile", tmp_path)
    (tmp_path / "conf" / "local").mkdir(parents=True)
    (tmp_path / "conf" / "local" / "globals.yml").write_text(settings)
    for name in ("kedro", "python"):
        (tmp_path / name).write_text('#!/bin/sh\necho "$@"\n')
        (tmp_path / name).chmod(0o755)
    for name in ("requirements.lock", "pyproject.toml", "ready"):
        (tmp_path / name).touch()
    command = ["make", "run", "BIN=.", "READY=ready", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "run" in done.stdout, done.stderr
    assert ("run --pipelines simulation" in done.stdout) == is_made
