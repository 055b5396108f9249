"""``make stream-demo``: days of a few dozen batteries arrive, and their risk changes live."""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from tools.champions import register_champion
from tools.drill.copied_project import CopiedProject, wait_until
from tools.drill.fleet import Fleet, mean_forecaster
from tools.drill.live_table import draw
from tools.project import PROJECT

_KNOWN_DAYS = 60  # that lie there when the demo begins
_BRIEF = 5  # batteries shown
Scored = tuple[np.datetime64, pd.DataFrame, float]  # day, its batch of risk, seconds


def main() -> int:
    """Feed the stream day by day until the last one, or until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="stream-demo", description=__doc__)
    parser.add_argument("--days", type=int, default=30, help="days that arrive")
    parser.add_argument("--batteries", type=int, default=36)
    parser.add_argument("--seconds", type=float, default=1.0, help="pause between two days")
    parser.add_argument("--brief", action="store_true", help="show the last day alone")
    parser.add_argument("--folder", type=Path, default=PROJECT / "build" / "stream_demo")
    args = parser.parse_args()
    print(f"Preparing a stream in {args.folder}; data/ is left alone ...", flush=True)
    shutil.rmtree(args.folder, ignore_errors=True)
    project = CopiedProject(args.folder.resolve())
    register_champion(project.folder / "data" / "mlflow", mean_forecaster(seed=1))
    days = _feed(project, worn_fleet(args.batteries, args.days), args.days)
    show = draw_last if args.brief else partial(draw_each, pause=args.seconds)
    return _show(project, days, show)


def worn_fleet(batteries: int, days: int) -> Fleet:
    """Return a fleet of which many batteries come near to their rating within the days."""
    fleet = Fleet(batteries, _KNOWN_DAYS + days)
    left = np.random.default_rng(3).uniform(2, 14, batteries)
    fleet.rating = np.round(fleet.counter[:, _KNOWN_DAYS - 1] + left, 1)
    return fleet


def _feed(project: CopiedProject, fleet: Fleet, days: int) -> Iterator[np.datetime64]:
    """Deliver the known days, then one day after the other; give the last day of each delivery."""
    project.land("before.csv", fleet.lines(range(_KNOWN_DAYS)), fleet.header)
    yield fleet.date(_KNOWN_DAYS - 1)
    for day in range(_KNOWN_DAYS, _KNOWN_DAYS + days):
        project.land(f"{fleet.date(day)}.csv", fleet.lines([day]), fleet.header)
        yield fleet.date(day)


def _show(
    project: CopiedProject,
    days: Iterator[np.datetime64],
    show: Callable[[Iterator[Scored]], None],
) -> int:
    log = project.folder / "stream.log"
    params = {
        "streaming_scoring.trigger": "continuous",
        "streaming_scoring.interval_seconds": 0.2,
    }
    with log.open("w") as output, project.start(output=output, **params) as process:
        try:
            show(_scored(project, days, process))
        except KeyboardInterrupt:
            print("\nStopping after the running batch ...", flush=True)
        process.terminate()
        process.wait()
    print(f"\nThe tables lie in {project.tables}, the stream's own words in {log}.")
    return process.returncode


def draw_each(scored: Iterator[Scored], pause: float) -> None:
    """Print each day in the place of the one before."""
    before = pd.DataFrame()
    for day, now, seconds in scored:
        text = draw(str(day), now, before, seconds)
        print(f"\033[H\033[2J{text}" if sys.stdout.isatty() else f"\n{text}", flush=True)
        before = now
        time.sleep(pause)


def draw_last(scored: Iterator[Scored]) -> None:
    """Print the last day, beside the first one."""
    (_, first, _), *_, (day, last, seconds) = scored
    print(f"\n{draw(str(day), last, first, seconds, shown=_BRIEF)}", flush=True)


def _scored(
    project: CopiedProject, days: Iterator[np.datetime64], process: subprocess.Popen[str]
) -> Iterator[Scored]:
    """Give the rows of each day's batch, and the seconds from its file to its written risk."""
    for number, day in enumerate(days, start=1):
        landed = time.monotonic()
        wait_until(lambda n=number: len(project.table("stream_health")) >= n, process)  # type: ignore[misc]
        risk = project.table("streamed_battery_risk")
        now = risk[risk["Batch_ID"] == risk["Batch_ID"].max()].set_index("Battery_ID")
        yield day, now, time.monotonic() - landed


if __name__ == "__main__":
    sys.exit(main())
