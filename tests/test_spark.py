import os
import re
import socket
import stat
import subprocess
import sys
from ipaddress import ip_address

import psutil
import pytest

from connected_car.errors import UserError
from connected_car.hooks import configure_spark
from connected_car.spark import _check_java, _check_master, is_local, spark_session


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


def test_spark_listens_on_this_machine_alone(spark):
    java = [child for child in psutil.Process().children() if child.name() == "java"]
    workers = [worker for process in java for worker in process.children(recursive=True)]
    sockets = [s for process in java + workers for s in process.net_connections("tcp")]
    places = {s.laddr.ip.removeprefix("::ffff:") for s in sockets if s.status == "LISTEN"}
    assert places
    assert all(ip_address(place).is_loopback for place in places), places


@pytest.fixture
def environment(monkeypatch):
    """Let a test set what Spark would read."""
    for name in ("PYSPARK_SUBMIT_ARGS", "PYSPARK_PYTHON"):
        monkeypatch.setenv(name, "")


def test_settings_wait_in_the_environment(environment, tmp_path):
    settings = {"spark.app.name": "a b", "spark.ui.enabled": False, "spark.master": "local[2]"}
    configure_spark(settings, tmp_path)
    told = os.environ["PYSPARK_SUBMIT_ARGS"]
    assert "--conf 'spark.app.name=a b' --conf spark.ui.enabled=False" in told
    assert f"{tmp_path.resolve().as_uri()}/log4j2.properties" in told
    assert told.endswith(" pyspark-shell")
    assert "pyFiles" not in told
    assert os.environ["PYSPARK_PYTHON"] == sys.executable


def test_a_cluster_gets_the_code_and_a_python_of_its_own(environment, tmp_path):
    settings = {"spark.master": "spark://h:1", "spark.pyspark.python": "python-there"}
    configure_spark(settings, tmp_path)
    assert os.environ["PYSPARK_PYTHON"] == "python-there"
    path = re.search(r"spark\.submit\.pyFiles=(\S+)", os.environ["PYSPARK_SUBMIT_ARGS"])[1]
    code = f"import sys; sys.path.insert(0, {path!r}); import connected_car.risk as m; print(m)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert f"{path}/connected_car/risk/__init__.py" in done.stdout, done.stderr


@pytest.mark.parametrize("master", ["local", "local[*]", "local[2]", "local[2,3]"])
def test_local_masters(master):
    assert is_local(master)


@pytest.mark.parametrize("master", ["spark://h:7077", "yarn", "local-cluster[2,1,1024]"])
def test_other_masters(master):
    assert not is_local(master)


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_master_that_does_not_answer(closed_port):
    with pytest.raises(
        UserError,
        match=rf"no Spark master answers at spark://127.0.0.1:{closed_port} .*SPARK_MASTER",
    ):
        _check_master(f"spark://127.0.0.1:{closed_port}")
    with pytest.raises(UserError, match="is not host:port"):
        _check_master("spark://nowhere")


def test_a_session_that_cannot_start_is_told_in_one_line(environment, monkeypatch):
    from pyspark.sql import SparkSession

    def fail(builder):
        raise RuntimeError("no memory\nand much more")

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setattr(SparkSession.Builder, "getOrCreate", fail)
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.master=local[2] pyspark-shell")
    with pytest.raises(UserError, match=r"^Spark did not start on local\[2\]: no memory; see"):
        spark_session()


def test_one_of_several_masters_is_enough(closed_port):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert _check_master(f"spark://127.0.0.1:{closed_port},127.0.0.1:{port}") is None


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
