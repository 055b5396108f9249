"""What all tests share."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import numpy as np
import pytest
import yaml

from connected_car.forecasters.panel import Panel

os.environ["DO_NOT_TRACK"] = "1"
hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("untimed")
PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository."""
    return PROJECT


@pytest.fixture(scope="session")
def lab_file() -> Path:
    """The workshop's own battery file; it lies beside the project and is never part of it."""
    path = PROJECT.parent / "shared" / "data" / "lab" / "daily-battery-time-series.csv"
    if not path.exists():
        pytest.skip("the workshop's file is not at ../shared/data/lab")
    return path


@pytest.fixture
def small_disk(tmp_path_factory):
    """A disk of 2 MB."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="session")
def spark():
    """One Spark session for all tests, with the project's settings."""
    from pyspark.sql import SparkSession

    from connected_car.hooks import configure_spark

    base, test = (PROJECT / "conf" / env / "spark.yml" for env in ("base", "test"))
    settings = yaml.safe_load(base.read_text()) | yaml.safe_load(test.read_text())
    configure_spark(settings, PROJECT / "conf")
    session = SparkSession.builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def make_fleet():
    """Make a seeded fleet as a panel; its last day is 2026-06-30, a Tuesday.

    Kinds: ``noise`` around a level, ``weekly`` (two in three batteries rest at weekends, the others
    the other way round), ``shift`` (the level jumps about every 100 days).
    """

    def make(n=20, days=300, kind="noise", seed=1, missing=0.0) -> Panel:
        rng = np.random.default_rng(seed)
        y = np.repeat(0.14 * np.exp(0.3 * rng.standard_normal((n, 1))), days, axis=1)
        weekend = (np.arange(days)[::-1] + 5) % 7 < 2
        if kind == "weekly":
            y *= np.where(weekend ^ (rng.random((n, 1)) < 1 / 3), 0.4, 1.2)
        if kind == "shift":
            jumps = 0.3 * rng.standard_normal((n, days)) * (rng.random((n, days)) < 0.01)
            y *= np.exp(np.cumsum(jumps, axis=1))
        y = np.maximum(0, y * (1 + 0.25 * rng.standard_normal((n, days))))
        y[rng.random((n, days)) < missing] = np.nan
        ids = np.array([f"battery-{i:04d}" for i in range(n)])
        return Panel(ids, np.full(n, np.datetime64("2026-06-30")), y)

    return make


@pytest.fixture(scope="session")
def make_planned_fleet(make_fleet):
    """Make a fleet of which some trips are planned 30 days ahead, some 5 of them a day.

    ``trips`` are known in advance and decide the day's use; each battery counts them in a unit of
    its own. The true use of the 30 days to come is given beside the panel.
    """

    def make(n=30, days=250, seed=1) -> tuple[Panel, np.ndarray]:
        whole, rng = make_fleet(n=n, days=days + 30, seed=seed), np.random.default_rng(seed)
        trips = rng.poisson(5, whole.y.shape)
        y, unit = whole.y * (0.2 + 0.16 * trips), np.exp(rng.standard_normal((n, 1)))
        panel = replace(whole, y=y).before(30)
        return replace(panel, known={"trips": trips * unit}), y[:, -30:]

    return make


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser; ``open(html)`` gives a page, its complaints and what it asked for."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open HTML from disk in the browser; returns page, complaints, requests."""

    def show(html: str, place: str = "", **context: Any) -> SimpleNamespace:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        page = browser.new_context(**context).new_page()
        seen = SimpleNamespace(page=page, complaints=[], requests=[], uri=path.as_uri())
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(path.as_uri() + place)
        return seen

    return show
