"""The page of a passport."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connected_car.pages import page_template
from connected_car.pages.words import clean
from connected_car.passports import words

_TEMPLATE = Path(__file__).with_name("passport.html.j2")
_LONGEST_STEPS = 12
_PARTS = ("load", "run", "save")


def passport_page(passport: Mapping[str, Any], to_root: str = ".") -> str:
    """Return a passport as HTML without script; every text in it is escaped.

    Args:
        passport: as ``Recording.finish`` returns it, with ``models``.
        to_root: the way from the page's folder to the project's, for the links to results.
    """
    shown = clean(dict(passport))
    steps = sorted(shown["steps"], key=_seconds, reverse=True)
    return page_template(_TEMPLATE).render(
        run=shown,
        words=words,
        to_root=to_root,
        pages=[link for link in shown["links"] if link["path"].endswith(".html")],
        others=[link for link in shown["links"] if not link["path"].endswith(".html")],
        longest=[step for step in steps[:_LONGEST_STEPS] if _seconds(step) > 0.05],
        most=max(map(_seconds, steps), default=0) or 1,
        seconds=_seconds,
    )


def _seconds(step: Mapping[str, Any]) -> float:
    return float(sum(step[part] for part in _PARTS))
