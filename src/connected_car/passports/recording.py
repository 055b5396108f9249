"""A run as it goes on, and the passport at its end."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connected_car.passports.code import code_state
from connected_car.passports.memory import MemoryWatch
from connected_car.passports.places import Places
from connected_car.passports.results import REPORTS, figures_of
from connected_car.passports.steps import StepLog
from connected_car.passports.warned import WarningLog

_LONGEST_ERROR = 500  # characters


@dataclass(frozen=True)
class Setting:
    """What is known of a run before it begins.

    Attributes:
        run_id: its id.
        call: ``command, pipelines, env, runner, runtime_params``.
        parameters: those that its nodes take, nested.
        steps: node -> how many datasets it saves.
    """

    run_id: str
    call: Mapping[str, Any]
    parameters: Mapping[str, Any]
    steps: Mapping[str, int]


class Recording:
    """Notes what a run does; begins to watch memory and warnings at once."""

    def __init__(self, setting: Setting, places: Places) -> None:
        self.run_id = setting.run_id
        self._setting = setting
        self._places = places
        self._started = datetime.now(UTC)
        self._clock = time.monotonic()
        self.steps = StepLog(setting.steps)
        self._results: dict[str, Any] = {}
        self.memory = MemoryWatch()
        self._warnings = WarningLog()
        self._code = code_state()
        logging.getLogger().addHandler(self._warnings)
        self.memory.start()

    def take_results(self, outputs: Mapping[str, Any]) -> None:
        """Note the figures of the reports among a node's outputs."""
        for name in REPORTS & outputs.keys():
            self._results |= figures_of(name, outputs[name])

    def finish(self, error: str | None = None) -> dict[str, Any]:
        """End, and return the passport; ``error`` is the one line of what ended the run early."""
        logging.getLogger().removeHandler(self._warnings)
        memory = self.memory.stop()
        step = self.steps.unfinished()
        tables = self._places.tables()
        rows = {table["name"]: table["rows"] for table in tables}
        failure = {"step": step, "line": error[:_LONGEST_ERROR]} if error is not None else None
        return {
            "run_id": self.run_id,
            "started_at": self._started.isoformat(timespec="milliseconds"),
            "state": "done" if error is None else "failed",
            "seconds": round(time.monotonic() - self._clock, 1),
            "error": failure,
            "call": dict(self._setting.call),
            "code": self._code,
            "results": self._results,
            "tables": tables,
            "files": self._places.files(),
            "steps": self.steps.to_list(rows),
            "memory": memory,
            "warnings": self._warnings.to_dict(),
            "parameters": flat(self._setting.parameters),
            "links": self._places.links(),
        }


def flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested parameters as dotted name -> value."""
    found: dict[str, Any] = {}
    for name, value in nested.items():
        if isinstance(value, Mapping) and value:
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found
