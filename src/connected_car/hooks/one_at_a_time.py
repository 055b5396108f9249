"""Two runs of the same pipeline at once: the second is refused before it does anything."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl

from connected_car.hooks.lock import exclusive
from connected_car.pipeline_registry import IN_ORDER

_MANY_AT_ONCE = {"run_report"}  # only reads
_BUSY = (
    "{name} is running already (process {{owner}}) and writes the same tables: "
    "wait until it ends, or stop it"
)


class OneAtATimeHooks:
    """Holds a lock for each pipeline of a run, from before its first step to its end.

    Different pipelines may run side by side: each table has one pipeline that writes it, and those
    who read it see a whole version. The locks hold between the processes of one machine.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._held = ExitStack()

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Note where the locks are: below the folder of the data, or the project's own one."""
        data = context.config_loader["globals"]["paths"]["data"]
        local = "data" if "://" in data else data  # a storage by address holds no locks
        self._folder = Path(context.project_path) / local / "locks"

    @hook_impl(tryfirst=True)
    def before_pipeline_run(self, run_params: dict[str, Any]) -> None:
        """Take the locks, in an order that is the same for all."""
        self._held.close()  # of a run that another hook has stopped
        if self._folder is None:
            return
        with ExitStack() as taken:
            for name in sorted(_pipelines(run_params) - _MANY_AT_ONCE):
                taken.enter_context(exclusive(self._folder / name, _BUSY.format(name=name)))
            self._held = taken.pop_all()

    @hook_impl(trylast=True)
    def after_pipeline_run(self) -> None:
        """Release them."""
        self._held.close()

    @hook_impl(trylast=True)
    def on_pipeline_error(self) -> None:
        """Release them."""
        self._held.close()


def _pipelines(run_params: dict[str, Any]) -> set[str]:
    names = set(run_params.get("pipeline_names") or ["__default__"])
    return (names - {"__default__"}) | (set(IN_ORDER) if "__default__" in names else set())
