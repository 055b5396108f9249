"""What differs between two runs, and what that changed."""

from collections.abc import Callable, Mapping
from typing import Any

from connected_car.pages.words import some
from connected_car.passports import words

Row = dict[str, Any]  # what, before, after; numbers have a change

_LEAST_SECONDS = 0.5  # that a step must differ by
_MOST_STEPS = 10


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the differences of two passports; what only one of them has is left out.

    Returns:
        ``before`` and ``after`` (``run_id, started_at, headline, command, seconds``), ``causes``
        and ``effects`` (section -> rows that differ), ``same`` (the sections without difference),
        ``results`` and ``seconds`` (rows that differ), ``shared_results`` (how many both have).
        A row is ``what, before, after`` and, for numbers, ``change``.
    """
    causes = {name: _rows(take, before, after) for name, take in _CAUSES.items()}
    if before["code"]["source"] == after["code"]["source"]:
        causes["code"] = []  # a commit of something else
    effects = {name: _rows(take, before, after) for name, take in _EFFECTS.items()}
    results = before["results"].keys() & after["results"].keys()
    everything = {**causes, **effects}
    return {
        "before": _head(before),
        "after": _head(after),
        "causes": {name: rows for name, rows in causes.items() if rows},
        "effects": {name: rows for name, rows in effects.items() if rows},
        "same": [name for name, rows in everything.items() if not rows],
        "results": _rows(lambda run: run["results"], before, after),
        "shared_results": len(results),
        "seconds": _seconds(before, after),
    }


def _head(run: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "run_id": run["run_id"],
        "started_at": run["started_at"],
        "headline": words.headline(run),
        "state": run["state"],
        "command": run["call"]["command"],
        "seconds": run["seconds"],
    }


def _call(run: Mapping[str, Any]) -> dict[str, Any]:
    call = run["call"]
    return {
        "pipelines": words.name_of(run),
        "environment": call["env"],
        "runner": call["runner"],
    }


def _files(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of each set of raw files; without a digest its newest time stands for it."""
    return {
        file["name"]: f"{some(file['files'], 'file')}, {file['bytes']:,} bytes, "
        f"{file['sha256'] or file['newest']}"
        for file in run["files"]
    }


def _models(run: Mapping[str, Any], made: bool) -> dict[str, Any]:
    return {
        m["name"]: None if m["version"] is None else f"version {m['version']} ({m['family']})"
        for m in run["models"]
        if m["made"] == made
    }


def _versions(run: Mapping[str, Any], made: bool) -> dict[str, Any]:
    return {t["name"]: t["version"] for t in run["tables"] if (t["use"] != "read") == made}


def _step_rows(run: Mapping[str, Any]) -> dict[str, Any]:
    made = {name: n for step in run["steps"] for name, n in step["rows_out"].items()}
    return made | {table["name"]: table["rows"] for table in run["tables"]}


_CAUSES: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "call": _call,
    "code": lambda run: {"package": words.code_words(run["code"])},
    "parameters": lambda run: run["parameters"],
    "raw files": _files,
    "data read": lambda run: _versions(run, made=False),
    "models used": lambda run: _models(run, made=False),
}
_EFFECTS: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "models made": lambda run: _models(run, made=True),
    "versions written": lambda run: _versions(run, made=True),
    "rows": _step_rows,
    "warnings": lambda run: {"logged": run["warnings"]["count"]},
}


def _rows(
    take: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> list[Row]:
    old, new = take(before), take(after)
    return [
        _row(name, old[name], new[name]) for name in old if new.get(name, old[name]) != old[name]
    ]


def _row(what: str, old: Any, new: Any) -> Row:
    row: Row = {"what": what, "before": old, "after": new}
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in (old, new)):
        row["change"] = round(new - old, 9)
    return row


def _seconds(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Row]:
    """Return the steps that took clearly longer or shorter, the greatest difference first."""
    old, new = _by_step(before), _by_step(after)
    rows = [_row(name, old[name], new[name]) for name in old.keys() & new.keys()]
    clear = [row for row in rows if abs(row["change"]) >= _LEAST_SECONDS]
    return sorted(clear, key=lambda row: -abs(row["change"]))[:_MOST_STEPS]


def _by_step(run: Mapping[str, Any]) -> dict[str, float]:
    return {s["name"]: round(s["load"] + s["run"] + s["save"], 1) for s in run["steps"]}
