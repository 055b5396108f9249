"""Every dataset and parameter of every pipeline is declared, in every environment."""

import ast
import inspect
import typing
from functools import cache
from pathlib import Path

import pytest
from kedro.config import OmegaConfigLoader
from kedro.framework.project import configure_project, pipelines
from kedro.framework.startup import bootstrap_project
from kedro.pipeline import Node, Pipeline
from pydantic import BaseModel

from connected_car import settings
from connected_car.tables import SCHEMAS

ENVS = ["base", "test", "bench", "cluster", "kafka", "local"]


@pytest.fixture(scope="module")
def registered(project) -> dict[str, Pipeline]:
    bootstrap_project(project)
    configure_project("connected_car")
    return dict(pipelines)


def _loader(project: Path, env: str) -> OmegaConfigLoader:
    return OmegaConfigLoader(
        conf_source=str(project / "conf"), env=env, **settings.CONFIG_LOADER_ARGS
    )


def undeclared(pipes: dict[str, Pipeline], catalog: dict) -> list[str]:
    """Return the datasets that would silently be kept in memory."""
    names = {name for pipe in pipes.values() for name in pipe.datasets()}
    return sorted(n for n in names if not _is_parameter(n) and n not in catalog)


def _is_parameter(name: str) -> bool:
    return name == "parameters" or name.startswith("params:")


def parameter_complaints(pipes: dict[str, Pipeline], parameters: dict, source: str) -> list[str]:
    """Return parameters that no node takes, untyped groups, and fields that no code reads."""
    nodes = [node for pipe in pipes.values() for node in pipe.nodes]
    taken = {n.removeprefix("params:").split(".")[0] for node in nodes for n in node.inputs}
    complaints = [f"{key} is used by no node" for key in parameters if key not in taken]
    attributes = _names_read(source)
    for node in nodes:
        for name, model in typed_inputs(node).items():
            key = name.removeprefix("params:")
            if isinstance(parameters.get(key), dict):
                complaints += _model_complaints(key, model, attributes)
    return complaints


@cache
def _names_read(source: str) -> set[str]:
    """Return the attributes that code reads, and the words by which it may look one up."""
    tree = list(ast.walk(ast.parse(source)))
    attributes = {node.attr for node in tree if isinstance(node, ast.Attribute)}
    return attributes | {str(node.value) for node in tree if isinstance(node, ast.Constant)}


def _model_complaints(key: str, model: typing.Any, attributes: set[str]) -> list[str]:
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return [f"{key} is not typed"]
    complaints = []
    if model.model_config.get("extra") != "forbid" or not model.model_config.get("frozen"):
        complaints.append(f"{key} accepts unknown keys or can be changed")
    for name, field in model.model_fields.items():
        if name not in attributes:
            complaints.append(f"{key}.{name} is read by no code")
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            complaints += _model_complaints(f"{key}.{name}", field.annotation, attributes)
    return complaints


def typed_inputs(node: Node) -> dict[str, typing.Any]:
    """Return the parameters that a node takes, with the type of the argument."""
    hints = typing.get_type_hints(node.func)
    given = node._inputs
    if not isinstance(given, dict):
        given = dict(zip(inspect.signature(node.func).parameters, node.inputs, strict=True))
    return {name: hints.get(argument) for argument, name in given.items() if _is_parameter(name)}


def _source(project: Path) -> str:
    files = (project / "src" / "connected_car").rglob("*.py")
    return "\n".join(path.read_text() for path in files)


@pytest.mark.parametrize("env", ENVS)
def test_every_dataset_is_in_the_catalog(project, registered, env):
    assert undeclared(registered, _loader(project, env)["catalog"]) == []


@pytest.mark.parametrize("env", ENVS)
def test_every_parameter_is_used_and_typed(project, registered, env):
    parameters = _loader(project, env)["parameters"]
    assert parameter_complaints(registered, parameters, _source(project)) == []


def test_every_node_is_documented_and_named_as_its_function(registered):
    nodes = {node for pipe in registered.values() for node in pipe.nodes}
    assert [n.name for n in nodes if not (n.func.__doc__ or "").strip()] == []
    assert [n.name for n in nodes if n.name.split(".")[-1] != n.func.__name__] == []


def test_every_delta_table_has_its_schema_and_layer(project):
    catalog = _loader(project, "base")["catalog"]
    tables = {n: e for n, e in catalog.items() if e["type"].endswith("DeltaTableDataset")}
    wrong = [n for n, entry in tables.items() if Path(entry["filepath"]).name != entry["schema"]]
    assert wrong == []
    assert {entry["schema"] for entry in tables.values()} == set(SCHEMAS)


def test_every_stored_dataset_has_a_layer(project):
    catalog = _loader(project, "base")["catalog"]
    stored = {n: e for n, e in catalog.items() if not e["type"].endswith("MemoryDataset")}
    bare = [n for n, e in stored.items() if not e.get("metadata", {}).get("kedro-viz", {})]
    assert bare == []


@pytest.mark.parametrize("name", ["battery_forecaster", "pumps"])
def test_the_name_of_the_model_holds_for_all_that_use_it(project, name):
    given = {"model_name": name} if name == "pumps" else {}
    conf = str(project / "conf")
    loader = OmegaConfigLoader(
        conf_source=conf, env="base", runtime_params=given, **settings.CONFIG_LOADER_ARGS
    )
    catalog = loader["catalog"]
    assert {catalog[c]["model_name"] for c in ("champion_before", "forecaster")} == {name}
    assert Path(catalog["forecast_search"]["filepath"]).name == name


@pytest.mark.parametrize("name", ["compliance_classifier", "films"])
def test_the_name_of_the_judge_of_notes_holds_for_all_that_use_it(project, name):
    given = {"text_model_name": name} if name == "films" else {}
    conf = str(project / "conf")
    loader = OmegaConfigLoader(
        conf_source=conf, env="base", runtime_params=given, **settings.CONFIG_LOADER_ARGS
    )
    catalog = loader["catalog"]
    names = {catalog[c]["model_name"] for c in ("text_champion_before", "text_classifier")}
    assert names == {name}
    assert Path(catalog["text_search"]["filepath"]).name == name


class _Loose(BaseModel):
    horizon: int


def _bad(data, options: _Loose):
    return data


def test_bad_examples_are_found():
    pipe = {"x": Pipeline([Node(func=_bad, inputs=["a", "params:bad"], outputs="b", name="n")])}
    assert undeclared(pipe, {"a": {}}) == ["b"]
    found = parameter_complaints(pipe, {"bad": {"horizon": 1}, "idle": 2}, "x = 1")
    assert found == [
        "idle is used by no node",
        "bad accepts unknown keys or can be changed",
        "bad.horizon is read by no code",
    ]
