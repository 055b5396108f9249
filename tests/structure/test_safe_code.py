"""No code runs or unpacks what a file says: no pickle, no eval, no shell, safe mode for models."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDERS = ["src", "benchmarks", "tools"]
PICKLES = {"pickle", "_pickle", "cPickle", "joblib", "dill", "cloudpickle", "marshal", "shelve"}
BUILT_IN = {"eval", "exec", "compile", "__import__"}
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
# the last part of a call's name -> an argument that it must have, and its value
NEEDED = {
    "torch.load": ("weights_only", True),
    "load_from_checkpoint": ("weights_only", True),
    "load_model": ("safe_mode", True),
    "numpy.load": ("allow_pickle", False),
    "numpy.save": ("allow_pickle", False),
}
SAFE = {"safetensors.torch.load"}
REFUSED = {("shell", True), ("allow_pickle", True), ("weights_only", False), ("safe_mode", False)}
YAML = {"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"}


def complaints(source: str) -> list[str]:
    """Return one line for each import or call that runs or unpacks what others wrote."""
    tree = ast.parse(source)
    known = dict(_imported(tree))
    found = [f"imports {name}" for name in known.values() if name.split(".")[0] in PICKLES]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += _of_call(_name(node.func, known), node)
    return found


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each imported name as the code knows it, and what it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((a.asname or a.name.split(".")[0], a.name) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)


def _name(node: ast.expr, known: dict[str, str]) -> str:
    """Return the dotted name of what is called, by its true modules."""
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value, known)}.{node.attr}"
    return known.get(node.id, node.id) if isinstance(node, ast.Name) else "?"


def _of_call(name: str, call: ast.Call) -> Iterator[str]:
    last = name.rpartition(".")[2]
    given = {k.arg: k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)}
    if name in BUILT_IN or name in SHELLS or last in {"read_pickle", "to_pickle"}:
        yield f"calls {name}"
    if name.startswith("yaml.") and last in YAML:
        yield f"calls {name}"
    for end, (argument, value) in NEEDED.items():
        if f".{name}".endswith(f".{end}") and name not in SAFE and given.get(argument) is not value:
            yield f"calls {name} without {argument}={value}"
    for argument, value in REFUSED & set(given.items()):
        yield f"calls {name} with {argument}={value}"
    if last == "enable_unsafe_deserialization":
        yield f"calls {name}"


def _sources(project: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((project / folder).rglob("*.py"))


def test_no_code_runs_or_unpacks_what_others_wrote(project):
    sources = list(_sources(project))
    assert len(sources) > 300
    assert project / "tools" / "dashboard.py" in sources
    found = {str(p.relative_to(project)): complaints(p.read_text()) for p in sources}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("import pickle", "imports pickle"),
        ("def f():\n    from joblib import load", "imports joblib.load"),
        ("import cloudpickle as c", "imports cloudpickle"),
        ("import pandas as pd\npd.read_pickle(x)", "calls pandas.read_pickle"),
        ("import torch as t\nt.load(x)", "calls torch.load without weights_only=True"),
        ("from torch import load\nload(x)", "calls torch.load without weights_only=True"),
        ("Net.load_from_checkpoint(x)", "calls Net.load_from_checkpoint without weights_only"),
        ("keras.saving.load_model(x)", "calls keras.saving.load_model without safe_mode=True"),
        ("import mlflow\nmlflow.pyfunc.load_model(x)", "calls mlflow.pyfunc.load_model without"),
        ("keras.config.enable_unsafe_deserialization()", "calls keras.config.enable_unsafe"),
        ("import numpy as np\nnp.load(x)", "calls numpy.load without allow_pickle=False"),
        ("np.load(x, allow_pickle=True)", "calls np.load with allow_pickle=True"),
        ("eval(x)", "calls eval"),
        ("exec(x)", "calls exec"),
        ("import yaml\nyaml.load(x)", "calls yaml.load"),
        ("from yaml import full_load\nfull_load(x)", "calls yaml.full_load"),
        ("import os\nos.system(x)", "calls os.system"),
        ("subprocess.run(x, shell=True)", "calls subprocess.run with shell=True"),
    ],
)
def test_unsafe_code_is_found(source, complaint):
    (found,) = complaints(source)
    assert found.startswith(complaint)


def test_what_only_looks_alike_is_left_alone():
    source = (
        "import yaml, numpy as np\nfrom safetensors.torch import load\nload(x)\n"
        "network.eval()\nyaml.safe_load(x)\nre.compile(x)\n"
        "np.load(x, allow_pickle=False)\nkeras.saving.load_model(x, safe_mode=True)\n"
    )
    assert complaints(source) == []
