"""The one way to a Spark session."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from connected_car.errors import UserError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_OLDEST_JAVA = 17
_NOTICES = (b"WARNING: Using incubator modules",)


def spark_session() -> "SparkSession":
    """Return the running session, or start one with the settings that ``hooks.py`` laid out.

    Raises:
        UserError: Java is missing or too old.
    """
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is None:
        _check_java()
        with _without_notices():
            active = SparkSession.builder.getOrCreate()
    return active


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
