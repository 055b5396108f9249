"""The stream from file to written risk, as its table grows: ``python -m benchmarks streaming``."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import PROJECT, cost_of, table
from benchmarks.scored_fleet import register_champion
from benchmarks.stream_fleet import StreamFleet

_BATTERIES = 10_000
_FEW = 10
_BATCHES = 12  # of one event a battery


def run(args: argparse.Namespace) -> None:
    """Run the stream on tables of each size and print what its health table says."""
    with tempfile.TemporaryDirectory(dir=_place()) as folder:
        uri = register_champion(Path(folder) / "mlflow", "structural")
        rows = [_measure(Path(folder), days, uri) for days in args.stored_days]
    header = ["stored rows", "first batch", "events/s", "p50", "p95", "10 events", "load"]
    title = f"Batches of {_BATTERIES:,} events, one a battery (structural champion, 2 cores)"
    print(table(title, header, rows))


def _measure(folder: Path, days: int, uri: str) -> list[str]:
    place = folder / str(days)
    fleet = StreamFleet(_BATTERIES, days + _BATCHES + 3)
    fleet.store(place / "streamed_telemetry", days)
    fleet.land(place / "landing", range(days, days + _BATCHES + 3), _FEW)
    command = [sys.executable, "-m", "benchmarks.stream_run", str(place)]
    cost = cost_of(command, {"MLFLOW_TRACKING_URI": uri, "OMP_NUM_THREADS": "1"})
    figures = json.loads(cost.output.strip().splitlines()[-1])
    shutil.rmtree(place)
    seconds = [f"{figures[name]:.2f} s" for name in ("p50_s", "p95_s", "few_s")]
    return [
        f"{_BATTERIES * days:,}",
        f"{figures['first_batch_s']:.1f} s",
        f"{figures['events_per_s']:,.0f}",
        *seconds,
        f"{figures['load']:.1f}",
    ]


def _place() -> Path:
    place = PROJECT / "build" / "benchmarks"
    place.mkdir(parents=True, exist_ok=True)
    return place
