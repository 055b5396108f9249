"""The id of the present run: the one of its MLflow run, known to every dataset that stamps it."""

_OUTSIDE_A_RUN = "interactive"
_current = _OUTSIDE_A_RUN


def set_run_id(run_id: str | None) -> None:
    """Set the id of the run that begins; None when no run is going on."""
    global _current  # noqa: PLW0603 - one process runs one pipeline at a time
    _current = run_id or _OUTSIDE_A_RUN


def current_run_id() -> str:
    """Return the id of the present run, or ``interactive`` outside of one (notebooks, tests)."""
    return _current
