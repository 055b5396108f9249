"""What a driver reads on the head unit: one template a language, title in its first line."""

from datetime import date
from functools import cache
from pathlib import Path

import jinja2

FALLBACK = "en"
_FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.j2")))


def message_language(wanted: str | None) -> str:
    """Return the language to write in: the wanted one (``de``, ``de-AT``) where there is one."""
    short = str(wanted or "").strip().lower()[:2]
    return short if short in LANGUAGES else FALLBACK


def render(language: str, severity: str, seen: date, due: date | None) -> str:
    """Return title and body, a line each.

    Args:
        language: one of ``LANGUAGES``.
        severity: ``alert`` or ``overdue``.
        seen: day of the finding.
        due: day on which the battery is expected to have reached its rating, where one is known.
    """
    text = _templates().get_template(f"{language}.j2").render(severity=severity, seen=seen, due=due)
    title, body = (line.strip() for line in text.strip().split("\n", 1))
    return f"{title}\n{body}"


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_FOLDER)
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)
