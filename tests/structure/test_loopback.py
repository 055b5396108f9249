"""What the project starts listens on this machine alone, unless someone says otherwise.

Spark and the dashboard are started and looked at in ``test_spark`` and ``test_dashboard_server``.
"""

import re
from ipaddress import ip_address

import pytest
import yaml

WIDE = re.compile(r"0\.0\.0\.0|--ip\b|--host\b")


def is_here(host: str) -> bool:
    """Return whether a host is this very machine."""
    return host == "localhost" or ip_address(host).is_loopback


def test_mlflow_s_pages_are_for_this_machine(project):
    for file in (project / "conf").rglob("mlflow*.yml"):
        ui = yaml.safe_load(file.read_text()).get("ui", {})
        assert is_here(ui.get("host", "127.0.0.1")), file
    assert "host" in yaml.safe_load((project / "conf" / "base" / "mlflow.yml").read_text())["ui"]


def test_so_are_the_graph_and_the_notebooks():
    from jupyter_server.serverapp import ServerApp
    from kedro_viz.launchers.cli.run import run

    (host,) = (option.default for option in run.params if option.name == "host")
    assert is_here(host)
    assert is_here(ServerApp.ip.default_value)


def test_no_command_of_the_project_says_otherwise(project):
    files = [project / "Makefile", *(project / "tools").rglob("*.py")]
    files += [*(project / "conf").rglob("*.yml"), *(project / "src").rglob("*.py")]
    assert [str(file) for file in files if WIDE.search(file.read_text())] == []


@pytest.mark.parametrize("text", ["bind: 0.0.0.0", "kedro viz run --host x", "jupyter lab --ip=*"])
def test_a_wider_host_is_found(text):
    assert WIDE.search(text)
    assert not is_here("0.0.0.0")
