"""The stream from file to written risk, as its table grows: ``python -m benchmarks streaming``."""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Table, cost_of
from benchmarks.scored_fleet import fitted
from benchmarks.stream_fleet import StreamFleet
from benchmarks.stream_state import OPERATORS
from tools.champions import register_champion
from tools.project import PROJECT

_FEW = 10
_BATCHES = 10  # of one event a battery
_KEY_BATCHES = 4
_WATCHED_EVENTS = 100
_MARKS = (10, 50, 100, 200, 500, 1_000)
_CYCLE = 32  # batches from one housekeeping to the next


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Run the stream on tables of each size and yield what its health table says."""
    with tempfile.TemporaryDirectory(dir=_place()) as name:
        folder = Path(name)
        uri = register_champion(folder / "mlflow", fitted("structural"))
        found = [_measure(folder, args.batteries, days, uri) for days in args.stored_days]
        yield _size_table(args, found)
        if args.keys:
            yield _operator_table(folder, args.keys, uri)
        if args.memory_batches:
            yield _memory_table(folder, args.memory_batches, uri)


def _measure(folder: Path, batteries: int, days: int, uri: str) -> dict[str, Any]:
    place = folder / str(days)
    fleet = StreamFleet(batteries, days + _BATCHES + 3)
    fleet.store(place / "streamed_telemetry", days, late=_FEW)
    fleet.land(place / "landing", range(days, days + _BATCHES + 3), _FEW)
    fleet.land_late(place / "landing", late=_FEW)
    return _stream(place, uri)


def _stream(place: Path, uri: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.stream_run", str(place)]
    return _figures(command, place, {"MLFLOW_TRACKING_URI": uri, "OMP_NUM_THREADS": "1"})


def _figures(command: list[str], place: Path, environment: dict[str, str]) -> dict[str, Any]:
    cost = cost_of(command, environment)
    shutil.rmtree(place)
    return json.loads(cost.output.strip().splitlines()[-1]) | {"peak_gb": cost.gigabytes}


def _size_table(args: argparse.Namespace, found: list[dict[str, Any]]) -> Table:
    header = ["stored rows", "start to first score", "events/s", "p50", "p95", "10 events"]
    header += ["10 late", "memory", "load"]
    title = f"Batches of {args.batteries:,} events, one a battery (structural champion, 2 cores)"
    rows = [
        [
            f"{args.batteries * days:,}",
            f"{figures['start_to_first_s']:.1f} s",
            f"{figures['events_per_s']:,.0f}",
            *(f"{figures[name]:.2f} s" for name in ("p50_s", "p95_s", "few_s", "late_s")),
            f"{figures['peak_gb']:.1f} GB",
            f"{figures['load']:.1f}",
        ]
        for days, figures in zip(args.stored_days, found, strict=True)
    ]
    sizes = (args.batteries * days for days in args.stored_days)
    points = tuple(zip(sizes, (figures["p50_s"] for figures in found), strict=True))
    return Table(title, header, rows, points)


def _operator_table(folder: Path, keys: int, uri: str) -> Table:
    """Compare with Spark's stateful operators on the same events, which begin without history.

    Their state is the battery's last days, their score a mean: less than what the stream does.
    """
    days = range(0, _KEY_BATCHES + 3)
    ours = folder / "ours"
    ours.mkdir()
    StreamFleet(keys, len(days)).land(ours / "landing", days, keys)
    rate = _stream(ours, uri)["events_per_s"]
    rows = [["this stream", f"{rate:,.0f}", "1.0"]]
    for operator in OPERATORS:
        place = folder / operator
        place.mkdir()
        StreamFleet(keys, len(days)).land(place / "landing", days, keys)
        command = [sys.executable, "-m", "benchmarks.stream_state", str(place), operator]
        theirs = _figures(command, place, {})["keys_per_s"]
        rows.append([operator, f"{theirs:,.0f}", f"{rate / theirs:.1f}"])
    title = f"{keys:,} keys a batch, from file to written row, beside Spark's stateful operators"
    return Table(title, ["way", "keys/s", "this stream is so many times as fast"], rows)


def _memory_table(folder: Path, batches: int, uri: str) -> Table:
    place = folder / "memory"
    place.mkdir()
    fleet = StreamFleet(_WATCHED_EVENTS, batches, first_day="2015-01-01")  # none in the future
    fleet.land(place / "landing", range(batches), _WATCHED_EVENTS)
    figures = _stream(place, uri)
    marks = sorted({min(mark, batches) for mark in (*_MARKS, batches)})
    rows = [
        [
            f"{mark:,}",
            *(f"{_lowest(figures[name], mark):,.0f}" for name in ("memory_mb", "spark_mb")),
        ]
        for mark in marks
    ]
    title = f"Memory over {batches:,} batches of {_WATCHED_EVENTS} events, MB"
    return Table(title, ["up to batch", "the stream", "Spark's process"], rows)


def _lowest(figures: list[float], mark: int) -> float:
    """Return the lowest figure of the last cycle, for freed memory goes back once in each."""
    return min(figures[max(0, mark - _CYCLE) : mark])


def _place() -> Path:
    place = PROJECT / "build" / "benchmarks"
    place.mkdir(parents=True, exist_ok=True)
    return place
