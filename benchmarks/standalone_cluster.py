"""A Spark standalone cluster on this machine's loopback: one master, workers of one core."""

import os
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psutil

HOST = "127.0.0.1"
_SECONDS = 60.0  # in which each process must have begun to serve
_MASTER = ("org.apache.spark.deploy.master.Master", "--port", "0")
_WORKER = ("org.apache.spark.deploy.worker.Worker", "--cores", "1", "--memory", "3g")


class Cluster(NamedTuple):
    """What runs, and how it is found.

    Attributes:
        environment: the variables with which ``kedro run --env cluster`` finds it. The workers'
            Python has the libraries of this one, but cannot import this project.
        master: its process.
        workers: their processes, by the folders that take their files.
    """

    environment: dict[str, str]
    master: subprocess.Popen[str]
    workers: dict[Path, subprocess.Popen[str]]


@contextmanager
def standalone_cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start master and workers, and end them and all that they started.

    Args:
        folder: takes the workers' files.
        workers: how many.

    Yields:
        The cluster.

    Raises:
        RuntimeError: one of them did not begin to serve.
    """
    started: list[subprocess.Popen[str]] = []
    try:
        master = _serve(started, folder, _MASTER, "Starting Spark master at ").split()[0]
        places = [folder / f"worker-{number}" for number in range(workers)]
        for place in places:
            command = (*_WORKER, "--work-dir", str(place), master)
            _serve(started, place, command, "Successfully registered with master ")
        python = str(foreign_python(folder))
        yield Cluster(
            {"SPARK_MASTER": master, "SPARK_WORKER_PYTHON": python},
            started[0],
            dict(zip(places, started[1:], strict=True)),
        )
    finally:
        _end(started)


def foreign_python(folder: Path) -> Path:
    """Return a Python with this one's libraries that cannot import this project."""
    venv.create(folder / "python", symlinks=True)
    site = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    # a folder named in a .pth file is searched, but the project's .pth file in it is not read
    (folder / "python" / site / "libraries.pth").write_text(str(Path(sys.prefix) / site))
    return folder / "python" / "bin" / "python"


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and all that it has started, as if its machine were lost."""
    family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


def _serve(
    started: list[subprocess.Popen[str]], place: Path, arguments: tuple[str, ...], sign: str
) -> str:
    """Start a process, and return what follows the sign in the log that tells that it serves."""
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), *arguments, "--host", HOST, "--webui-port", "0"]
    left_out = {"PYTHONPATH", "PYSPARK_SUBMIT_ARGS", "PYSPARK_PYTHON"}
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    environment |= {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
    environment["SPARK_DAEMON_JAVA_OPTS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    environment["SPARK_LOCAL_DIRS"] = str(place / "local")
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    started.append(process)
    too_late = threading.Timer(_SECONDS, process.kill)
    too_late.start()
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line)
        if sign in line:
            too_late.cancel()
            threading.Thread(target=lambda: [*process.stdout], daemon=True).start()
            return line.partition(sign)[2].strip()
    too_late.cancel()
    raise RuntimeError(f"{arguments[0]} did not start:\n{''.join(lines[-10:])}")


def _end(started: list[subprocess.Popen[str]]) -> None:
    family = []
    for process in started:
        if process.poll() is None:
            parent = psutil.Process(process.pid)
            family += [*parent.children(recursive=True), parent]
    for process in reversed(started):  # workers first: they end their executors
        process.terminate()
    _, alive = psutil.wait_procs(family, timeout=10)
    for member in alive:
        member.kill()
    psutil.wait_procs(alive, timeout=10)
