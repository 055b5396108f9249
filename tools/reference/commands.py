"""Make targets, and the keys of ``--params`` that are no parameters by name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tools.project import PROJECT
from tools.reference.parameters import parameters
from tools.reference.project import lines, table

_TARGET = re.compile(r"^([a-z-]+):.*?## (.+)$", re.MULTILINE)
_KEY = re.compile(r"\$\{runtime_params: *([\w.]+)")


def targets() -> dict[str, str]:
    """Return what each make target does."""
    return dict(_TARGET.findall((PROJECT / "Makefile").read_text()))


def make_targets() -> str:
    """Return the table of make targets."""
    return table(["command", "what it does"], [[f"`make {n}`", w] for n, w in targets().items()])


def keys() -> dict[str, str]:
    """Return what each key means that the configuration takes from ``--params``.

    For a parameter its own meaning, else what stands beside the key in the catalog.
    """
    found = dict(_beside_entries())
    meanings = {parameter.name: parameter.meaning for parameter in parameters()}
    for path, key in _of_parameters():
        found[key] = meanings[path]
    return dict(sorted(found.items()))


def _beside_entries() -> Iterator[tuple[str, str]]:
    for line in reversed([line for kind in ("catalog", "globals") for line in lines(kind)]):
        for key in _KEY.findall(line):
            yield key, line.partition("  # ")[2]


def _of_parameters() -> Iterator[tuple[str, str]]:
    """Yield name and key of each parameter that a key sets."""
    for path in sorted((PROJECT / "conf" / "base").rglob("parameters*.yml")):
        yield from _walk(yaml.safe_load(path.read_text()))


def _walk(group: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in group.items():
        if isinstance(value, Mapping):
            yield from _walk(value, f"{prefix}{name}.")
        elif isinstance(value, str) and _KEY.search(value):
            yield f"{prefix}{name}", _KEY.findall(value)[0]


def runtime_keys() -> str:
    """Return the table of the keys of ``--params``."""
    return table(["key", "meaning"], [[f"`{key}`", words] for key, words in keys().items()])
