"""Who becomes champion: a family must win by more than luck, and ties go to the simpler one."""

from dataclasses import dataclass, field

import numpy as np

from connected_car.automl.primary import mean_over_folds
from connected_car.automl.recipes import Recipe
from connected_car.automl.subject import FORECASTS
from connected_car.automl.trials import SearchResult, TrialResult

MANY_BATTERIES = 10  # from here on the batteries, not the folds, are the sample
ERROR_RATE = 0.05  # chance that any of the tries replaces the mean by luck


@dataclass(frozen=True)
class PairedDifference:
    """How much better one trial is than another on the same batteries and folds.

    Attributes:
        mean: mean difference of the primary metric; positive when the first one is better.
        standard_error: of that mean; infinite with a single difference.
        count: number of differences.
        unit: what a difference belongs to, ``batteries`` or ``folds``.
    """

    mean: float
    standard_error: float
    count: int
    unit: str

    def needed(self, tries: int) -> float:
        """Return how many standard errors ``mean`` must exceed, given how many trials there were.

        At least one (the one-standard-error rule), and the one-sided t quantile at an error rate
        divided by the tries (Bonferroni): 2.2 for 500 batteries and 3 tries, 8.6 for 3 folds of one
        battery and 7 tries. Three folds alone can hardly prove anything, and that is the point.
        """
        from scipy.stats import t

        if self.count < 2:
            return float("inf")
        return max(1.0, float(t.ppf(1 - ERROR_RATE / max(1, tries), self.count - 1)))

    def beats(self, tries: int) -> bool:
        """Return whether the first one is better by more than luck explains."""
        return self.mean > 0 and self.mean > self.needed(tries) * self.standard_error


@dataclass(frozen=True)
class Decision:
    """The champion and why.

    Attributes:
        recipe: family and hyperparameters.
        trial: its trial in the search.
        verdict: the decision in plain words.
        stays: whether it is the recipe of the present champion.
        before: what is told of the present champion, name -> words; empty if there is none.
    """

    recipe: Recipe
    trial: TrialResult
    verdict: str
    stays: bool
    before: dict[str, str] = field(default_factory=dict)

    def summary(self, result: SearchResult, baseline: str) -> dict[str, object]:
        """Return what is stored of a search and its champion, whatever was searched for.

        Args:
            result: the search.
            baseline: key of the trivial model's score.
        """
        return {
            "champion": self.recipe.family,
            "primary_metric": result.metric,
            "score": self.trial.value,
            baseline: result.mean.value,
            "verdict": self.verdict,
            "exit_criterion": result.exit_criterion,
            "trials": len(result.trials),
            "seconds": round(result.seconds, 1),
        }


def paired_difference(
    first: TrialResult, second: TrialResult, unit: str = FORECASTS.unit
) -> PairedDifference:
    """Return by how much ``first`` is better than ``second``; a column is of one ``unit``."""
    assert first.score and second.score
    gaps = second.score.by_fold - first.score.by_fold
    return PairedDifference(*mean_and_error(gaps, unit))


def mean_and_error(
    by_fold: np.ndarray, unit: str = FORECASTS.unit
) -> tuple[float, float, int, str]:
    """Return mean, standard error, count and unit of figures ``(folds, n)``.

    With ``MANY_BATTERIES`` or more columns each one (a battery; its mean over the folds) counts
    once, else each fold (its mean over the columns).
    """
    figures = mean_over_folds(by_fold)
    mean, count = float(figures.mean()), len(figures)
    if count < MANY_BATTERIES:
        figures, unit = mean_over_folds(by_fold.T), "folds"
        count = len(figures)
    error = float(np.std(figures, ddof=1) / np.sqrt(count)) if count > 1 else float("inf")
    return mean, error, count, unit


