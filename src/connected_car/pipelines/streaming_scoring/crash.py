"""The place where a test lets the stream die, to show that nothing is lost or doubled then."""

import os
import signal

CRASH_AT = "CONNECTED_CAR_CRASH_AT"
POINTS = (
    *("batch_begun", "telemetry_written", "rejected_written", "risk_written", "health_written"),
    *("replay_planned", "tables_undone", "checkpoint_set_aside"),
)


def crash_point(name: str, batch: int) -> None:
    """Kill this process, as ``kill -9`` does, if the environment says ``name:batch``."""
    if os.environ.get(CRASH_AT) == f"{name}:{batch}":
        os.kill(os.getpid(), signal.SIGKILL)
