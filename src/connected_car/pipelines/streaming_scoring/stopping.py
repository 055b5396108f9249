"""How a stream is asked to end: Ctrl-C, SIGTERM, or a file."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


class StopRequested(Exception):
    """Raised instead of beginning a batch; Spark will bring that batch again."""


class Stop:
    """Whether the stream was asked to end, and by what."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._signal: str | None = None

    @property
    def reason(self) -> str | None:
        """What asks for the end; None while nothing does."""
        if self._signal is None and self._file.exists():
            return f"the stop file {self._file}"
        return self._signal

    def forget_file(self) -> None:
        """Remove the file, so that the next start does not end at once."""
        self._file.unlink(missing_ok=True)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take Ctrl-C and SIGTERM as a wish to end after the running batch."""
        if threading.current_thread() is not threading.main_thread():
            yield  # Python lets the main thread alone take signals
            return
        before = {sign: signal.signal(sign, self._note) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._signal = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
