"""The drill passes, and fails loudly when a guard is taken out of the copy."""

import subprocess
import sys

import pytest

from tools.drill.checks import Check, as_table, verdict
from tools.drill.guards import GUARDS, take_out


def drill(project, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the drill's first scene."""
    command = [sys.executable, "-m", "tools.drill", "--until", "odd_files", *args]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_all_comes_out_as_expected(project):
    done = drill(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The drill has passed: all 13 checks" in done.stdout
    assert "FAIL" not in done.stdout


def test_without_a_guard_it_fails_loudly(project):
    done = drill(project, "--without", "done_writes")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "THE DRILL HAS FAILED" in done.stdout
    assert "60 readings, 20 scores" in done.stdout  # of the killed batch, twice


@pytest.mark.parametrize("name", GUARDS)
def test_each_guard_is_a_line_of_the_code(project, tmp_path, name):
    guard = GUARDS[name]
    copy = tmp_path / guard.file
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text((project / "src" / "connected_car" / guard.file).read_text())
    take_out(guard, tmp_path)
    compile(copy.read_text(), guard.file, "exec")
    assert guard.line not in copy.read_text()
    with pytest.raises(LookupError, match="has not once"):
        take_out(guard, tmp_path)


def test_the_table_shows_what_failed():
    checks = [Check("a", "1", "1"), Check("b " * 40, "1", "2")]
    lines = as_table(checks).splitlines()
    assert [line.split()[-1] for line in lines if "1" in line] == ["pass", "FAIL"]
    assert verdict(checks).startswith("THE DRILL HAS FAILED: 1 of 2")
    assert verdict(checks[:1]) == "The drill has passed: all 1 checks came out as expected"
