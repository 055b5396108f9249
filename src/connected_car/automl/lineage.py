"""The champion beside the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass

from connected_car.automl.champion import Decision
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult

NOT_RECORDED = "not recorded"
_UNREGISTERED = "not registered"


@dataclass(frozen=True)
class ChampionHistory:
    """The champion and the one before it.

    Attributes:
        recipe: how the champion is made.
        verdict: why it is champion.
        exit_criterion: why the search ended.
        model_name: in the registry.
        model_version: in the registry.
        data_version: of what it was learned from.
        note: what became of the champion before.
        changes: ``what, before, now``.
    """

    recipe: Recipe
    verdict: str
    exit_criterion: str
    model_name: str
    model_version: str
    data_version: str
    note: str
    changes: list[dict[str, str]]


@dataclass(frozen=True)
class Registered:
    """Where a champion stands in the registry; None before it does."""

    name: str | None
    version: str | None


def describe_champion(
    recipe: Recipe, tags: Mapping[str, str], version: str | None, result: SearchResult
) -> dict[str, str]:
    """Return family, hyperparameters, score and versions of a champion.

    Args:
        recipe: how it is made.
        tags: what the registry knows of it.
        version: in the registry.
        result: the present search, which has scored it too.
    """
    trial = next((t for t in result.complete() if t.recipe == recipe), None)
    return _described(
        recipe,
        f"{trial.value:.4f}" if trial else "not scored",
        tags.get("data_version", NOT_RECORDED),
        version or _UNREGISTERED,
    )


def compare_champions(
    result: SearchResult, decision: Decision, now: Registered, data_version: int | str | None
) -> ChampionHistory:
    """Compare the champion with the one before this run; its data may have no version."""
    recipe, model = decision.recipe, now.version or _UNREGISTERED
    present = _described(recipe, f"{decision.trial.value:.4f}", _version(data_version), model)
    names = {**{key: key for key in present}, "score": f"{result.metric} on the present folds"}
    return ChampionHistory(
        recipe=recipe,
        verdict=decision.verdict,
        exit_criterion=result.exit_criterion,
        model_name=now.name or _UNREGISTERED,
        model_version=model,
        data_version=_version(data_version),
        note=_note(decision, model),
        changes=[
            {"what": names[key], "before": decision.before.get(key, "none"), "now": value}
            for key, value in present.items()
        ],
    )


def _described(recipe: Recipe, score: str, data_version: str, model_version: str) -> dict[str, str]:
    settings = ", ".join(f"{name} {value}" for name, value in settings_of(recipe))
    return {
        "family": recipe.family,
        "hyperparameters": settings or "none",
        "score": score,
        "data version": data_version,
        "model version": model_version,
    }


def _note(decision: Decision, model: str) -> str:
    if not decision.before:
        return "There was no champion before."
    if not decision.stays:
        return "Another recipe won, and replaced the champion."
    if decision.before["model version"] == model:
        return "The champion stays, file by file."
    return "The recipe stays; it was learned anew from the present data."


def settings_of(recipe: Recipe) -> list[tuple[str, str]]:
    """Return the names and values of the hyperparameters, by name; empty if there are none."""
    pairs = sorted(recipe.hyperparameters.items())
    return [(name, (v or "none") if isinstance(v, str) else f"{v:g}") for name, v in pairs]


def _version(data_version: int | str | None) -> str:
    return NOT_RECORDED if data_version is None else str(data_version)
