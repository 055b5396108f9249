"""A copy of the project, and a shell in it in which lines are typed."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from tools.drill.copied_project import copy_code, environment
from tools.project import PROJECT
from tools.walk.kedro_process import CALLER

_PATIENCE_SECONDS = 60
_MARK = "-- walked:"
OUTER_MAKE = {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}  # under it make would name each folder it enters


class Answer(NamedTuple):
    """Exit code and output of a line."""

    code: int
    output: str


class House(AbstractContextManager["House"]):
    """A copy of the project without data, with an environment whose ``kedro`` is one process.

    Args:
        folder: where the copy is made.
        variables: of the environment, beside the present ones.
    """

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        given = {k: v for k, v in environment(folder).items() if k not in OUTER_MAKE}
        self.variables = given | variables
        copy_code(folder)
        (folder / "conf" / "local").mkdir()
        shutil.copytree(
            PROJECT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in ("Makefile", "requirements.lock"):
            shutil.copy(PROJECT / name, folder)
        self._sockets = tempfile.TemporaryDirectory()  # the name of a socket must be short
        self._place = Path(self._sockets.name) / "kedro"
        self._make_environment()
        self._process = self._start()

    def _make_environment(self) -> None:
        """Make ``.venv`` with the packages of the present one, as ``make setup`` would."""
        place = self.folder / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
        packages = Path(sysconfig.get_paths(vars={"base": str(place)})["purelib"])
        (packages / "walked.pth").write_text(sysconfig.get_paths()["purelib"])
        (place / "spark_classes.jsa").symlink_to(Path(sys.prefix) / "spark_classes.jsa")
        kedro = place / "bin" / "kedro"
        for program in (Path(sys.prefix) / "bin").iterdir():
            if not (place / "bin" / program.name).exists() and program.name != kedro.name:
                (place / "bin" / program.name).symlink_to(program)
        kedro.write_text(CALLER.format(python=sys.executable, place=str(self._place)))
        kedro.chmod(0o755)
        (place / ".ready").touch()

    def _start(self) -> subprocess.Popen[bytes]:
        python = self.folder / ".venv" / "bin" / "python"
        process = subprocess.Popen(
            [python, "-m", "tools.walk.kedro_process", self._place],
            cwd=self.folder,
            env=self.variables,
        )
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._place.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the process that answers `kedro` does not start")
            time.sleep(0.05)
        return process

    def restart(self) -> None:
        """Let another process answer ``kedro``: one that has no file of the present data open."""
        self._process.terminate()
        self._process.wait()
        self._place.unlink()
        self._process = self._start()

    def terminal(self, **variables: str) -> "Terminal":
        """Open a shell in the copy."""
        return Terminal(self.folder, self.variables | variables)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._sockets.cleanup()


class Terminal(AbstractContextManager["Terminal"]):
    """A shell; what a line has set holds for those after it."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        path = f"{folder}/.venv/bin{os.pathsep}{variables['PATH']}"
        # a file, for Spark goes on writing to where it was started when that shell has ended
        self._printed = tempfile.NamedTemporaryFile()  # noqa: SIM115
        self._shell = subprocess.Popen(
            ["bash"],
            cwd=folder,
            env=variables | {"PATH": path},
            stdin=subprocess.PIPE,
            stdout=self._printed,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def type(self, line: str) -> Answer:
        """Run a line to its end."""
        begun, typed = os.path.getsize(self._printed.name), self._shell.stdin
        assert typed
        typed.write(f"{{ {line}\n}} < /dev/null; printf '\n{_MARK} %s\n' $?\n")
        typed.flush()
        while True:
            output = Path(self._printed.name).read_bytes()[begun:].decode(errors="replace")
            before, mark, code = output.partition(f"\n{_MARK}")
            if mark and code.endswith("\n"):
                return Answer(int(code.split()[0]), before)
            if self._shell.poll() is not None:
                raise RuntimeError(f"the shell has ended at {line}:\n{output[-2000:]}")
            time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self._shell.kill()
        self._shell.communicate()
        self._printed.close()
