"""Time and memory of a whole process, with all its children."""

import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Cost:
    """What a process took.

    Attributes:
        seconds: wall time.
        gigabytes: highest sum of the resident memory of the process and its children; memory that
            they share is counted once (proportional set size, where the system tells it).
    """

    seconds: float
    gigabytes: float


def cost_of(command: list[str], cwd: Path = PROJECT) -> Cost:
    """Run a command to its end and return what it took; raises when it fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        peak = [0]
        watcher = threading.Thread(target=_watch, args=(process, peak))
        watcher.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - start
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-3000:]}")
    return Cost(seconds, peak[0] / 2**30)


def _watch(process: subprocess.Popen, peak: list[int], every: float = 0.25) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], _memory(process.pid))
        time.sleep(every)


def _memory(pid: int) -> int:
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(_own_memory(member) for member in family)


def _own_memory(member: psutil.Process) -> int:
    try:
        full = member.memory_full_info()
        return getattr(full, "pss", full.rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def table(title: str, header: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [f"\n{title}\n", f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
