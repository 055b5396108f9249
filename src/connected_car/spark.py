"""The one way to a Spark session."""

import atexit
import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import connected_car
from connected_car.errors import UserError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_OLDEST_JAVA = 17
_ANSWER_SECONDS = 5.0
_LOOK_SECONDS = 2.0
_GONE_SECONDS = 20.0
_NOTICES = (b"WARNING: Using incubator modules",)


def spark_session() -> "SparkSession":
    """Return the running session, or start one with the settings that ``hooks`` laid out.

    Raises:
        UserError: Java is missing or too old, the cluster's master does not answer, or Spark
            cannot start with its settings.
    """
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is None:
        _check_java()
        master = _configured_master()
        _check_master(master)
        try:
            with _without_notices():
                active = SparkSession.builder.getOrCreate()
        except Exception as error:  # Java's own and PySpark's have no base in common
            reason = str(getattr(error, "java_exception", error)).partition("\n")[0]
            raise UserError(f"Spark did not start on {master}: {reason}; see spark.yml") from error
        if _is_standalone(master):
            threading.Thread(target=_end_with, args=(active, master), daemon=True).start()
    return active


def is_local(master: str) -> bool:
    """Return whether Spark's workers are children of this process, with its Python and its code."""
    return re.fullmatch(r"local(\[[^\]]*\])?", master) is not None


def zip_package() -> str:
    """Return the path of a zip with this package's code, as the workers of a cluster import it.

    It lies in a temporary folder until this process ends.
    """
    package = Path(connected_car.__file__).parent
    folder = tempfile.mkdtemp(prefix="connected_car-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "connected_car.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(package.rglob("*.py")):
            archive.write(file, file.relative_to(package.parent))
    return str(path)


def _configured_master() -> str:
    """Return the master among the settings that ``hooks`` laid out; empty if there is none."""
    settings = shlex.split(os.environ.get("PYSPARK_SUBMIT_ARGS", ""))
    masters = [s.partition("=")[2] for s in settings if s.startswith("spark.master=")]
    return masters[-1] if masters else ""


def _check_master(master: str) -> None:
    """Ask whether a standalone master is there: Spark itself would try for a minute."""
    if _is_standalone(master) and all(reasons := _complaints(master)):
        raise UserError(
            f"no Spark master answers at {master} ({reasons[0]}): start it there, or name another "
            "by SPARK_MASTER=spark://host:port; without --env cluster Spark runs on this machine"
        )


def _end_with(session: "SparkSession", master: str) -> None:
    """End a session whose cluster is gone for some time: Spark itself would wait for ever.

    A master alone may go and come back: what runs on the workers goes on.
    """
    from py4j.protocol import Py4JError

    context, since = session.sparkContext._jsc.sc(), time.monotonic()
    with suppress(Py4JError, OSError):  # the JVM has ended
        while time.monotonic() - since < _GONE_SECONDS:
            time.sleep(_LOOK_SECONDS)
            if context.isStopped():
                return
            if context.getExecutorMemoryStatus().size() > 1 or not all(_complaints(master)):
                since = time.monotonic()  # the driver is one of those counted
        context.stop()


def _is_standalone(master: str) -> bool:
    return master.startswith("spark://")


def _complaints(master: str) -> list[str | None]:
    """Return why each of the addresses of a master does not answer; None where it does."""
    return [_unreachable(address) for address in master.removeprefix("spark://").split(",")]


def _unreachable(address: str) -> str | None:
    host, _, port = address.rpartition(":")
    if not (host and port.isdigit()):
        return f"{address} is not host:port"
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        return str(error)
    return None


@contextmanager
def _without_notices() -> Iterator[None]:
    """Let a JVM that starts meanwhile write to stderr, but for notices that no reader can act on.

    The JVM keeps the stderr that it is born with, so a thread passes its lines on for its life.
    """
    source, sink = os.pipe()
    stderr = os.dup(2)
    os.dup2(sink, 2)
    threading.Thread(target=_pass_on, args=(source, stderr), daemon=True).start()
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(sink)


def _pass_on(source: int, target: int) -> None:
    with open(source, "rb") as lines:
        for line in lines:
            if not line.startswith(_NOTICES):
                os.write(target, line)


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    advice = (
        f"install Java {_OLDEST_JAVA} or newer (on Debian: apt-get install openjdk-17-jre-headless)"
        " or set JAVA_HOME to it"
    )
    if java is None or not Path(java).exists():
        where = f"JAVA_HOME={home} has no bin/java" if home else "`java` is not on the PATH"
        raise UserError(f"Spark needs Java, but {where}; {advice}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        raise UserError(f"Spark needs Java {_OLDEST_JAVA} or newer, but {java} is older; {advice}")
