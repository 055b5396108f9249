"""Numbers, days and texts of strangers as a page shows them."""

from datetime import date
from typing import Any

_LONGEST_TEXT = 5000


def clean(value: Any) -> Any:
    """Return the value with each text, at any depth, without control and invisible characters."""
    if isinstance(value, str):
        text = "".join(c if c.isprintable() else " " for c in value[: _LONGEST_TEXT + 1])
        return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list) else value


def number(count: float) -> str:
    """Return a count as ``12,345``."""
    return f"{count:,.0f}"


def cycles(value: float) -> str:
    """Return cycles as ``1,234.5``."""
    return f"{value:,.1f}"


def percent(part: float, whole: float = 1) -> str:
    """Return a share as ``2.0 %``; only nothing is 0 %, and only all is 100 %."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 0.1:
        return "under 0.1 %"
    if 99.9 < share < 100:
        return "over 99.9 %"
    return f"{share:.0f} %" if share in (0, 100) else f"{share:.1f} %"


def chance(probability: float) -> str:
    """Return a probability; what has not happened yet is neither sure nor out of the question."""
    if probability in (0, 1):
        return "over 99 %" if probability else "under 1 %"
    return percent(probability)


def some(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 day`` or ``1,200 days``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def day(value: date | str | None) -> str:
    """Return ``3 March 2025``."""
    if value is None:
        return "–"
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{parsed.day} {parsed:%B %Y}"
