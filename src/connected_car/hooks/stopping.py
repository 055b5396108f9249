"""A run that is stopped ends as one that fails: with a line, a passport, a closed run in MLflow."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from kedro.runner import AbstractRunner

from connected_car.errors import UserError


def stoppable(runner: AbstractRunner) -> AbstractRunner:
    """Return the runner; Ctrl-C and SIGTERM end its run with a ``UserError``."""
    run = runner.run

    def run_until_stopped(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            with _sigterm_heard():
                return run(*args, **kwargs)
        except (KeyboardInterrupt, _Terminated) as error:
            raise UserError(
                "the run was stopped, by Ctrl-C or SIGTERM; what earlier steps have stored is "
                "there, and it is safe to run it again"
            ) from error

    runner.run = run_until_stopped  # type: ignore[method-assign]
    return runner


class _Terminated(SystemExit):
    """SIGTERM came. Not as Ctrl-C, after which a search goes on with the best so far."""


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated(128 + number)


@contextmanager
def _sigterm_heard() -> Iterator[None]:
    """Let SIGTERM raise ``_Terminated``, unless somebody else has a use for it."""
    is_free = signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    takes = is_free and threading.current_thread() is threading.main_thread()
    if takes:
        signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        if takes:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
