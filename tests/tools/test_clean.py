"""`make clean` removes what runs have made, after asking, and never what a user has brought."""

import fcntl
import shutil
import subprocess

import pytest


@pytest.fixture
def clean(project, tmp_path):
    """Clean a small project with an answer; returns it and what was printed."""
    for name in ("01_raw/mine.csv", "08_reporting/alerts", "locks/alerting", "mlflow/mlflow.db"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text("4711")
    (tmp_path / "tools").mkdir()
    shutil.copy(project / "tools/clean.sh", tmp_path / "tools")

    def clean(answer):
        command = ["bash", str(tmp_path / "tools/clean.sh")]
        return subprocess.run(command, input=answer, capture_output=True, text=True, check=False)

    return clean


def _left(folder) -> set[str]:
    return {path.name for path in (folder / "data").rglob("*") if path.is_file()}


def test_it_removes_only_what_runs_have_made(clean, tmp_path):
    done = clean("y\n")
    assert done.returncode == 0, done.stderr
    assert "data/08_reporting/alerts" in done.stdout
    assert _left(tmp_path) == {"mine.csv"}


def test_no_is_an_answer(clean, tmp_path):
    done = clean("n\n")
    assert done.returncode == 0
    assert "what people said about alerts and notes" in done.stdout
    assert "Nothing was removed." in done.stdout
    assert len(_left(tmp_path)) == 4


def test_it_leaves_a_run_that_goes_on_alone(clean, tmp_path):
    with open(tmp_path / "data/locks/alerting") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = clean("y\n")
    assert done.returncode == 1
    assert done.stderr == "Error: alerting is running (process 4711): stop it first.\n"
    assert len(_left(tmp_path)) == 4
