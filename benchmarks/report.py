"""One report of all benchmarks: Markdown for people, JSON for programs."""

import json
import os
import platform
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import psutil

from benchmarks.measure import Table

_LIBRARIES = ("kedro", "pyspark", "pandas", "pyarrow", "deltalake", "torch", "keras", "lightgbm")
_NUMBER = re.compile(r"(-?[\d,]*\.?\d+)(.*)", re.DOTALL)


def write_report(found: Mapping[str, Sequence[Table]], folder: Path) -> None:
    """Write ``report.md`` and ``report.json``.

    Args:
        found: name of a benchmark -> its tables, of all runs.
        folder: for the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    machine = machine_words()
    parts = [f"# Benchmarks\n\n{machine}\n\nSeveral runs: median (lowest to highest)."]
    content: dict[str, object] = {"machine": machine}
    for name, tables in found.items():
        grouped = by_title(tables)
        curve = exponent([point for table in tables for point in table.points])
        parts += [f"\n## {name}", *(str(merged(group)) for group in grouped)]
        if curve is not None:
            parts.append(f"\nCost grows as size to the power of {curve:.2f}.")
        content[name] = {
            "exponent": curve,
            "tables": [
                {"title": g[0].title, "header": g[0].header, "runs": [t.rows for t in g]}
                for g in grouped
            ],
        }
    (folder / "report.md").write_text("\n".join(parts) + "\n")
    (folder / "report.json").write_text(json.dumps(content, indent=1))


def machine_words() -> str:
    """Return date, machine and versions in a sentence."""
    memory = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{datetime.now(UTC).date()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; {libraries}"
    )


def by_title(tables: Iterable[Table]) -> list[list[Table]]:
    """Return the tables of several runs, those with one title together."""
    groups: dict[str, list[Table]] = {}
    for table in tables:
        groups.setdefault(table.title, []).append(table)
    return list(groups.values())


def merged(tables: Sequence[Table]) -> Table:
    """Return one table of several runs: a cell has the median of a number and its range."""
    rows = zip(*(table.rows for table in tables), strict=True)
    cells = [[_merged(list(column)) for column in zip(*row, strict=True)] for row in rows]
    return Table(tables[0].title, tables[0].header, cells)


def _merged(texts: list[str]) -> str:
    matches = [_NUMBER.fullmatch(text) for text in texts]
    if len(set(texts)) == 1 or not all(matches):
        return texts[0]
    by_size = sorted(matches, key=lambda match: float(match[1].replace(",", "")))
    middle = statistics.median_low(range(len(by_size)))
    low, high = by_size[0][1], by_size[-1][1]
    return f"{by_size[middle][1]}{by_size[middle][2]} ({low} to {high})"


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """Return b of cost = a * size**b by least squares of logarithms; None for a single size."""
    if len({size for size, _ in points}) < 2:
        return None
    size, cost = np.log(np.array(points, dtype=float)).T
    return float(np.polyfit(size, cost, 1)[0])
