"""What was done, what was expected, and what happened."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

_WIDTHS = (46, 38, 38)


class Check(NamedTuple):
    """A row of the drill's table."""

    done: str
    expected: str
    happened: str

    @property
    def passed(self) -> bool:
        """Whether it happened as expected."""
        return self.expected == self.happened


def as_table(checks: Sequence[Check]) -> str:
    """Return the checks as a table for a terminal."""
    lines = [_row(("What was done", "Expected", "Happened"), "")]
    lines.append("-" * len(lines[0]))
    for check in checks:
        cells = [textwrap.wrap(text, width) for text, width in zip(check, _WIDTHS, strict=True)]
        for number in range(max(map(len, cells))):
            texts = [cell[number] if number < len(cell) else "" for cell in cells]
            verdict = ("pass" if check.passed else "FAIL") if number == 0 else ""
            lines.append(_row(texts, verdict))
    return "\n".join(line.rstrip() for line in lines)


def verdict(checks: Sequence[Check]) -> str:
    """Return the result in one line."""
    failed = [check for check in checks if not check.passed]
    if failed:
        return f"THE DRILL HAS FAILED: {len(failed)} of {len(checks)} checks did not come out"
    return f"The drill has passed: all {len(checks)} checks came out as expected"


def _row(texts: Sequence[str], verdict: str) -> str:
    cells = [f"{text:<{width}}" for text, width in zip(texts, _WIDTHS, strict=True)]
    return "  ".join([*cells, f"{verdict:<4}"])
