"""A Spark standalone cluster on this machine's loopback: one master, two workers of one core."""

import os
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

HOST = "127.0.0.1"
_WORKERS = 2
_SECONDS = 60.0  # in which each process must have begun to serve
_MASTER = ("org.apache.spark.deploy.master.Master", "--port", "0")
_WORKER = ("org.apache.spark.deploy.worker.Worker", "--cores", "1", "--memory", "3g")


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[dict[str, str]]:
    """Start master and workers, and end them and all that they started.

    Args:
        folder: takes the workers' files.

    Yields:
        The environment variables with which ``kedro run --env cluster`` finds them. The workers'
        Python has the libraries of this one, but cannot import this project.

    Raises:
        RuntimeError: one of them did not begin to serve.
    """
    started: list[subprocess.Popen] = []
    try:
        master = _serve(started, _MASTER, "Starting Spark master at ").split()[0]
        for number in range(_WORKERS):
            work = ("--work-dir", str(folder / f"worker-{number}"))
            _serve(started, (*_WORKER, *work, master), "Successfully registered with master ")
        yield {"SPARK_MASTER": master, "SPARK_WORKER_PYTHON": str(foreign_python(folder))}
    finally:
        _end(started)


def foreign_python(folder: Path) -> Path:
    """Return a Python with this one's libraries that cannot import this project."""
    venv.create(folder / "python", symlinks=True)
    site = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    # a folder named in a .pth file is searched, but the project's .pth file in it is not read
    (folder / "python" / site / "libraries.pth").write_text(str(Path(sys.prefix) / site))
    return folder / "python" / "bin" / "python"


def _serve(started: list[subprocess.Popen], arguments: tuple[str, ...], sign: str) -> str:
    """Start a process, and return what follows the sign in the log that tells that it serves."""
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), *arguments, "--host", HOST, "--webui-port", "0"]
    left_out = {"PYTHONPATH", "PYSPARK_SUBMIT_ARGS", "PYSPARK_PYTHON"}
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    environment |= {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
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


def _end(started: list[subprocess.Popen]) -> None:
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
