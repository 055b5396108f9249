"""All parameters: from the pydantic models that the nodes take, and the defaults of the YAML."""

import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Any

from kedro.pipeline import Node, Pipeline
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from tools.reference.project import comment_on, configuration, registered, table

# a number's unit is the first of these in its name, else in its meaning
UNITS = (
    *(
        "invitations",
        "minutes",
        "seconds",
        "hours",
        "days",
        "cycles",
        "bytes",
        "characters",
        "cost",
    ),
    *("probability", "correlation", "trials", "batteries", "notes", "windows", "paths"),
    *("partitions", "files", "copies", "versions", "messages", "passports"),
    *("ratings", "crossings", "components", "attempts", "runs", "passes", "trips"),
)
OTHER_UNITS = {
    "seed": "none",
    "lr": "none",
    "times_usual": "times",
    "metric_threshold": "that of the primary metric",
    "habit_change": "standard deviations",
}
_NAMES = {
    int: "whole number",
    float: "number",
    bool: "true or false",
    str: "text",
    date: "day",
    SecretStr: "text that is never shown",
}
_BOUNDS = {"ge": "{} or more", "gt": "above {}", "le": "up to {}", "lt": "below {}"}


@dataclass(frozen=True)
class Parameter:
    """One line of the reference."""

    name: str
    type: str
    default: str
    meaning: str
    unit: str
    range: str


def groups(pipes: Mapping[str, Pipeline]) -> dict[str, Any]:
    """Return the type of each group of parameters that a node takes."""
    nodes = [node for pipe in pipes.values() for node in pipe.nodes]
    taken = [pair for node in nodes for pair in typed_inputs(node).items()]
    return {name.removeprefix("params:"): kind for name, kind in sorted(taken, key=lambda p: p[0])}


def typed_inputs(node: Node) -> dict[str, Any]:
    """Return the parameters that a node takes, with the type of the argument."""
    hints = typing.get_type_hints(node.func)
    given = node._inputs
    if not isinstance(given, dict):
        given = dict(zip(inspect.signature(node.func).parameters, node.inputs, strict=True))
    return {
        name: hints.get(argument) for argument, name in given.items() if name.startswith("params:")
    }


def rows(name: str, kind: Any, default: Any) -> Iterator[Parameter]:
    """Yield a line for each field of a group, those of the groups within it after it."""
    if not _is_group(kind):
        yield Parameter(name, _type(kind), _default(default), comment_on(name), "", "")
        return
    for key, field in kind.model_fields.items():
        given = default.get(key) if isinstance(default, Mapping) else None
        if _is_group(field.annotation):
            yield from rows(f"{name}.{key}", field.annotation, given)
        elif key != "presets":  # a table of their own
            yield _row(f"{name}.{key}", field, given)


def _row(name: str, field: FieldInfo, default: Any) -> Parameter:
    meaning = field.description or ""
    unit = _unit(name.rpartition(".")[2], meaning, field) if _is_number(field.annotation) else ""
    return Parameter(name, _type(field.annotation), _default(default), meaning, unit, _range(field))


def _is_group(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_number(kind: Any) -> bool:
    return bool({int, float} & {kind, *typing.get_args(kind)})


def _unit(name: str, meaning: str, field: FieldInfo) -> str:
    if name in OTHER_UNITS:
        return OTHER_UNITS[name]
    words = (set(name.split("_")), set(re.findall(r"[a-z]+", meaning)))
    named = [unit for part in words for unit in UNITS if unit in part]
    is_part = any(getattr(limit, "le", None) in (1, 0.3) for limit in field.metadata)
    if is_part and not {"probability", "correlation"} & set(named):
        return "share"
    return named[0] if named else ""


def _type(kind: Any) -> str:
    """Return a type in words, e.g. ``whole number, or null``."""
    inner = typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, UnionType):
        plain = [_type(one) for one in inner if one is not NoneType]
        return " or ".join(plain) + (", or null" if NoneType in inner else "")
    if typing.get_origin(kind) is typing.Literal:
        return "one of " + ", ".join(f"`{one}`" for one in inner)
    if typing.get_origin(kind) in (tuple, list):
        return f"list of {_plural(inner[0])}"
    if typing.get_origin(kind) is dict:
        return "names and values"
    return _NAMES.get(kind, str(kind))


