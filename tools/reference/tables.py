"""All stored tables and their columns, and every other dataset of the catalog."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from connected_car.tables import OPTIONAL_VEHICLES, TABLES, TELEMETRY, VEHICLES
from tools.reference.pipelines import purpose
from tools.reference.project import comment_on, configuration, registered, table

LAYERS = (
    *("raw", "intermediate", "primary", "models", "model_output"),
    *("forecast", "notes", "reporting"),
    "earlier_runs",
)
_TYPES = {
    "string": "text",
    "double": "number",
    "int64": "whole number",
    "int32": "whole number",
    "bool": "true or false",
    "date32[day]": "day",
    "timestamp[us, tz=UTC]": "time, UTC",
}


def stored() -> str:
    """Return a section for each Delta table."""
    places = {
        entry["schema"]: entry["filepath"]
        for entry in configuration()["catalog"].values()
        if "schema" in entry and entry["type"].endswith("DeltaTableDataset")
    }
    return "\n\n".join(_section(name, places[name]) for name in TABLES)


def _section(name: str, place: str) -> str:
    lines = [[f"`{n}`", _words(kind), meaning] for n, kind, meaning in TABLES[name].columns]
    columns = table(["column", "type", "meaning"], lines)
    return f"### {name}\n\nOne row a {TABLES[name].row}. `{place}`\n\n{columns}"


def _words(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_words(kind.value_type)}"
    if pa.types.is_struct(kind):
        return f"({', '.join(field.name for field in kind)})"
    return _TYPES[str(kind)]


def delivered() -> str:
    """Return the columns of readings and of the list of cars."""
    optional = {
        name: f"{meaning} (need not be there)" for name, meaning in OPTIONAL_VEHICLES.items()
    }
    parts = {"Readings": TELEMETRY, "Cars": VEHICLES | optional}
    return "\n\n".join(
        f"### {name}\n\n{table(['column', 'meaning'], [[f'`{c}`', m] for c, m in part.items()])}"
        for name, part in parts.items()
    )


def datasets() -> str:
    """Return one table a layer with all datasets that are stored."""
    makers = _makers()
    layers: dict[str, list[list[str]]] = {}
    for name, entry in sorted(configuration()["catalog"].items()):
        layer = entry.get("metadata", {}).get("kedro-viz", {}).get("layer")
        if layer:
            row = [f"`{name}`", meaning(name, makers), _shown(place(entry))]
            layers.setdefault(layer, []).append(row)
    head = ["dataset", "what it is, or what makes it", "place"]
    in_order = sorted(layers.items(), key=lambda pair: LAYERS.index(pair[0]))
    return "\n\n".join(f"### {layer}\n\n{table(head, rows)}" for layer, rows in in_order)


def meaning(name: str, makers: Mapping[str, str]) -> str:
    """Return what a row is, or the comment in the catalog, or what the step does that makes it."""
    schema = configuration()["catalog"][name].get("schema")
    if schema:
        return f"one row a {TABLES[schema].row}"
    said = comment_on(name, "catalog") or makers.get(name, "")
    return said.removeprefix(f"Return `{name}`: ")


def place(entry: Mapping[str, Any]) -> str:
    """Return where an entry of the catalog lies."""
    inner = entry.get("dataset", {})
    inner = inner if isinstance(inner, Mapping) else {}
    for one in (entry, inner):
        for key in ("filepath", "path"):
            if one.get(key):
                return str(one[key])
    if "default" in entry:
        found = entry["default"].values()  # one path, or several files
        return ", ".join(one if isinstance(one, str) else one["filepath"] for one in found)
    if "model_name" in entry:
        return f"MLflow: {entry['model_name']}"
    return "MLflow" if "mlflow" in entry["type"].lower() else "given with a run"


def _shown(where: str) -> str:
    return f"`{where}`" if "/" in where else where


def _makers() -> dict[str, str]:
    """Return what the step does that makes a dataset."""
    return {
        output: purpose(node)
        for pipe in registered().values()
        for node in pipe.nodes
        for output in node.outputs
    }
