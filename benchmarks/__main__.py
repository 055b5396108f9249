"""``python -m benchmarks [NAME …]``: run benchmarks, print their tables, and write a report."""

import argparse
import importlib
from pathlib import Path

from benchmarks.measure import Table
from benchmarks.report import write_report
from tools.project import PROJECT

PARTS = ("battery", "fleet", "large")
NAMES = (
    *("data_processing", "start_up", "forecasting", "charging_fleet", "workshop_lstm"),
    "scoring",
    "streaming",
    "text",
)


def main() -> None:
    """Run the benchmarks that are asked for, all of them by default."""
    args = _arguments()
    found: dict[str, list[Table]] = {name: [] for name in args.names}
    for seed in range(1, 1 + args.runs):
        args.seed = seed
        for name in args.names:
            for table in importlib.import_module(f"benchmarks.{name}").run(args):
                print(table, flush=True)
                found[name].append(table)
                write_report(found, PROJECT / "build" / "benchmarks")  # so far


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--runs", type=int, default=1, help="the report tells the spread")
    parser.add_argument(
        "--millions", type=float, nargs="*", default=[0.4, 4, 40], help="readings, in millions"
    )
    parser.add_argument(
        "--workshop-file",
        type=Path,
        default=PROJECT.parent / "shared" / "data" / "lab" / "daily-battery-time-series.csv",
        help="the workshop's own battery file",
    )
    parser.add_argument(
        "--part", nargs="*", default=PARTS, choices=PARTS, help="of the forecasting benchmark"
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[1_000, 10_000, 100_000],
        help="batteries of the scoring benchmark",
    )
    parser.add_argument(
        "--notes", type=int, nargs="*", default=[100_000], help="notes of the text benchmark"
    )
    parser.add_argument(
        "--stored-days",
        type=int,
        nargs="*",
        default=[25, 250],
        help="days that each battery of the streaming benchmark has stored before",
    )
    parser.add_argument(
        "--batteries", type=int, default=2_000, help="of the streaming benchmark: events a batch"
    )
    parser.add_argument(
        "--keys",
        type=int,
        default=1_000,
        help="batteries for Spark's own stateful operators beside it; 0: without them",
    )
    parser.add_argument(
        "--memory-batches",
        type=int,
        default=0,
        help="batches of 100 events over which the stream's memory is watched; 0: not",
    )
    parser.add_argument(
        "--cluster", action="store_true", help="score on a standalone cluster as well"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
