"""The first line of a file that a user hands in."""

from collections.abc import Sequence

_OTHER_SIGNS = ";\t|"
_MOST_COLUMNS, _MOST_CHARACTERS = 20, 40


def found_instead(columns: Sequence[str]) -> str:
    """Return what to say of a header in which columns are missing.

    Args:
        columns: that a reader by commas has found.
    """
    if len(columns) == 1 and (signs := [sign for sign in _OTHER_SIGNS if sign in columns[0]]):
        return f"its fields are parted by {signs[0]!r}, not by ','"
    shown = (name[:_MOST_CHARACTERS] or "(unnamed)" for name in columns[:_MOST_COLUMNS])
    return f"it has: {', '.join(shown)}"
