"""A run needs no network, and looks for none: nothing is fetched, nobody is told."""

import sys
from pathlib import Path

import pytest

LOOK = "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"


def outward(counters: Path) -> int:
    """Return how often any process asked for a way to an address beyond loopback, and had none.

    Chromium asks the kernel for one by IPv6 when it starts, and sends nothing; that is not counted.
    """
    if not counters.exists():
        pytest.skip("this system lets us make no network of our own")
    names, values = (line.split() for line in counters.read_text().splitlines())
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"])


def test_the_whole_run_looks_for_no_network(whole_run):
    project, _ = whole_run
    assert outward(project / "counters") == 0


def test_a_look_at_the_network_is_counted(run_alone, tmp_path):
    run_alone(tmp_path / "counters", sys.executable, "-c", LOOK)
    assert outward(tmp_path / "counters") == 1
