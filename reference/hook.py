"""Puts the reference into the pages: ``<!-- reference: NAME -->`` is the place of a part."""

import re
from typing import Any

from reference import commands, parameters, pipelines, tables

PARTS = {
    "parameters": parameters.page,
    "kafka": parameters.kafka,
    "stored tables": tables.stored,
    "delivered tables": tables.delivered,
    "datasets": tables.datasets,
    "pipelines": pipelines.page,
    "make targets": commands.make_targets,
    "keys": commands.runtime_keys,
}
_PLACE = re.compile(r"<!-- reference: ([\w ]+) -->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill the places of a page; mkdocs calls this for each."""
    return _PLACE.sub(lambda found: PARTS[found[1]](), markdown)
