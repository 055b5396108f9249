"""What goes to a terminal: texts of strangers move no cursor, hide nothing and forge no line."""

import logging
import re

# control characters but tab and line end, invisible marks, those that turn the direction of writing
# round, line ends that only some programs know, halves of characters
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    r"""Return the text with what cannot be seen written out, e.g. ``\x1b`` for an escape."""
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


class OneRecordFormatter(logging.Formatter):
    """Formats as another formatter, so that no text in a record can look like one of its own.

    Args:
        inner: the other formatter; None: Python's own.
    """

    def __init__(self, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Return the record; further lines of it are indented."""
        return visible(self._inner.format(record)).replace("\n", "\n  ")


def keep_records_apart() -> None:
    """Have all handlers of the root logger format by ``OneRecordFormatter``."""
    for handler in logging.getLogger().handlers:
        if not isinstance(handler.formatter, OneRecordFormatter):
            handler.setFormatter(OneRecordFormatter(handler.formatter))
