"""``make chaos``: kill each pipeline with -9, run it again, and compare with a calm run."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.chaos.comparing import differences
from tools.chaos.moments import Moment, draw, files_in, wait_for
from tools.chaos.project import ChaosProject, kill

PIPELINES = (  # in an order in which each finds what it needs
    "simulation",
    "data_processing",
    "forecasting",
    "text_classification",
    "batch_scoring",
    "alerting",
    "streaming_scoring",
)
_TWICE = 0.25  # of the runs that were killed, as often the second try is killed too


class Calm(NamedTuple):
    """How long an undisturbed run takes, and how many files it writes."""

    seconds: float
    writes: int


class Killed(NamedTuple):
    """What came of a run that was killed."""

    pipeline: str
    moments: list[Moment]
    on: str
    found: list[str]


def main() -> int:
    """Kill as often as asked; the exit code is 1 where anything was not as after a calm run."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pipelines", nargs="+", choices=PIPELINES, default=PIPELINES)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="connected_car_chaos_") as folder:
        done = list(_chaos(Path(folder), args))
    failed = [one for one in done if one.found]
    kills = sum(len(one.moments) for one in done)
    print(f"\n{kills} kills of {len(done)} runs, {len(failed)} left something wrong.")
    return 1 if failed else 0


def _chaos(folder: Path, args: argparse.Namespace) -> Iterator[Killed]:
    print("Your own data is not touched. First, calm runs to compare with:", flush=True)
    project, rng, kills = ChaosProject(folder), random.Random(args.seed), 0
    last = max(PIPELINES.index(name) for name in args.pipelines)
    calm: dict[str, Calm] = {}
    for name in PIPELINES[: last + 1]:
        if name in args.pipelines:
            calm[name] = _calm(project, name)
        else:  # it makes what others need
            _run(project, name)
    while kills < args.kills:
        name = args.pipelines[kills % len(args.pipelines)]
        one = _kill_and_compare(project, name, calm[name], rng)
        if one.moments:
            kills += len(one.moments)
            moments = ", ".join(map(str, one.moments))
            print(f"{kills:3d}  {name:20s} {one.on:6s} killed at {moments}: ", end="")
            print("; ".join(one.found) or "as after a calm run", flush=True)
            yield one


def _calm(project: ChaosProject, name: str) -> Calm:
    """Run a pipeline undisturbed, twice from the same state; its states are kept."""
    before, begun = files_in(project.keep(f"{name} new")), time.monotonic()
    _run(project, name)
    seconds = time.monotonic() - begun
    again = files_in(project.keep(f"{name} calm"))
    project.put_back(f"{name} new")
    _run(project, name)
    project.keep(f"{name} again")
    writes = sum(before.get(path) != state for path, state in again.items())
    print(f"     {name:20s} {seconds:5.1f} s, {writes} files", flush=True)
    return Calm(seconds, writes)


def _run(project: ChaosProject, name: str) -> None:
    log = project.root / "run.log"
    with project.start(name, log) as process:
        process.wait()
    if process.returncode:
        raise RuntimeError(f"{name} fails undisturbed:\n{log.read_text()[-3000:]}")


def _kill_and_compare(project: ChaosProject, name: str, calm: Calm, rng: random.Random) -> Killed:
    on = rng.choice(["new", "calm"])  # tables that are not there yet, or are
    project.put_back(f"{name} {on}")
    moments, found = [], []
    for _ in range(2 if rng.random() < _TWICE else 1):
        moment = draw(rng, *calm)
        if _killed(project, name, moment):
            moments.append(moment)
        found += [f"process {left} is left" for left in project.processes()]
    if moments:
        found += _run_to_end(project, name)
    return Killed(name, moments, on, found)


def _killed(project: ChaosProject, name: str, moment: Moment) -> bool:
    process = project.start(name, project.root / "run.log")
    came = wait_for(moment, process, project.data)
    if came:
        kill(process)
    return came


def _run_to_end(project: ChaosProject, name: str) -> list[str]:
    try:
        _run(project, name)
    except RuntimeError as error:
        return [str(error)]
    states = project.root.parent / "states"
    return list(differences(states / f"{name} calm", states / f"{name} again", project.data))


if __name__ == "__main__":
    sys.exit(main())
