"""What is said of a champion besides that it won: its price, and what a random split hides."""

from connected_car.automl.champion import Decision, paired_difference
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.pages.words import percent
from connected_car.pipelines.text_classification.splits import RANDOM, TEMPLATES, YEARS

_PARTS = {TEMPLATES: "wordings", YEARS: "years"}


def add_to_verdict(
    decision: Decision, result: SearchResult, only_listed: tuple[str, ...] = ()
) -> str:
    """Return the verdict with some more sentences.

    Args:
        decision: the champion.
        result: the search.
        only_listed: families that could not be chosen.
    """
    champion = decision.trial
    more = [
        *_as_good(champion, result, only_listed),
        *_not_chosen(champion, result, only_listed),
        *_random(champion),
    ]
    return " ".join([decision.verdict, *more])


def _not_chosen(
    champion: TrialResult, result: SearchResult, only_listed: tuple[str, ...]
) -> list[str]:
    """Say what is as good and could not be chosen."""
    return [
        f"The plain {t.recipe.family} has {t.value:.4f}, and is never chosen: it is the second "
        "opinion on each note, and a person decides where the two disagree."
        for t in result.complete()
        if t.recipe.family in only_listed and t is not champion
    ]


def _as_good(
    champion: TrialResult, result: SearchResult, only_listed: tuple[str, ...]
) -> list[str]:
    """Say when something dearer is no better, or something cheaper as good."""
    own = {champion.recipe.family, *only_listed}
    others = [t for t in result.complete() if t.recipe.family not in own]
    best = {t.recipe.family: t for t in sorted(others, key=lambda t: -t.value)}
    near = [t for t in best.values() if _is_near(t, champion, result)]
    if not near:
        return []
    dearest = max(near, key=_seconds)
    first, second = champion.recipe.family, dearest.recipe.family
    if _seconds(dearest) >= _seconds(champion):
        return [
            f"{second}, which needs {_seconds(dearest):.1f} s to learn, is no better than {first} "
            f"after {_seconds(champion):.1f} s."
        ]
    cheapest = min(near, key=_seconds)
    return [
        f"{cheapest.recipe.family} is as good, as far as can be told, after "
        f"{_seconds(cheapest):.1f} s of learning; {first} needs {_seconds(champion):.1f} s."
    ]


def _is_near(trial: TrialResult, champion: TrialResult, result: SearchResult) -> bool:
    gap = paired_difference(champion, trial, result.subject.unit)
    return abs(gap.mean) <= gap.standard_error


def _seconds(trial: TrialResult) -> float:
    return trial.score.fit_seconds if trial.score else float("inf")


def _random(champion: TrialResult) -> list[str]:
    """Say what the random split says, and why that is worth little."""
    metrics = champion.score.metrics if champion.score else {}
    at_random = metrics.get(f"{RANDOM}_accuracy")
    unseen = [
        f"{percent(metrics[key])} on unseen {words}"
        for part, words in _PARTS.items()
        if (key := f"{part}_accuracy") in metrics
    ]
    if at_random is None or not unseen:
        return []
    return [
        f"On notes at random it is right in {percent(at_random)}, which says little, for most of "
        f"them it has seen word by word; it is right in {' and '.join(unseen)}."
    ]
