"""What the reference reads: pipelines, settings and files of the project."""

from functools import cache
from typing import Any

from kedro.framework.project import configure_project, pipelines
from kedro.framework.startup import bootstrap_project
from kedro.pipeline import Pipeline

from tools.project import PROJECT, read_configuration


@cache
def registered() -> dict[str, Pipeline]:
    """Return all pipelines by name."""
    bootstrap_project(PROJECT)
    configure_project("connected_car")
    return dict(pipelines)


@cache
def configuration(env: str = "base") -> dict[str, Any]:
    """Return parameters and catalog as they stand in the repository, without a user's own."""
    return {kind: read_configuration(kind, env) for kind in ("parameters", "catalog")}


def lines(kind: str) -> list[str]:
    """Return the lines of all YAML files of one kind (``parameters``, ``catalog``, ``globals``)."""
    paths = sorted((PROJECT / "conf").rglob(f"{kind}*.yml"))
    shipped = [path for path in paths if "local" not in path.parts]
    return [line for path in shipped for line in path.read_text().splitlines()]


def comment_on(key: str, kind: str = "parameters") -> str:
    """Return the comment beside an entry of the outermost level."""
    beside = [line for line in lines(kind) if line.startswith((f"{key}:", f'"{key}":'))]
    return next((line.partition("  # ")[2] for line in beside if "  # " in line), "")


def table(head: list[str], rows: list[list[Any]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(value) for value in line)} |" for line in lines)


def _cell(value: Any) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
