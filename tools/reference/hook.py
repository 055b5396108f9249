"""Puts the reference into the pages: ``<!-- reference: NAME -->`` is the place of a part.

The line below it, in italics, is for whoever reads the page as it lies in ``docs``.
"""

import re
from typing import Any

from tools.project import PROJECT
from tools.reference import commands, families, parameters, pipelines, tables

_AT_ROOT = {"docs/": "../", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
_PLACE = re.compile(r"<!-- reference: ([\w ]+) -->\n\*.+\*$", re.MULTILINE)


def root_page(name: str) -> str:
    """Return a page of the root, with its links as they are from ``docs/project``."""
    text = (PROJECT / name).read_text()
    for at_root, from_here in _AT_ROOT.items():
        text = text.replace(f"]({at_root}", f"]({from_here}")
    return text


PARTS = {
    "parameters": parameters.page,
    "kafka": parameters.kafka,
    "stored tables": tables.stored,
    "delivered tables": tables.delivered,
    "datasets": tables.datasets,
    "pipelines": pipelines.page,
    "forecasters": families.forecasting,
    "classifiers": families.text_classification,
    "make targets": commands.make_targets,
    "keys": commands.runtime_keys,
    "contributing": lambda: root_page("CONTRIBUTING.md"),
    "changelog": lambda: root_page("CHANGELOG.md"),
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill the places of a page; mkdocs calls this for each."""
    return _PLACE.sub(lambda found: PARTS[found[1]](), markdown)
