"""The moment of a kill: some time after the start, or at one of the writes."""

import os
import random
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

_FIRST_SECONDS = 2.0  # before, Python has not imported Kedro yet
_LOOK_SECONDS = 0.01
_BY_TIME = 0.5  # of the kills; the others are at writes


class Moment(NamedTuple):
    """Seconds after the start, or the number of the write."""

    seconds: float | None = None
    write: int | None = None

    def __str__(self) -> str:
        return f"write {self.write}" if self.seconds is None else f"{self.seconds:.1f} s"


def draw(rng: random.Random, seconds: float, writes: int) -> Moment:
    """Draw a moment of a run that takes some seconds and writes some files when undisturbed."""
    if rng.random() < _BY_TIME or not writes:
        return Moment(seconds=rng.uniform(_FIRST_SECONDS, seconds))
    return Moment(write=rng.randint(1, writes))


def wait_for(moment: Moment, process: subprocess.Popen[bytes], data: Path) -> bool:
    """Wait for a moment of a running process; return whether it came before the end."""
    if moment.seconds is not None:
        try:
            process.wait(moment.seconds)
        except subprocess.TimeoutExpired:
            return True
        return False
    before, seen = files_in(data), set()
    while process.poll() is None:
        seen |= {path for path, state in files_in(data).items() if before.get(path) != state}
        if len(seen) >= (moment.write or 0):
            return True
        time.sleep(_LOOK_SECONDS)
    return False


def files_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of each file below a folder, by its path relative to it."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            try:
                state = os.stat(path)
            except FileNotFoundError:  # just renamed
                continue
            found[os.path.relpath(path, folder)] = (state.st_size, state.st_mtime_ns)
    return found
