"""The commands and paths that README and pages show, and what is wrong with them."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
from kedro.framework.cli.cli import KedroCLI
from kedro.framework.cli.project import run
from pydantic import BaseModel, ValidationError

from benchmarks.__main__ import NAMES as BENCHMARKS
from connected_car import session
from connected_car.cli_hooks import cli_hooks
from connected_car.errors import UserError
from connected_car.passports.recording import flat
from tools.project import PROJECT, read_configuration
from tools.reference.commands import targets
from tools.reference.parameters import at, groups
from tools.reference.project import configuration, registered
from tools.reference.tables import place

# whose options `make TARGET ARGS="…"` hands on, and where they are declared
PROGRAMS = {
    "bench": "benchmarks/__main__.py",
    "drill": "tools/drill/__main__.py",
    "chaos": "tools/chaos/__main__.py",
    "fuzz": "tools/fuzz/__main__.py",
    "mutants": "tools/mutants/__main__.py",
    "stream-demo": "tools/drill/demo.py",
    "dashboard": "tools/dashboard.py",
    "docs": "Makefile",
    "walk": "tools/walk/__main__.py",
}
_BLOCK = re.compile(r"^( *)```sh\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_ANY_BLOCK = re.compile(r"^( *)(```+).*?^\1\2", re.MULTILINE | re.DOTALL)
_SCHEDULED = re.compile(r"^(?:ExecStart=|.* )\S*/bin/(kedro .*?)(?: >>.*)?$", re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_FOLDERS = {"src", "tests", "conf", "docs", "notebooks", "tools", "benchmarks", "data"}
_VARIABLE = re.compile(r"^([A-Z][A-Z_0-9]*)=(.*)$", re.DOTALL)


def pages() -> list[Path]:
    """Return README, CONTRIBUTING, all pages of the documentation, and the notebooks."""
    front = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [
        *front,
        *sorted(PROJECT.glob("docs/**/*.md")),
        *sorted(PROJECT.glob("notebooks/*.ipynb")),
    ]


def text_of(page: Path) -> str:
    """Return the text of a page; of a notebook that of its cells in words."""
    text = page.read_text()
    if page.suffix == ".md":
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def commands(text: str) -> Iterator[str]:
    """Yield each line of a page's ``sh`` blocks, and the commands within its sentences."""
    for indent, block in _BLOCK.findall(text):
        lines = re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)
        yield from lines.replace("\\\n", "").splitlines()
    yield from _SCHEDULED.findall(text)
    for span in spans(text):
        if span.startswith(("kedro ", "make ")):
            yield span


def spans(text: str) -> list[str]:
    """Return what stands between backticks in sentences."""
    return _SPAN.findall(_ANY_BLOCK.sub("", text))


@cache
def complaints(line: str) -> list[str]:
    """Return what is wrong with a line of shell; a command that is not known is wrong."""
    found = []
    for words in _parts(line):
        while words and _VARIABLE.match(words[0]):
            found += _unknown_variable(words.pop(0))
        if words:
            found += _of_command(words)
    return found


def _parts(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="&|;")
    lexer.whitespace_split, lexer.commenters = True, "#"
    part: list[str] = []
    for word in lexer:
        if set(word) <= set("&|;"):
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _of_command(words: list[str]) -> list[str]:
    name, *rest = words
    if name == "make":
        return _of_make(rest)
    if name == "kedro":
        return _of_kedro(rest)
    if name == "export":
        return [complaint for word in rest for complaint in _unknown_variable(word)]
    if name in {"cat", "cd", "cp", "ls", "mkdir", "mv", "pytest", "source", "touch"}:
        return [f"there is no {word}" for word in rest if "/" in word and not is_path(word)]
    return [f"`{name}` is not checked by anything"]


def _unknown_variable(assignment: str) -> list[str]:
    name = assignment.partition("=")[0]
    return [] if name in _code() else [f"nothing reads the variable {name}"]