def _plural(kind: Any) -> str:
    return f"`{', '.join(kind.model_fields)}`" if _is_group(kind) else {str: "texts"}[kind]


def _default(value: Any) -> str:
    if value == datetime.now(UTC).date().isoformat():
        return "today"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{len(value)} entries"
    if isinstance(value, list):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value}`" if isinstance(value, str) and value else str(value)


def _range(field: FieldInfo) -> str:
    bounds = {
        name: getattr(limit, name)
        for limit in field.metadata
        for name in _BOUNDS
        if getattr(limit, name, None) is not None
    }
    if {"ge", "le"} <= set(bounds):
        return f"{bounds['ge']:,} to {bounds['le']:,}"
    return ", ".join(_BOUNDS[name].format(f"{value:,}") for name, value in bounds.items())


def parameters() -> list[Parameter]:
    """Return all parameters of the project."""
    defaults = configuration()["parameters"]
    return [
        row
        for name, kind in groups(registered()).items()
        for row in rows(name, kind, at(defaults, name))
    ]


def at(parameters: Mapping[str, Any], name: str) -> Any:
    """Return what stands under a dotted name."""
    for part in name.split("."):
        parameters = parameters[part]
    return parameters


def complaints(found: list[Parameter]) -> list[str]:
    """Return parameters without a meaning, and numbers without a unit."""
    return [f"{p.name} has no meaning" for p in found if not p.meaning] + [
        f"{p.name} has no unit" for p in found if "number" in p.type and not p.unit
    ]


def page() -> str:
    """Return the tables of all groups, and those of the presets."""
    found = parameters()
    tops = dict.fromkeys(parameter.name.split(".")[0] for parameter in found)
    parts = [_section(top, [p for p in found if p.name.split(".")[0] == top]) for top in tops]
    return "\n\n".join([*parts, *_presets()])


def _section(top: str, found: list[Parameter]) -> str:
    head = ["parameter", "default", "meaning", "value"]
    lines = [[_name(p.name), p.default, p.meaning, _value(p)] for p in found]
    return f"## {top}\n\n{table(head, lines)}"


def _name(name: str) -> str:
    """Return a name that may wrap after its dots, and is copied whole."""
    return f"<code>{name.replace('.', '.<wbr>')}</code>"


def _value(parameter: Parameter) -> str:
    """Return what a parameter may be, e.g. ``whole number, days; 0 to 365``."""
    unit = "" if parameter.unit in {"", "none"} else f", {parameter.unit}"
    bounds = f"; {parameter.range}" if parameter.range else ""
    return f"{parameter.type}{unit}{bounds}"


def _presets() -> Iterator[str]:
    for top, group in sorted(configuration()["parameters"].items()):
        presets = group.get("presets") if isinstance(group, Mapping) else None
        if presets:
            names = dict.fromkeys(key for preset in presets.values() for key in preset)
            lines = [[f"`{n}`", *(_default(p.get(n)) for p in presets.values())] for n in names]
            yield f"## Presets of {top}.search\n\n{table(['setting', *presets], lines)}"


def kafka() -> str:
    """Return the table of the settings of the Kafka source, which stand in the catalog."""
    from connected_car.kafka.options import KafkaOptions

    entry = configuration("kafka")["catalog"]["telemetry_events"]
    found = rows("telemetry_events", KafkaOptions, entry)
    head = ["setting", "default", "meaning", "value"]
    lines = [
        [f"`{p.name.partition('.')[2]}`", p.default or "empty", p.meaning, _value(p)] for p in found
    ]
    return table(head, lines)
