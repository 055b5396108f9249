"""The one way to a Spark session."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from connected_car.errors import UserError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_OLDEST_JAVA = 17


def spark_session() -> "SparkSession":
    """Return the running session, or start one with the settings that ``hooks.py`` laid out.

    Raises:
        UserError: Java is missing or too old.
    """
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is None:
        _check_java()
        active = SparkSession.builder.getOrCreate()
    return active


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
