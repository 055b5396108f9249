"""Time and memory of a whole process, with all its children."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil

from tools.project import PROJECT


@dataclass(frozen=True)
class Cost:
    """What a process took.

    Attributes:
        seconds: wall time.
        gigabytes: highest sum of the resident memory of the process and its children; memory that
            they share is counted once (proportional set size, where the system tells it).
        cpu_seconds: time on all cores of the process and its children; it tells more than wall time
            on a machine that has other work.
        output: what the process printed.
    """

    seconds: float
    gigabytes: float
    cpu_seconds: float
    output: str


def cost_of(
    command: list[str],
    environment: Mapping[str, str] | None = None,
    *,
    folder: Path = PROJECT,
) -> Cost:
    """Run a command to its end and return what it took; raises when it fails.

    Args:
        command: what is run.
        environment: variables beside those of this process.
        folder: in which it is run.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        seen = _Seen()
        watcher = threading.Thread(target=_watch, args=(process, seen))
        watcher.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - start
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-3000:]}")
    return Cost(seconds, seen.peak / 2**30, sum(seen.cpu.values()), output)


@dataclass
class _Seen:
    """Highest memory so far in bytes, and the seconds on cores of each process ever met."""

    peak: int = 0
    cpu: dict[int, float] = field(default_factory=dict)


def _watch(process: subprocess.Popen, seen: _Seen, every: float = 0.25) -> None:
    while process.poll() is None:
        family = _family(process.pid)
        seen.peak = max(seen.peak, sum(_own_memory(member) for member in family))
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                times = member.cpu_times()
                seen.cpu[member.pid] = times.user + times.system
        time.sleep(every)


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _own_memory(member: psutil.Process) -> int:
    try:
        full = member.memory_full_info()
        return getattr(full, "pss", full.rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


class Table(NamedTuple):
    """What a benchmark found.

    Attributes:
        title: the same in each run.
        header: names of the columns.
        rows: texts.
        points: (size, cost) of this run, for the curve of cost against size.
    """

    title: str
    header: list[str]
    rows: list[list[str]]
    points: tuple[tuple[float, float], ...] = ()

    def __str__(self) -> str:
        """Return it in Markdown."""
        lines = [f"\n{self.title}\n", f"| {' | '.join(self.header)} |"]
        lines.append(f"|{' --- |' * len(self.header)}")
        return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in self.rows)])
