"""The warnings that are logged while a run goes on."""

import logging
from collections import Counter
from typing import Any

_DISTINCT = 50  # kept lines
_LONGEST = 300  # characters of one


class WarningLog(logging.Handler):
    """Counts what is logged as a warning or worse, and keeps the distinct lines."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._count = 0
        self._lines: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record."""
        self._count += 1
        line = " ".join(record.getMessage().split())[:_LONGEST]
        if line in self._lines or len(self._lines) < _DISTINCT:
            self._lines[line] += 1

    def to_dict(self) -> dict[str, Any]:
        """Return how many there were, and the distinct lines in their order."""
        lines = [{"text": text, "times": times} for text, times in self._lines.items()]
        return {"count": self._count, "lines": lines}
