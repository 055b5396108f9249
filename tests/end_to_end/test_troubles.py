"""Troubles of the machine and damaged stores: one line, exit code 1, and nothing worse."""

import os
import shutil
from pathlib import Path

import pytest


def _line(done) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    return line


def test_a_folder_that_may_not_be_written_is_told_with_its_place(kedro, new_project, tmp_path):
    project = new_project(tmp_path / "project")
    data = project / "data" / "test"
    data.mkdir(parents=True)
    data.chmod(0o555)
    held = []
    if os.geteuid() == 0:  # root is not held by the rights of files, unless it gives that up
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere here")
        held = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    line = _line(kedro(project, "run", "--pipelines", "simulation", through=held))
    assert f"this user may not read or write {data}/" in line
    assert list(data.iterdir()) == []


def test_a_damaged_table_is_told_with_its_place(kedro, own_copy):
    table = own_copy / "data" / "test" / "07_model_output" / "battery_risk"
    log = max((table / "_delta_log").glob("*.json"))
    log.write_bytes(log.read_bytes()[:100])
    line = _line(kedro(own_copy, "run", "--pipelines", "alerting"))
    assert f"the table at {table} cannot be read" in line
    assert "put it back from a backup" in line


def test_a_damaged_store_of_mlflow_is_told_with_its_place(kedro, own_copy):
    store = own_copy / "data" / "test" / "mlflow" / "mlflow.db"
    store.write_bytes(b"not a database" * 100)
    line = _line(kedro(own_copy, "run", "--pipelines", "simulation"))
    assert f"MLflow's store {store} cannot be read: file is not a database" in line


def test_a_full_disk_is_told_and_room_mends_it(kedro, new_project, small_disk, tmp_path):
    project = new_project(tmp_path / "project")
    raw = project / "data" / "test" / "01_raw"
    raw.mkdir(parents=True)
    (raw / "simulation").symlink_to(small_disk)
    fill = Path(small_disk / "fill")
    fill.write_bytes(bytes(1_900_000))
    line = _line(kedro(project, "run", "--pipelines", "simulation"))
    assert "the disk is full: make room, and run again" in line
    (raw / "simulation").unlink()
    shutil.copytree(small_disk, raw / "simulation", ignore=shutil.ignore_patterns("fill"))
    done = kedro(project, "run", "--pipelines", "simulation")
    assert done.returncode == 0, done.stderr
    left = [path.name for path in raw.rglob("*") if path.name.startswith(".")]
    assert left == []
