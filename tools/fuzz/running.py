"""Feeds in a process of its own, so that its hang or crash is found, named and passed over."""

import multiprocessing
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tools.fuzz.mutators import Sample
from tools.fuzz.target import Target, answer

LIMIT_SECONDS = 10.0  # of computing; an input that takes longer hangs
_PATIENCE_SECONDS = 90.0  # until a process is ended that only waits, or does not listen


class Failure(NamedTuple):
    """What must not be: ``what`` failed ``where``, at the sample of a target with this number."""

    target: str
    number: int
    what: str
    where: str


@dataclass
class Result:
    """Of one target."""

    name: str
    inputs: int = 0
    came: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)


class Hang(BaseException):
    """An input takes too long; no ``except Exception`` holds it up."""


def sample_of(target: Target, seed: int, number: int, seeds: Sequence[bytes]) -> Sample:
    """Return the spoilt content with a number; the same one each time."""
    rng = Random(f"{seed}:{target.name}:{number}")
    return rng.choice(list(target.spoilers))(rng, seeds)


def fuzz(name: str, seed: int, inputs: int) -> Result:
    """Feed a target; a process that hangs or dies is replaced by a new one."""
    result, number, begun = Result(name), 0, time.monotonic()
    while result.inputs < inputs:
        task = (name, seed, number, inputs - result.inputs)
        number = _one_process(result, task)
    result.seconds = time.monotonic() - begun
    return result


def _one_process(result: Result, task: tuple[str, int, int, int]) -> int:
    """Feed until all is done or the process ends; return the number of the next sample."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_feed, args=(theirs, *task), daemon=True)
    process.start()
    theirs.close()
    number, inputs = task[2] - 1, 1
    try:
        for message in _messages(ours):
            if message[0] == "begun":
                _, number, inputs = message
            else:
                result.inputs += inputs
                _take(result, number, *message[1:])
    except TimeoutError:
        process.kill()
        what = "hangs, and does not listen"
    except EOFError:
        process.join()
        if process.exitcode == 0:
            return number + 1
        if process.exitcode > 0:
            raise RuntimeError(
                f"target {result.name} itself fails at sample {number + 1}"
            ) from None
        what = f"is ended by {signal.Signals(-process.exitcode).name}"
    result.failures.append(Failure(result.name, number, f"the process {what}", "a library"))
    result.inputs += inputs
    return number + 1


def _messages(connection: Connection) -> Iterator[Any]:
    while connection.poll(_PATIENCE_SECONDS):
        yield connection.recv()
    raise TimeoutError


def _take(result: Result, number: int, came: Counter[str] | None, what: str, where: str) -> None:
    if came is None:
        result.failures.append(Failure(result.name, number, what, where))
    else:
        result.came += came


def _feed(connection: Connection, name: str, seed: int, number: int, inputs: int) -> None:
    """Run in the process: make, announce, feed and tell, one sample after the other."""
    from tools.fuzz.files import silence
    from tools.fuzz.targets import find

    silence()
    target = find(name)
    seeds = target.seeds()
    while inputs > 0:
        sample = sample_of(target, seed, number, seeds)
        connection.send(("begun", number, sample.inputs))
        connection.send(("done", *fed(target, sample)))
        inputs, number = inputs - sample.inputs, number + 1


def fed(target: Target, sample: Sample) -> tuple[Counter[str] | None, str, str]:
    """Return what came of a sample; or None, what failed and where."""
    signal.signal(signal.SIGPROF, _hang)
    signal.setitimer(signal.ITIMER_PROF, LIMIT_SECONDS)
    try:
        return answer(target, sample.content), "", ""
    except (Exception, Hang) as error:
        return None, f"{type(error).__name__}: {str(error)[:300]}", _place(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _hang(*_: Any) -> None:
    raise Hang(f"after {LIMIT_SECONDS:g} seconds")


def _place(error: BaseException) -> str:
    """Return the line of the project in which it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "connected_car" in Path(frame.filename).parts] or frames
    return f"{'/'.join(Path(own[-1].filename).parts[-2:])}:{own[-1].lineno}"
