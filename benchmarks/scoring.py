"""``batch_scoring`` beside a single process with the same function, and beside a call a battery."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Table, cost_of
from benchmarks.scored_fleet import fitted, write_daily_table
from benchmarks.standalone_cluster import standalone_cluster
from tools.champions import register_champion
from tools.project import PROJECT

FOLDER = PROJECT / "build" / "benchmarks" / "scoring"
FEW = {"champion_each": 100, "ets_each": 32}  # batteries; a call each is slow
TITLES = {
    "spark_local": "batch_scoring to the stored risk, Spark on 2 cores",
    "spark_whole": "all of batch_scoring, Spark on 2 cores",
    "single_process": "one process, the same function",
    "spark_cluster": "batch_scoring, standalone cluster of 2 workers",
    "champion_each": "a pandas UDF call a battery, the same champion",
    "ets_each": "a pandas UDF call a battery, AutoETS",
}


@dataclass(frozen=True)
class Speed:
    """What a way took.

    Attributes:
        batteries: on how many it was measured.
        seconds: without imports and the JVM's start.
        cpu_seconds: of all its processes, with their start; a cluster's are not among them.
        gigabytes: of all its processes; a cluster's are not among them.
    """

    batteries: int
    seconds: float
    cpu_seconds: float
    gigabytes: float

    @property
    def rate(self) -> float:
        """Batteries a second."""
        return self.batteries / self.seconds


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield speed, memory and ratios for each size; the calls a battery on few, extrapolated."""
    registry = register_champion(FOLDER / "mlflow", fitted("lightgbm"))
    few = {way: measure(way, n, registry) for way, n in FEW.items()}
    for batteries in args.sizes:
        yield _compare(batteries, few, registry, args.cluster)


def _compare(batteries: int, few: dict[str, Speed], registry: str, cluster: bool) -> Table:
    ways = ("spark_local", "single_process", "spark_whole")
    speeds = {way: measure(way, batteries, registry) for way in ways}
    if cluster:
        with tempfile.TemporaryDirectory() as folder, standalone_cluster(Path(folder)) as started:
            speeds["spark_cluster"] = measure(
                "spark_cluster", batteries, registry, started.environment
            )
    here = speeds["spark_local"]
    rows = [_row(TITLES[way], speed, here, batteries) for way, speed in (speeds | few).items()]
    header = ["way", "measured on", "batteries/s", "seconds", "ratio to the first", "CPU s", "GB"]
    title = f"{batteries:,} batteries x 400 days, daily table to stored risk"
    return Table(title, header, rows, ((batteries, here.seconds),))


def _row(title: str, speed: Speed, here: Speed, batteries: int) -> list[str]:
    seconds = batteries / speed.rate
    extrapolated = "" if speed.batteries == batteries else " (extrapolated)"
    return [
        title,
        f"{speed.batteries:,}",
        f"{speed.rate:,.0f}",
        f"{seconds:,.1f}{extrapolated}",
        f"{seconds / here.seconds:.2f}",
        f"{speed.cpu_seconds:.0f}",
        f"{speed.gigabytes:.1f}",
    ]


def measure(way: str, batteries: int, registry: str, where: dict[str, str] | None = None) -> Speed:
    """Run one way of ``scoring_ways`` in a process of its own.

    Args:
        way: its name.
        batteries: size of the fleet.
        registry: MLflow's URI.
        where: environment variables of the cluster, which the user's own must not replace.
    """
    storage = FOLDER / f"{batteries}_batteries"
    write_daily_table(storage / "03_primary" / "daily_telemetry", batteries)
    environment = {
        **dict.fromkeys(("BENCHMARK_STORAGE", "CONNECTED_CAR_STORAGE"), str(storage)),
        **dict.fromkeys(("BENCHMARK_TRACKING_URI", "MLFLOW_TRACKING_URI"), registry),
        **(where or {}),
    }
    command = [sys.executable, "-m", "benchmarks.scoring_ways", way, str(storage), str(batteries)]
    cost = cost_of(command, environment)
    told = json.loads(cost.output.strip().splitlines()[-1])
    assert told["batteries"] == batteries, told
    return Speed(batteries, told["seconds"], cost.cpu_seconds, cost.gigabytes)
