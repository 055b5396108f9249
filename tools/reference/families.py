"""All families of models, from their classes."""

from typing import Any

from connected_car.classifiers import registry as classifiers
from connected_car.forecasters import registry as forecasters
from connected_car.hyperparameters import Choice, Range, Space
from tools.reference.project import configuration, table


def forecasting() -> str:
    """Return the table of the families of forecasters."""
    names = [*forecasters.FAMILIES, *forecasters.COMPOSITES]
    return _table([forecasters.family_class(name) for name in names], "forecasting")


def text_classification() -> str:
    """Return the table of the families that judge notes."""
    names = classifiers.FAMILIES
    return _table([classifiers.family_class(name) for name in names], "text_classification")


def _table(kinds: list[Any], pipeline: str) -> str:
    presets = configuration()["parameters"][pipeline]["presets"]
    head = ["family", "what it does", "what the search varies: default (others)", "complexity"]
    rows = [
        [f"`{k.family}`", purpose(k), _space(k.space), k.complexity, _tried(k.family, presets)]
        for k in kinds
    ]
    return table([*head, "presets"], rows)


def purpose(kind: type) -> str:
    """Return the first sentence of a family's docstring."""
    return (kind.__doc__ or "").split("\n")[0].replace("``", "`")


def _tried(family: str, presets: dict[str, Any]) -> str:
    if family in forecasters.COMPOSITES:
        return ", ".join(name for name, preset in presets.items() if preset.get("ensemble"))
    return ", ".join(name for name, preset in presets.items() if family in preset["families"])


def _space(space: Space) -> str:
    varied = {n: of for n, of in space.items() if isinstance(of, Range) or len(of.options) > 1}
    return "; ".join(f"{name} {_values(of)}" for name, of in varied.items())


def _values(of: Range | Choice) -> str:
    if isinstance(of, Range):
        return f"{of.default:g} ({of.low:g} to {of.high:g})"
    return f"{of.default} ({', '.join(str(one) for one in of.options if one != of.default)})"
