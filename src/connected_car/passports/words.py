"""What a run did, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connected_car.passports.results import in_short

_WHOLE_WITHOUT_NOTES = {"data_processing", "forecasting", "batch_scoring", "alerting"}
_UNITS = ("B", "KB", "MB", "GB", "TB")


def name_of(passport: Mapping[str, Any]) -> str:
    """Return what ran: ``whole run`` or the names of its pipelines."""
    pipelines = passport["call"]["pipelines"]
    is_whole = "__default__" in pipelines or set(pipelines) >= _WHOLE_WITHOUT_NOTES
    return "whole run" if is_whole else " + ".join(pipelines)


def headline(passport: Mapping[str, Any]) -> str:
    """Return what ran and what came of it, in one line."""
    return f"{name_of(passport)}: {outcome(passport)}"


def outcome(passport: Mapping[str, Any]) -> str:
    """Return what came of a run, in a few words."""
    if passport["state"] == "failed":
        step = passport["error"]["step"]
        return f"failed in {step}" if step else "failed"
    steps = sum(step["done"] for step in passport["steps"])
    return in_short(passport["results"]) or f"{steps:,} {'step' if steps == 1 else 'steps'} done"


def size(count: float) -> str:
    """Return bytes as ``1.5 GB``."""
    for unit in _UNITS:
        if count < 1000 or unit == _UNITS[-1]:
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit == "B" or count >= 100 else f"{count:.1f} {unit}"


def span(seconds: float) -> str:
    """Return seconds as ``2 min 05 s``, or as ``3.2 s`` below a minute."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def moment(text: str) -> str:
    """Return an ISO time as ``2026-06-30 12:05 UTC``."""
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC"


def figure(value: Any) -> str:
    """Return a value of a passport as text."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return decimal(value) if isinstance(value, float) else str(value)


def decimal(value: float, sign: str = "") -> str:
    """Return a number with up to four decimals, or four digits; ``sign`` may be ``+``."""
    if 1e-6 <= abs(value) < 1e-4:
        return f"{value:{sign}.6f}".rstrip("0")
    shown = round(value, 4) if 0.0001 <= abs(value) < 1 else value
    return f"{shown:{sign}.4g}"


def code_words(code: Mapping[str, Any]) -> str:
    """Return the state of the code in one line."""
    if code["commit"] is None:
        return f"version {code['version']}, source {code['source']} (no git here)"
    changed = " with changes on top" if code["dirty"] else ""
    return f"version {code['version']}, commit {code['commit']}{changed}, source {code['source']}"