def choose(
    result: SearchResult, replace_present: bool = True, only_listed: tuple[str, ...] = ()
) -> Decision:
    """Choose the champion among the mean, the best trial of each family and the present champion.

    1. A recipe counts only if it beats the mean (``PairedDifference.beats``).
    2. Of those the best one, and all that are within one standard error of it, are as good.
    3. Of these the simplest family wins, then the present champion, then the lower score.

    With ``replace_present`` false the present champion stays, and the verdict says so. Families
    ``only_listed`` are on the leaderboard and never chosen.
    """
    tries, present = result.tries(), result.present
    rivals = [t for t in _rivals(result, present) if t.recipe.family not in only_listed]
    winners = [t for t in rivals if paired_difference(t, result.mean).beats(tries)]
    champion = _simplest(winners, result) if winners else result.mean
    now = next((t for t in result.complete() if t.recipe == present), None)
    if now is not None and now is not champion and not replace_present:
        verdict = _verdict(result, champion, tries, None)
        kept = (
            f" {now.recipe.describe()} stays champion ({now.value:.4f}): replace_champion is off."
        )
        return Decision(now.recipe, now, verdict + kept, True)
    stays = champion.recipe == present
    verdict = _verdict(result, champion, tries, present, only_listed)
    return Decision(champion.recipe, champion, verdict, stays)


def _rivals(result: SearchResult, present: Recipe | None) -> list[TrialResult]:
    best: dict[str, TrialResult] = {}
    for trial in sorted(result.complete()[1:], key=lambda t: t.value):
        best.setdefault(trial.recipe.family, trial)
    now = [t for t in result.complete()[1:] if t.recipe == present and t not in best.values()]
    return [*best.values(), *now]


def _simplest(winners: list[TrialResult], result: SearchResult) -> TrialResult:
    best = min(winners, key=lambda t: t.value)
    behind = [(t, paired_difference(best, t)) for t in winners if t is not best]
    equals = [best, *(t for t, gap in behind if gap.mean <= gap.standard_error)]
    complexity = {f: result.subject.family_class(f).complexity for f in _families(equals)}
    present = result.present
    return min(equals, key=lambda t: (complexity[t.recipe.family], t.recipe != present, t.value))


def _families(trials: list[TrialResult]) -> set[str]:
    return {trial.recipe.family for trial in trials}


def _verdict(
    result: SearchResult,
    champion: TrialResult,
    tries: int,
    present: Recipe | None,
    only_listed: tuple[str, ...] = (),
) -> str:
    before = ""
    if present is not None and champion.recipe != present:
        before = f" It replaces {present.describe()}, compared on the same folds."
    rivals = [t for t in result.complete() if t is not result.mean]
    rivals = [t for t in rivals if t.recipe.family not in only_listed]
    if not rivals:
        return f"Only the {result.subject.baseline} was scored; it is champion.{before}"
    if champion is not result.mean:
        return f"{_win(champion, result, tries)}{before}"
    best = min(rivals, key=lambda t: t.value)
    return f"{_no_win(best, result, tries)}{before}"


def _win(champion: TrialResult, result: SearchResult, tries: int) -> str:
    mean, name = result.mean, result.subject.baseline
    gap = paired_difference(champion, mean, result.subject.unit)
    less, family = 100 * (1 - champion.value / mean.value), champion.recipe.family
    return (
        f"{family} beats the {name}: {champion.value:.4f} against {mean.value:.4f}, "
        f"{less:.0f} % less error. The difference is {_times(gap)} its standard error over "
        f"{gap.count} {gap.unit}; {gap.needed(tries):.1f} times would have been enough."
    )


def _no_win(best: TrialResult, result: SearchResult, tries: int) -> str:
    mean, name = result.mean, result.subject.baseline
    gap, family = paired_difference(best, mean, result.subject.unit), best.recipe.family
    if gap.mean <= 0:
        return (
            f"Nothing beats the {name}: it has {mean.value:.4f}, the best other family, {family}, "
            f"{best.value:.4f}. The {name} is champion."
        )
    needed = gap.needed(tries)
    luck = (
        f"{_times(gap)} its standard error over {gap.count} {gap.unit}, and {needed:.1f} times is "
        f"needed after {tries} tries"
        if np.isfinite(needed)
        else "a single difference, which proves nothing"
    )
    return (
        f"Nothing beats the {name} by more than luck: {family} has {best.value:.4f}, the {name} "
        f"{mean.value:.4f}, and the difference is {luck}. The {name} is champion."
    )


def _times(gap: PairedDifference) -> str:
    ratio = gap.mean / gap.standard_error if gap.standard_error > 0 else float("inf")
    return f"{ratio:.1f} times"
