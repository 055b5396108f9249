"""A project of its own for runs of the real command, and the results of one whole run."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.project import PROJECT
from tools.walk.kedro_process import CALLER

KEDRO = [sys.executable, "-m", "kedro"]
NO_BROWSER = "/nowhere/chromium"
# what follows runs with no network but loopback, and with no word that it is a test; then the
# kernel's counters of that network go into a file
ALONE = ["unshare", "--map-root-user", "--net", "sh", "-c"]
ALONE_SCRIPT = """ip link set lo up || exit 9
env -u DO_NOT_TRACK -u PYTEST_CURRENT_TEST -u CI "$@"; code=$?
grep ^Ip: /proc/net/snmp > "$COUNTERS"; exit $code"""


def make_project(folder: Path, source: Path) -> Path:
    """Make a project folder with the code of ``source`` and no data."""
    left_out = shutil.ignore_patterns("local", "__pycache__", "*.egg-info")
    for name in ("src", "conf"):
        shutil.copytree(source / name, folder / name, ignore=left_out)
    for name in ("pyproject.toml", ".telemetry"):
        shutil.copy(source / name, folder / name)
    (folder / "conf" / "local").mkdir()
    return folder


def call(
    project: Path, *args: str, through: Sequence[str] = (), **env: str
) -> subprocess.CompletedProcess[str]:
    """Run kedro in a project, by a command that starts it or by itself; return what came of it."""
    return _start([*through, *KEDRO, *args], project, env)


def call_alone(counters: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command beside ``counters`` with no network but loopback, where the system lets us.

    Elsewhere it runs with the network there is, and ``counters`` is not written.
    """
    possible = shutil.which("unshare") and shutil.which("ip")
    if possible and subprocess.run([*ALONE, "ip link set lo up"], check=False).returncode == 0:
        command = (*ALONE, ALONE_SCRIPT, "sh", *command)
    return _start(command, counters.parent, {**env, "COUNTERS": str(counters)})


def _start(
    command: Sequence[str], folder: Path, env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KEDRO_ENV": "test", "BROWSER_PATH": NO_BROWSER, **env}
    # files, for a Spark that answers several commands keeps a pipe open
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=out, stderr=err, check=False
        )
        texts = [file.seek(0) or file.read() for file in (out, err)]
    return subprocess.CompletedProcess(command, done.returncode, *texts)


@contextmanager
def one_process() -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Start a process that answers all commands in one project; gives what takes ``call``'s place.

    Libraries and Spark start once for all of them, see ``tools.walk``.
    """
    with tempfile.TemporaryDirectory() as folder:  # the name of a socket must be short
        place, caller = Path(folder) / "kedro", Path(folder) / "caller.py"
        caller.write_text(CALLER.format(python=sys.executable, place=str(place)))
        server = [sys.executable, "-m", "tools.walk.kedro_process", str(place)]
        with subprocess.Popen(server, cwd=PROJECT) as process:
            while process.poll() is None and not place.exists():
                time.sleep(0.02)
            command = [sys.executable, "-SB", str(caller)]
            yield lambda project, *args, **env: _start([*command, *args], project, env)
            process.terminate()


@pytest.fixture(scope="session", autouse=True)
def no_store_of_other_tests() -> None:
    """Forget MLflow's store, which MLflow hands down by the environment, before all else."""
    _forget_store()


@pytest.fixture(scope="module", autouse=True)
def no_store_of_other_files() -> None:
    """Forget it again before each file."""
    _forget_store()


def _forget_store() -> None:
    for name in [name for name in os.environ if name.startswith("MLFLOW_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def kedro() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The function that runs kedro in a project folder."""
    return call


@pytest.fixture(scope="module")
def quick_kedro() -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """The function that runs kedro in one project folder, in a process that has started already."""
    with one_process() as call_again:
        yield call_again


@pytest.fixture(scope="session")
def run_alone() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The function that runs a command with no network but loopback."""
    return call_alone


@pytest.fixture(scope="session")
def new_project(project) -> Callable[[Path], Path]:
    """The function that makes an empty project of the present code."""
    return lambda folder: make_project(folder, project)


@pytest.fixture(scope="session")
def whole_run(project, tmp_path_factory) -> tuple[Path, str]:
    """A project in which a fleet was simulated and everything run, and what that printed."""
    folder = make_project(tmp_path_factory.mktemp("whole") / "project", project)
    made = call(folder, "run", "--pipelines", "simulation")
    assert made.returncode == 0, made.stdout + made.stderr
    browser = shutil.which("chromium") or NO_BROWSER
    ran = call_alone(folder / "counters", *KEDRO, "run", BROWSER_PATH=browser)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder, ran.stdout


@pytest.fixture(scope="module")
def own_copy(whole_run, tmp_path_factory) -> Path:
    """The whole run's project once more, for tests that change its tables."""
    project, _ = whole_run
    folder = tmp_path_factory.mktemp("copy") / "project"
    return shutil.copytree(project, folder, symlinks=True)
