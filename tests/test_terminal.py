"""Texts of strangers do nothing to a terminal."""

import io
import logging

import pytest

from connected_car.hooks import ProgressHooks
from connected_car.terminal import visible


@pytest.fixture
def log(monkeypatch):
    """The root logger with a handler as a run has it, and what that has written."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    ProgressHooks().after_context_created()
    return logging.getLogger("connected_car.any"), out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("over\rwritten\x08", r"over\x0dwritten\x08"),
        ("abc\u202ecba", r"abc\u202ecba"),
        ("half \ud800", r"half \ud800"),
        ("two\nlines\tand Größe, 电池, 🔋", "two\nlines\tand Größe, 电池, 🔋"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text, shown):
    assert visible(text).replace(r"\r", r"\x0d") == shown


def test_a_hostile_name_in_the_log_stays_one_record(log):
    logger, out = log
    logger.warning("battery %s", "B1\n12:00:00 INFO    all is well\x1b[2J")
    (first, second) = out.getvalue().splitlines()
    assert first == "WARNING battery B1"
    assert second == r"  12:00:00 INFO    all is well\x1b[2J"


def test_so_does_the_message_of_an_error(log):
    logger, out = log
    try:
        raise ValueError("\x1b]0;title\x07\nroot: nothing happened")
    except ValueError:
        logger.exception("failed")
    assert "\x1b" not in out.getvalue()
    assert [line for line in out.getvalue().splitlines()[1:] if not line.startswith("  ")] == []
