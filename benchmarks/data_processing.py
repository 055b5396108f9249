"""``data_processing`` beside a single-process polars script of the same recipe."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fleet import write_fleet
from benchmarks.measure import Cost, Table, cost_of
from tools.project import PROJECT

FOLDER = PROJECT / "build" / "benchmarks"


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield seconds, memory and their ratio for each size."""
    rows = []
    for millions in args.millions:
        rows.append(_row(millions))
        print(f"  {millions:g} M readings: {' | '.join(rows[-1][1:])}", flush=True)
    header = ["M readings", "here s", "polars s", "ratio", "here GB", "polars GB"]
    points = tuple((float(row[0]) * 1e6, float(row[1])) for row in rows)
    yield Table("data_processing, from Parquet to the stored daily table", header, rows, points)


def _row(millions: float) -> list[str]:
    source = FOLDER / f"readings-{millions:g}M"
    write_fleet(source, int(millions * 1e6))
    here, polars = _here(source), _polars(source)
    return [
        f"{millions:g}",
        f"{here.seconds:.1f}",
        f"{polars.seconds:.1f}",
        f"{here.seconds / polars.seconds:.2f}",
        f"{here.gigabytes:.1f}",
        f"{polars.gigabytes:.1f}",
    ]


def _here(source: Path) -> Cost:
    """Run the pipeline with its results below build/, so that the user's own are left alone."""
    shutil.rmtree(FOLDER / "data", ignore_errors=True)
    kedro = [sys.executable, "-m", "kedro", "run", "--env", "bench"]
    params = f"telemetry={source},as_of=2026-12-31"
    return cost_of([*kedro, "--pipelines", "data_processing", "--params", params])


def _polars(source: Path) -> Cost:
    target = FOLDER / "polars.parquet"
    target.unlink(missing_ok=True)
    return cost_of([sys.executable, "-m", "benchmarks.polars_recipe", str(source), str(target)])
