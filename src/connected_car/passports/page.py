"""The page of a passport."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connected_car.pages import page_template
from connected_car.pages.words import clean
from connected_car.passports import words

_TEMPLATE = Path(__file__).with_name("passport.html.j2")
_LONGEST_STEPS = 12
_PARTS = ("load", "run", "save")


def passport_page(passport: Mapping[str, Any], folder: str = ".") -> str:
    """Return a passport as HTML without script; every text in it is escaped.

    Args:
        passport: as ``Recording.finish`` returns it, with ``models``.
        folder: of the page, as seen from the project's one; links to results lead from there.
    """
    shown = clean(dict(passport))
    links = [{**link, "path": os.path.relpath(link["path"], folder)} for link in shown["links"]]
    steps = sorted(shown["steps"], key=_seconds, reverse=True)
    return page_template(_TEMPLATE).render(
        run=shown,
        words=words,
        pages=[link for link in links if link["path"].endswith(".html")],
        others=[link for link in links if not link["path"].endswith(".html")],
        longest=[step for step in steps[:_LONGEST_STEPS] if _seconds(step) > 0.05],
        most=max(map(_seconds, steps), default=0) or 1,
        seconds=_seconds,
    )


def _seconds(step: Mapping[str, Any]) -> float:
    return float(sum(step[part] for part in _PARTS))
