"""A small project in a folder of its own, whose data can be put back to an earlier state."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tools.drill.copied_project import copy_code, environment
from tools.drill.fleet import Fleet

_ENV = "test"
_LANDED_FILES = 12
_GONE_SECONDS = 20
_DELIVERED = 1_700_000_000  # when the first file was, seconds since 1970


class ChaosProject:
    """Code and settings of the project on the small fleet of ``conf/test``.

    Args:
        folder: an empty folder, or one to be made.

    Attributes:
        root: the project's own folder.
        data: everything that runs write.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.data = self.root / "data" / _ENV
        self._states = folder / "states"
        copy_code(self.root)
        self._land()

    def _land(self) -> None:
        """Deliver files for the stream."""
        fleet, landing = Fleet(), self.data / "01_raw" / "landing"
        landing.mkdir(parents=True)
        for number in range(_LANDED_FILES):
            days = range(3 * number, 3 * number + 3)
            lines = [",".join(fleet.header), *fleet.lines(days), ""]
            file = landing / f"{number:02d}.csv"
            file.write_text("\n".join(lines))
            os.utime(file, (_DELIVERED + number, _DELIVERED + number))  # Spark's order of reading

    def keep(self, name: str) -> Path:
        """Keep the present state of the data under a name; return where it lies."""
        return Path(shutil.copytree(self.data, self._states / name, symlinks=True))

    def put_back(self, name: str) -> None:
        """Put the data back to a state that was kept."""
        shutil.rmtree(self.data)
        shutil.copytree(self._states / name, self.data, symlinks=True)

    def start(self, pipeline: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a pipeline in a process group of its own."""
        command = [sys.executable, "-m", "kedro", "run", "--pipelines", pipeline]
        with log.open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=self.root,
                env=environment(self.root) | {"KEDRO_ENV": _ENV},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def processes(self) -> list[str]:
        """Return the processes that work in the project's folder; they get some seconds to end."""
        until = time.monotonic() + _GONE_SECONDS
        while (found := self._present()) and time.monotonic() < until:
            time.sleep(0.1)
        return found

    def _present(self) -> list[str]:
        found = []
        for process in psutil.process_iter():
            try:
                inside = Path(process.cwd()).is_relative_to(self.root)
                if inside and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(f"{process.pid} {process.name()}")
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all of its group."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
