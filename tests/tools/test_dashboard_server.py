"""The server of the dashboard gives its page to this machine, and nothing else to anyone."""

import re
import subprocess
import sys

import httpx
import pytest


@pytest.fixture
def address(project, tmp_path):
    reports = tmp_path / "reports"
    (reports / "run_passports").mkdir(parents=True)
    (reports / "run_passports" / "ab.html").write_text("how it was made")
    (reports / "alert_dashboard.html").write_text("<h1>Alerts</h1>")
    (reports / "alerts.json").write_text("{}")
    (tmp_path / "secret.html").write_text("secret")
    (reports / "link.html").symlink_to(tmp_path / "secret.html")
    script = [sys.executable, "-m", "tools.dashboard", "--no-browser"]
    server = subprocess.Popen(
        [*script, str(reports / "alert_dashboard.html")], stdout=subprocess.PIPE, text=True
    )
    yield re.search(r"http://\S+", server.stdout.readline())[0]
    server.kill()
    server.wait()
    server.stdout.close()


def test_the_page_is_served_on_loopback_alone(address):
    assert address.startswith("http://127.0.0.1:")
    answer = httpx.get(address, trust_env=False)
    assert (answer.status_code, answer.text) == (200, "<h1>Alerts</h1>")
    below = address.replace("alert_dashboard", "run_passports/ab")
    assert httpx.get(below, trust_env=False).text == "how it was made"


@pytest.mark.parametrize("name", ["", "alerts.json", "link.html", "%2e%2e/secret.html", "no.html"])
def test_nothing_else_is_served(address, name):
    base = address.rsplit("/", 1)[0]
    assert httpx.get(f"{base}/{name}", trust_env=False).status_code == 404


def test_a_name_that_points_here_is_refused(address):
    answer = httpx.get(address, headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code == 404


def test_a_missing_page_is_one_line(project, tmp_path):
    script = [sys.executable, "-m", "tools.dashboard", str(tmp_path / "none.html")]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "kedro run --pipelines alerting" in done.stderr
    assert len(done.stderr.splitlines()) == 1
