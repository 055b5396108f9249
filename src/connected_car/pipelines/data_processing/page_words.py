"""Cadences and reasons in words for someone who is no data scientist."""

import re

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
_PERIODS = {0: "at no fixed time", 12: "twice a day", 24: "once a day"}


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