@cache
def _code() -> str:
    """Return all that the project and its pages on libraries say: a variable must be in it."""
    files = [*PROJECT.glob("src/**/*.py"), *PROJECT.glob("conf/**/*.yml"), PROJECT / "Makefile"]
    return "\n".join(path.read_text() for path in files) + "MLFLOW_TRACKING_URI"


def _of_make(words: list[str]) -> list[str]:
    given = dict(_VARIABLE.match(word).groups() for word in words if _VARIABLE.match(word))
    target, *names = [word for word in words if not _VARIABLE.match(word)] or ["help"]
    known = BENCHMARKS if target == "bench" else ()
    found = [f"make has no target {target}"] if target not in targets() else []
    found += [f"make {target} knows no {name}" for name in names if name not in known]
    for name, value in given.items():
        if name == "PARAMS":
            found += _of_kedro(["run", "--params", value])
        elif name == "ARGS":
            program = (PROJECT / PROGRAMS[target]).read_text()
            options = re.findall(r"--[a-z-]+", value)
            unknown = [one for one in options if not re.search(rf"{one}(?![\w-])", program)]
            found += [f"make {target} has no {option}" for option in unknown]
        elif not re.search(rf"^{name} \?=", (PROJECT / "Makefile").read_text(), re.MULTILINE):
            found.append(f"make has no {name}")
    return found


def _of_kedro(words: list[str]) -> list[str]:
    arguments = ["kedro", *words][1:]
    cli_hooks.before_command_run(project_metadata=object(), command_args=arguments)
    try:
        if arguments[0] == "run":
            return _of_run(run.make_context("run", arguments[1:]).params)
        command: Any = _cli()
        for word in [word for word in arguments if not word.startswith("-")]:
            command = command.get_command(click.Context(command), word)
            if not isinstance(command, click.Group):
                break
        return [] if command else [f"kedro has no command {' '.join(arguments)}"]
    except click.ClickException as error:
        return [error.format_message()]


@cache
def _cli() -> KedroCLI:
    return KedroCLI(PROJECT)


def _of_run(given: dict[str, Any]) -> list[str]:
    """Make the checks of the session, and those of the values."""
    names = given["pipelines"] or ["__default__"]
    params = given["params"] or {}
    found = []
    try:
        session.check_pipeline_names(names)
        session.check_runtime_params(flat(params), _known_keys())
        names = session.place_comparison(names) if "compare" in params else names
        session.place_telemetry(params, names)
    except UserError as error:
        found.append(str(error))
    if given["env"] and not (PROJECT / "conf" / given["env"]).is_dir():
        found.append(f"there is no environment {given['env']}")
    return found or list(_wrong_values(params))


@cache
def _known_keys() -> set[str]:
    return session.known_keys(configuration()["parameters"], PROJECT / "conf")


def _wrong_values(params: dict[str, Any]) -> Iterator[str]:
    if not params:
        return
    parameters = read_configuration("parameters", "base", params)
    for name, kind in groups(registered()).items():
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            try:
                kind.model_validate(at(parameters, name))
            except ValidationError as error:
                yield f"{name}: {error.errors()[0]['loc']} {error.errors()[0]['msg']}"


def is_path(text: str) -> bool:
    """Return whether a path is in the repository, or where the project stores something."""
    path = text.strip().rstrip("/")
    if path.startswith(".venv/") or (PROJECT / path).exists():
        return True
    return any(path == one or path.startswith(f"{one}/") for one in _places()) or (
        any(one.startswith(f"{path}/") for one in _places())
    )


@cache
def _places() -> set[str]:
    entries = configuration()["catalog"].values()
    return {one for entry in entries for one in place(entry).split(", ")} | {
        "conf/local",
        "data/test",
    }


def wrong_paths(found: Iterable[str]) -> list[str]:
    """Return those of some spans that look like a path of the project, and are none."""
    paths = [one for one in found if one.split("/")[0] in _FOLDERS and "/" in one]
    plain = [one for one in paths if re.fullmatch(r"[\w./-]+", one)]
    return [one for one in plain if not is_path(one)]
