"""The champion beside the one before it."""

from dataclasses import dataclass

from connected_car.automl.champion import Decision
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import SearchResult
from connected_car.datasets.champion import Champion

_NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class ChampionHistory:
    """The champion and the one before it.

    Attributes:
        recipe: how the champion is made.
        verdict: why it is champion.
        exit_criterion: why the search ended.
        model_version: in the registry.
        data_version: of ``daily_telemetry``.
        note: what became of the champion before.
        changes: ``what, before, now``.
    """

    recipe: Recipe
    verdict: str
    exit_criterion: str
    model_version: str
    data_version: str
    note: str
    changes: list[dict[str, str]]


def compare_champions(
    result: SearchResult,
    decision: Decision,
    before: Champion | None,
    now: Champion,
    data_version: int,
) -> ChampionHistory:
    """Compare the champion with the one before this run; see ``trace_champion``."""
    recipe, model = decision.recipe, now.version or "not registered"
    present = [
        recipe.family,
        _in_words(recipe),
        f"{decision.trial.value:.4f}",
        str(data_version),
        model,
    ]
    names = [
        "family",
        "hyperparameters",
        f"{result.metric} on the present folds",
        "data version",
        "model version",
    ]
    pairs = zip(names, _before(before, result), present, strict=True)
    return ChampionHistory(
        recipe=recipe,
        verdict=decision.verdict,
        exit_criterion=result.exit_criterion,
        model_version=model,
        data_version=str(data_version),
        note=_note(before, decision, model),
        changes=[{"what": name, "before": old, "now": new} for name, old, new in pairs],
    )


def _before(before: Champion | None, result: SearchResult) -> list[str]:
    if before is None:
        return ["none"] * 5
    recipe = Recipe(before.forecaster.family, dict(before.forecaster.hyperparameters))
    trial = next((t for t in result.complete() if t.recipe == recipe), None)
    return [
        recipe.family,
        _in_words(recipe),
        f"{trial.value:.4f}" if trial else "not scored",
        before.tags.get("data_version", _NOT_RECORDED),
        before.version or "not registered",
    ]


def _note(before: Champion | None, decision: Decision, model: str) -> str:
    if before is None:
        return "There was no champion before."
    if not decision.stays:
        return "Another recipe won, and replaced the champion."
    if before.version == model:
        return "The champion stays, file by file."
    return "The recipe stays; it was learned anew from the present data."


def _in_words(recipe: Recipe) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings_of(recipe))


def settings_of(recipe: Recipe) -> list[tuple[str, str]]:
    """Return the names and values of the hyperparameters; a line that says so if there are none."""
    pairs = [(k, v if isinstance(v, str) else f"{v:g}") for k, v in recipe.hyperparameters.items()]
    return pairs or [("hyperparameters", "none")]
