"""A copy of the project in a folder of its own, with runs of the real command."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

import pandas as pd
import yaml
from deltalake import DeltaTable

from connected_car.pipelines.streaming_scoring.crash import CRASH_AT
from tools.project import PROJECT

_PATIENCE_SECONDS = 300
_ONE_FILE_A_BATCH = {
    "telemetry_events": {
        "type": "connected_car.datasets.FileStreamDataset",
        "filepath": "data/01_raw/landing",
        "max_files_per_trigger": 1,
        "metadata": {"kedro-viz": {"layer": "raw"}},
    }
}


class Ended(NamedTuple):
    """Exit code and output of a run."""

    code: int
    output: str


class CopiedProject:
    """Code and settings of the project, without its data.

    Args:
        folder: an empty folder, or one to be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.landing = folder / "data" / "01_raw" / "landing"
        self.tables = folder / "data" / "07_model_output"
        self.checkpoint = self.tables / "stream" / "checkpoint"
        copy_code(folder)
        local = folder / "conf" / "local" / "streaming_scoring"
        local.mkdir(parents=True)
        (local / "catalog.yml").write_text(yaml.safe_dump(_ONE_FILE_A_BATCH))
        self._landed = 0

    def land(self, name: str, lines: Sequence[str], header: Sequence[str]) -> None:
        """Deliver a file as a careful supplier does, later than those before it."""
        self.landing.mkdir(parents=True, exist_ok=True)
        hidden = self.landing / f".{name}"
        hidden.write_text("\n".join([",".join(header), *lines, ""]))
        self._landed += 1  # Spark takes files by their times
        moment = time.time() - 3600 + self._landed
        os.utime(hidden, (moment, moment))
        os.replace(hidden, self.landing / name)

    def run(self, crash_at: str = "", **params: object) -> Ended:
        """Run the stream to its end."""
        with self.start(crash_at, **params) as process:
            output, _ = process.communicate()
        return Ended(process.returncode, output)

    def start(
        self, crash_at: str = "", output: int | TextIO = subprocess.PIPE, **params: object
    ) -> subprocess.Popen[str]:
        """Start the stream; ``crash_at`` is a place and batch at which it kills itself."""
        command = [sys.executable, "-m", "kedro", "run", "--pipelines", "streaming_scoring"]
        if params:
            given = ",".join(f"{name}={value}" for name, value in params.items())
            command += ["--params", given]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment(self.folder) | {CRASH_AT: crash_at},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the stream as it is now; without columns where there is none."""
        path = str(self.tables / name)
        if not DeltaTable.is_deltatable(path):
            return pd.DataFrame()
        return DeltaTable(path).to_pyarrow_table().to_pandas()


def copy_code(folder: Path) -> None:
    """Copy code and settings into a folder, which is made; no data, nothing of the user's own."""
    left_out = shutil.ignore_patterns("local", "__pycache__", "*.egg-info")
    for name in ("src", "conf"):
        shutil.copytree(PROJECT / name, folder / name, ignore=left_out)
    for name in ("pyproject.toml", ".telemetry"):
        shutil.copy(PROJECT / name, folder / name)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables for a copy's runs: none that leads to another project."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("MLFLOW_", "KEDRO_"))}
    return outside | {"PYTHONPATH": str(folder / "src"), "DO_NOT_TRACK": "1"}


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened while a process runs.

    Raises:
        RuntimeError: the process has ended before, or nothing happens for minutes.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while not happened():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            output, _ = process.communicate()
            raise RuntimeError(f"the stream does not go on:\n{(output or '')[-3000:]}")
        time.sleep(0.2)
