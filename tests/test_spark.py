import os
import stat
import subprocess
import sys

import pytest

from connected_car.errors import UserError
from connected_car.hooks import configure_spark
from connected_car.spark import _check_java, spark_session


@pytest.fixture
def no_java(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def _java(folder, version):
    java = folder / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)


def test_missing_java(no_java):
    with pytest.raises(UserError, match=r"`java` is not on the PATH; install Java 17"):
        _check_java()


def test_a_wrong_java_home(no_java, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(UserError, match=r"JAVA_HOME=/nowhere has no bin/java"):
        _check_java()


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.2"])
def test_an_old_java(no_java, version):
    _java(no_java, version)
    with pytest.raises(UserError, match="is older"):
        _check_java()


@pytest.mark.parametrize("version", ["17.0.15", "21"])
def test_a_good_java(no_java, version):
    _java(no_java, version)
    assert _check_java() is None


def test_the_running_session_is_used(spark):
    assert spark_session() is spark


def test_settings_wait_in_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "")
    configure_spark({"spark.app.name": "a b", "spark.ui.enabled": False}, tmp_path)
    told = os.environ["PYSPARK_SUBMIT_ARGS"]
    assert "--conf 'spark.app.name=a b' --conf spark.ui.enabled=False" in told
    assert f"{tmp_path.resolve().as_uri()}/log4j2.properties" in told
    assert told.endswith(" pyspark-shell")


def test_a_starting_jvm_prints_nothing(tmp_path, project):
    code = (
        "import yaml; from pathlib import Path\n"
        "from connected_car.hooks import configure_spark\n"
        "from connected_car.spark import spark_session\n"
        "configure_spark(yaml.safe_load(Path('conf/base/spark.yml').read_text()), Path('conf'))\n"
        "spark = spark_session()\n"
        "print(spark.range(10).count())\n"
        "spark._jvm.java.lang.System.err.println('a real complaint')\n"
        "spark.stop()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.stdout == "10\n"
    assert done.stderr == "a real complaint\n"
