"""The pages are built without a warning, every link leads somewhere, and nothing is fetched."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

OUTSIDE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"?(https?:)?//[^\">]+")
FRONT = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")


def _build(project: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [*command, *options], cwd=project, env=quiet, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(project, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = _build(project, folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_reference_is_in_the_pages(site):
    text = (site / "reference" / "parameters.html").read_text()
    assert "<code>forecasting.horizon</code>" in text.replace("<wbr>", "")
    assert [page for page in site.rglob("*.html") if "&lt;!-- reference" in page.read_text()] == []
    assert [page for page in site.rglob("*.html") if "<!-- reference:" in page.read_text()] == []


def test_no_page_fetches_anything_from_outside(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    found = {page.name: OUTSIDE.search(page.read_text()) for page in pages}
    assert {name: match[0] for name, match in found.items() if match} == {}
    assert OUTSIDE.search('<script src="https://cdn.example.com/x.js">')
    assert OUTSIDE.search('<link rel="stylesheet" href="//fonts.example.com/x">')


def test_a_broken_link_ends_the_build(project, tmp_path):
    pages = tmp_path / "docs"
    pages.mkdir()
    (pages / "index.md").write_text("# A\n\n[b](b.md) [c](#c)\n")
    settings = (project / "mkdocs.yml").read_text().split("nav:")[0]
    (tmp_path / "mkdocs.yml").write_text(re.sub(r"(?m)^(hooks|watch):.*$", "", settings))
    done = _build(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert "'b.md'" in done.stderr and "'#c'" in done.stderr


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and mkdocs make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", title.lower()) for title in titles]
    return {title.strip().replace(" ", "-") for title in words}


def _broken(page: Path, text: str) -> list[str]:
    found = []
    for path, anchor in LINK.findall(text):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            found.append(f"{path}#{anchor}")
    return found


@pytest.mark.parametrize("name", FRONT)
def test_links_of_the_front_pages_lead_somewhere(project, name):
    page = project / name
    assert _broken(page, page.read_text()) == []


def test_a_broken_link_of_a_front_page_is_found(project):
    text = "[a](docs/alerts.md#the-dashboard) [b](docs/alerts.md#nothing) ![c](docs/no.png)"
    assert _broken(project / "README.md", text) == ["docs/alerts.md#nothing", "docs/no.png#"]
