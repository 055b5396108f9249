"""Streams that are killed on their way: each is a fork of one process that has imported all.

Started as a program it reads a call a line, and answers with the exit code of the fork.
"""

import json
import os
import subprocess
import sys
import traceback
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import quick_stream
import quick_topic
from connected_car.pipelines.streaming_scoring.crash import CRASH_AT


class DyingStreams(AbstractContextManager["DyingStreams"]):
    """The process, and what is asked of it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, folder: Path, point: str, servers: str | None = None, **given: bool) -> int:
        """Run the stream of a folder, or of a broker's topic, that kills itself at a point.

        Returns:
            The exit code of its process: -9 where it has killed itself.
        """
        asked, told = self._process.stdin, self._process.stdout
        assert asked and told
        asked.write(json.dumps([str(folder), point, servers, given]) + "\n")
        asked.flush()
        return int(told.readline())

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def _fork(folder: str, point: str, servers: str | None, given: dict[str, Any]) -> int:
    """Run a stream in a fork of this process; return its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # standard output is for the answers
    try:
        os.environ[CRASH_AT] = point
        if servers:
            quick_topic.run_topic(Path(folder), servers, **given)
        else:
            quick_stream.run_stream(Path(folder), **given)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(f"{_fork(*json.loads(line))}\n")
        sys.stdout.flush()
