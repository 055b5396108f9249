"""What drivers, workshops and analysts read, in templates.

A driver's message is short enough for a head unit: one template a language, the title in its first
line, no probability, no jargon. The longer texts for the staff lie in ``staff``; they quote the
reasons of the findings, and are in the reasons' language, English.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from connected_car.pages import words

FALLBACK = "en"
MOST_TITLE, MOST_BODY = 40, 220  # characters that a head unit shows
_FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.j2")))
_LONGEST_PART = 30
_LONGEST_REASON = 1_000


def message_language(wanted: str | None) -> str:
    """Return the language to write in: the wanted one (``de``, ``de-AT``) where there is one."""
    short = str(wanted or "").strip().lower()[:2]
    return short if short in LANGUAGES else FALLBACK


def render(
    language: str, kind: str, severity: str, seen: date, due: date | None, *, part: str = ""
) -> str:
    """Return title and body of a driver's message, a line each.

    Args:
        language: one of ``LANGUAGES``.
        kind: ``wear`` or ``compliance``.
        severity: ``alert`` or ``overdue``.
        seen: day of the finding.
        due: day on which the battery is expected to have reached its rating, where one is known.
        part: name of the component as its inspection has it, where the kind is compliance.
    """
    text = (
        _templates()
        .get_template(f"{language}.j2")
        .render(kind=kind, severity=severity, seen=seen, due=due, part=_short(part))
    )
    title, body = (line.strip() for line in text.strip().split("\n", 1))
    return f"{title}\n{body}"


def staff_text(reader: str, alert: Mapping[Any, Any]) -> str:
    """Return the longer text for a workshop or an analyst.

    Args:
        reader: ``workshop`` or ``analyst``.
        alert: an alert by column, with ``Delivery`` and ``Why``, and ``booking_url``.
    """
    plain = words.clean(dict(alert))
    if plain["Reason"] is not None:
        plain["Reason"] = _short(plain["Reason"], _LONGEST_REASON)
    text = _templates().get_template(f"staff/{reader}.j2").render(alert=plain)
    return text.strip()


def part_of(subject_id: str, vehicle: str) -> str:
    """Return the name of the component in a subject's id."""
    return subject_id.removeprefix(f"{vehicle}/")


def _short(text: str, longest: int = _LONGEST_PART) -> str:
    plain = " ".join(str(words.clean(text)).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"


@cache
def _templates() -> jinja2.Environment:
    """The texts go to head units as they are, so that nothing is escaped as for HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": words.day}
    environment.globals |= {"percent": words.percent, "chance": words.chance}
    return environment
