"""What a card tells of how its champion was made: settings by name, as text."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from connected_car.automl.lineage import ChampionHistory, settings_of

Rows = list[dict[str, str]]  # each with ``name`` and ``value``


def hyperparameters(champion: ChampionHistory) -> Rows:
    """Return the champion's hyperparameters, or that its family has none."""
    found = settings_of(champion.recipe) or [("none", "this family has no hyperparameters")]
    return _rows(found)


def reproduction(
    champion: ChampionHistory, settings: Mapping[str, Any], libraries: Iterable[str]
) -> Rows:
    """Return what it takes to make the champion once more.

    Args:
        champion: the champion.
        settings: of the search, by name.
        libraries: packages whose versions matter.
    """
    made = {
        "data version": champion.data_version,
        "model name": champion.model_name,
        "model version": champion.model_version,
        "the search ended by": champion.exit_criterion,
    }
    shown = {name: _shown(value) for name, value in settings.items()}
    versions = {f"{library} (library)": version(library) for library in libraries}
    return _rows([*made.items(), *shown.items(), *versions.items()])


def _rows(pairs: Iterable[tuple[str, str]]) -> Rows:
    return [{"name": name, "value": value} for name, value in pairs]


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, Mapping):
        given = {name: each for name, each in value.items() if each is not None}
        parts = (f"{k} {v:g}" if isinstance(v, float) else f"{k} {v}" for k, v in given.items())
        return ", ".join(parts) or "none"
    return "not set" if value is None else str(value)
