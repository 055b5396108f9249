"""Runs whose process has died stand as failed in MLflow, and not as running for ever."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from kedro.framework.hooks import hook_impl

if TYPE_CHECKING:
    from mlflow import MlflowClient

_TAG = "process"
_NOTE = "The process ended before the run did: it was killed, or the machine stopped."
_MOST = 1000
_START_FIELD = 19  # of those that follow the name of the process, from 0


class InterruptedHooks:
    """Says in MLflow which process a run belongs to, and closes the runs of those that are gone."""

    @hook_impl(trylast=True)
    def before_pipeline_run(self) -> None:
        """Tag the run that kedro-mlflow has just opened, and look for dead ones beside it."""
        import mlflow

        active = mlflow.active_run()
        if active is not None:
            mlflow.set_tag(_TAG, _this_process())
            close_interrupted(mlflow.MlflowClient(), active.info.experiment_id)


def close_interrupted(client: "MlflowClient", experiment: str) -> None:
    """Mark runs as failed, and their trials, whose process on this machine is gone."""
    from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID, MLFLOW_RUN_NOTE

    running = client.search_runs([experiment], "attributes.status = 'RUNNING'", max_results=_MOST)
    owners = {run.info.run_id: run.data.tags.get(_TAG) for run in running}
    # trials first: after a kill in between, their parent must still tell whose they are
    for run in sorted(running, key=lambda run: MLFLOW_PARENT_RUN_ID not in run.data.tags):
        parent = run.data.tags.get(MLFLOW_PARENT_RUN_ID)
        if _is_gone(owners[run.info.run_id] or owners.get(parent)):
            client.set_tag(run.info.run_id, MLFLOW_RUN_NOTE, _NOTE)
            client.set_terminated(run.info.run_id, "FAILED")


def _this_process() -> str:
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}"


def _is_gone(owner: str | None) -> bool:
    """Return whether a process is known to be one of this machine that has ended."""
    host, pid, started = (owner or "? 0 0").split()
    return host == socket.gethostname() and _started(int(pid)) != started


def _started(pid: int) -> str | None:
    """Return when a process was started, which tells it from a later one of the same number.

    Where the system tells it, in ticks since the machine's own start, which stay when the clock is
    set.
    """
    import psutil

    try:
        if psutil.LINUX:
            stat = Path(f"/proc/{pid}/stat").read_text()
            return stat.rpartition(")")[2].split()[_START_FIELD]
        return f"{psutil.Process(pid).create_time():.2f}"
    except (psutil.NoSuchProcess, OSError):
        return None
