"""``make mutants``: take each guard out of a copy of the code; its test must fail then."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.drill.copied_project import copy_code
from tools.drill.guards import take_out
from tools.mutants.promises import PROMISES, Promise
from tools.project import PROJECT

_PASSED, _FAILED = 0, 1  # pytest's exit codes


def main() -> int:
    """Try the promises; the exit code is 1 where a test passes without its guard."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--only", default="", help="promises with these words")
    only = parser.parse_args().only.lower()
    chosen = [p for p in PROMISES if only in f"{p.says} {p.test}".lower()]
    caught = 0
    for promise in chosen:
        word = _try(promise)
        caught += word == "caught"
        print(f"{word:8s} {promise.says}", flush=True)
    print(
        f"\n{caught} of {len(chosen)} promises are held by a test that fails without their guard."
    )
    return 0 if caught == len(chosen) else 1


def _try(promise: Promise) -> str:
    """Return ``caught``, ``MISSED`` if the test passes without the guard, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="connected_car_mutant_") as folder:
        copy_code(Path(folder) / "project")
        source = Path(folder) / "project" / "src"
        if _test(promise, source) != _PASSED:
            return "BROKEN"  # it fails with the guard too
        take_out(promise.guard, source / "connected_car")
        return {_PASSED: "MISSED", _FAILED: "caught"}.get(_test(promise, source), "BROKEN")


def _test(promise: Promise, source: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-x", "-q", f"tests/{promise.test}"]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
