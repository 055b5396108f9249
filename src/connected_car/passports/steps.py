"""Seconds and rows of each step of a run, as they are told."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from connected_car.passports.stored import rows_in

Part = Literal["load", "run", "save"]


@dataclass
class Step:
    """One node of the run.

    Attributes:
        name: of the node.
        load: seconds in which its inputs were read.
        run: seconds of its function.
        save: seconds in which its outputs were written; Spark does its work here.
        rows_in: dataset -> rows; None where they are not known.
        rows_out: the same of the outputs.
        done: whether it has come to its end.
    """

    name: str
    load: float = 0.0
    run: float = 0.0
    save: float = 0.0
    rows_in: dict[str, int | None] = field(default_factory=dict)
    rows_out: dict[str, int | None] = field(default_factory=dict)
    done: bool = False


class StepLog:
    """The steps of a run in the order in which they begin; several may go on at once.

    Args:
        outputs: node -> how many datasets it saves.
    """

    def __init__(self, outputs: Mapping[str, int]) -> None:
        self._unsaved = dict(outputs)
        self._steps: dict[str, Step] = {}
        self._begun: dict[tuple[str, str], float] = {}

    def begin(self, node: str, what: str) -> None:
        """Note that a dataset of a node, or its function (``what`` empty), begins now."""
        self._steps.setdefault(node, Step(node))
        self._begun[node, what] = time.monotonic()

    def end(self, node: str, part: Part, what: str = "") -> None:
        """Note that it has ended."""
        step = self._steps[node]
        if what:
            (step.rows_in if part == "load" else step.rows_out)[_plain(what)] = None
        seconds = time.monotonic() - self._begun.pop((node, what), time.monotonic())
        setattr(step, part, getattr(step, part) + seconds)
        if part == "save":
            self._unsaved[node] -= 1
        step.done = self._unsaved[node] == 0 and part != "load"

    def count(self, node: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
        """Note how many rows the node's tables have."""
        step = self._steps[node]
        step.rows_in |= {_plain(name): rows_in(data) for name, data in inputs.items()}
        step.rows_out |= {_plain(name): rows_in(data) for name, data in outputs.items()}

    def unfinished(self) -> str | None:
        """Return the step that began last of those that have not ended."""
        return next((s.name for s in reversed(self._steps.values()) if not s.done), None)

    def to_list(self, stored: Mapping[str, int | None]) -> list[dict[str, Any]]:
        """Return the steps; ``stored`` has the rows of tables that no step has held in memory."""
        return [
            {
                "name": step.name,
                **{part: round(getattr(step, part), 3) for part in get_args(Part)},
                "rows_in": _known(step.rows_in, stored),
                "rows_out": _known(step.rows_out, stored),
                "done": step.done,
            }
            for step in self._steps.values()
        ]


def _known(rows: Mapping[str, int | None], stored: Mapping[str, int | None]) -> dict[str, int]:
    found = {name: stored.get(name) if n is None else n for name, n in rows.items()}
    return {name: number for name, number in found.items() if number is not None}


def _plain(dataset: str) -> str:
    """Return the name without the way in which it is loaded (``table@spark``)."""
    return dataset.partition("@")[0]
