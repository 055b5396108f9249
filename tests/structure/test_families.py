"""A family of models is complete: registered under its name, and tried by a preset."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from connected_car.classifiers.registry import FAMILIES as CLASSIFIERS
from connected_car.forecasters.registry import COMPOSITES
from connected_car.forecasters.registry import FAMILIES as FORECASTERS
from tools.project import PROJECT, parameters

KINDS = {
    "forecasters": ("forecasting", set(FORECASTERS)),
    "classifiers": ("text_classification", set(CLASSIFIERS)),
}


def defined_families(source: str) -> Iterator[str]:
    """Yield what the classes of a module say that their ``family`` is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                named = isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "family"
                if named and isinstance(line.value, ast.Constant):
                    yield str(line.value.value)


def _modules(kind: str) -> Iterator[Path]:
    yield from (PROJECT / "src" / "connected_car" / kind).rglob("*.py")


@pytest.mark.parametrize("kind", KINDS)
def test_every_family_stands_in_the_registry(kind):
    defined = {name for module in _modules(kind) for name in defined_families(module.read_text())}
    assert defined == KINDS[kind][1] | (set(COMPOSITES) if kind == "forecasters" else set()), (
        f"FAMILIES of src/connected_car/{kind}/registry.py lacks one, or has one too many"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_family_is_tried_by_a_preset(kind):
    pipeline, families = KINDS[kind]
    presets = parameters(pipeline)["presets"].values()
    tried = {name for preset in presets for name in preset["families"]}
    assert tried == families, (
        f"its name is missing in the presets of conf/base/{pipeline}/parameters.yml"
    )


def test_the_thorough_search_tries_every_family():
    assert set(parameters("forecasting")["presets"]["thorough"]["families"]) == set(FORECASTERS)


def test_a_family_that_a_module_defines_is_found():
    source = (
        'class RecentMedian(Family):\n    """x"""\n    family = "recent_median"\n    space = {}\n'
    )
    assert list(defined_families(source)) == ["recent_median"]
    assert not list(defined_families('family = "no class"\nclass A:\n    family: str\n'))
