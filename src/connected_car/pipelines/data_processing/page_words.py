"""Numbers, days and reasons in words for someone who is no data scientist."""

import re
from datetime import date
from typing import Any

_LONGEST_TEXT = 5000
_COLUMNS = {
    "Battery_ID": "battery id",
    "Battery_Age_Days": "battery age",
    "Number_Of_Trips": "number of trips",
    "Daily_Trip_Duration": "trip duration",
    "Daily_Cycles_Used": "cycles used",
    "Lifetime_Cycles_Used": "lifetime counter",
    "Battery_Rated_Cycles": "rated cycles",
}
_SENT_AGAIN = "The same reading sent again"
_SAME_MOMENT = "A second reading for a moment that has one"
REPEATS = (_SENT_AGAIN, _SAME_MOMENT)
_GROUPS = (  # the first pattern that is found names the group
    ("^duplicate row", _SENT_AGAIN),
    ("^duplicate timestamp|^second reading", _SAME_MOMENT),
    ("^Battery_ID", "Battery id is empty or not allowed"),
    ("^Date|^clock", "Date that cannot be true or be read"),
    (" empty$", "A value is missing"),
    ("not a (finite )?number$", "Text where a number should be"),
    (" negative$| not above 0$", "A value below what is possible"),
    (" above ", "A value above what is possible"),
    ("", "Line that is broken"),
)
_SENTENCES = {
    "duplicate row": "the same reading sent again",
    "duplicate timestamp with other values": "a second reading for the same moment, other values",
    "clock jump, days": "date does not fit the age of the battery",
    "wrong number of fields": "line is cut or has too many fields",
}
_PERIODS = {12: "twice a day", 24: "once a day"}


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


def some(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 day`` or ``1,200 days``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def day(value: date | str | None) -> str:
    """Return ``3 March 2025``."""
    if value is None:
        return "–"
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{parsed.day} {parsed:%B %Y}"


def cadence(hours: int | str) -> str:
    """Return how often a battery is read."""
    return _PERIODS.get(int(hours), f"every {hours} hours")


def reason(family: str | None) -> str:
    """Return a reason of the report in plain words, without column names."""
    words = _SENTENCES.get(family or "", family or "–")
    for column, plain in _COLUMNS.items():
        words = words.replace(column, plain)
    words = re.sub("above (?=[0-9])", "is above ", words)
    return words[:1].upper() + words[1:]


def reason_groups(reasons: dict[str, int]) -> list[tuple[str, int]]:
    """Return kinds of reasons with their counts, the commonest first."""
    groups: dict[str, int] = {}
    for family, count in reasons.items():
        name = next(name for pattern, name in _GROUPS if re.search(pattern, family))
        groups[name] = groups.get(name, 0) + count
    return sorted(groups.items(), key=lambda group: -group[1])
