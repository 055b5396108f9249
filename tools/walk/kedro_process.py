"""One process that answers each ``kedro`` command of a walk.

Python, its libraries and Spark start once for all of them. A command is the real one: the words,
folder, variables and terminal of whoever calls it, and Kedro's own entry point.
"""

import json
import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

# what takes the place of .venv/bin/kedro: hands its call on, and ends as it has ended
CALLER = """#!{python} -SB
import json, os, socket, sys
if sys.argv[1:2] in (["jupyter"], ["mlflow"], ["viz"]):  # servers, which run until they are ended
    os.execv({python!r}, [{python!r}, "-m", "kedro", *sys.argv[1:]])
call = {{"args": sys.argv[1:], "env": dict(os.environ), "folder": os.getcwd()}}
with socket.socket(socket.AF_UNIX) as kedro:
    kedro.connect({place!r})
    socket.send_fds(kedro, [json.dumps(call).encode() + b"\\n"], [1, 2])
    sys.exit(int(kedro.makefile().read() or 1))
"""
_MOST_BYTES = 1 << 20


def serve(place: str) -> None:
    """Answer calls at a socket, one after the other, until the process is ended."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen()
        while True:
            with door.accept()[0] as caller:
                text, terminal, *_ = socket.recv_fds(caller, _MOST_BYTES, 2)
                while not text.endswith(b"\n"):
                    text += caller.recv(_MOST_BYTES)
                caller.sendall(str(_answer(json.loads(text), terminal)).encode())


def _answer(call: dict[str, Any], terminal: list[int]) -> int:
    """Run a command as its caller would have; return its exit code."""
    os.chdir(call["folder"])
    os.environ.clear()  # also of what the command before has left there
    os.environ.update(call["env"])
    sys.argv = ["kedro", *call["args"]]
    _write_to(*terminal)
    try:
        return _run()
    finally:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        _write_to(nowhere, os.dup(nowhere))


def _run() -> int:
    from kedro.framework.cli import main

    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def _write_to(*terminal: int) -> None:
    """Let standard output and error lead elsewhere."""
    for stream, number, given in zip((sys.stdout, sys.stderr), (1, 2), terminal, strict=True):
        stream.flush()
        os.dup2(given, number)
        os.close(given)


if __name__ == "__main__":
    Path(sys.argv[1]).unlink(missing_ok=True)
    serve(sys.argv[1])
