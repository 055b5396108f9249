"""The search: defaults of each family first, simple ones ahead, then sampled hyperparameters."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from connected_car.automl.evaluate import Recipe, Score, score_recipe
from connected_car.automl.folds import Fold
from connected_car.automl.options import SearchOptions
from connected_car.forecasters.hyperparameters import Choice, Range
from connected_car.forecasters.registry import FAMILIES, family_class

if TYPE_CHECKING:
    from optuna import Study, Trial

logger = logging.getLogger(__name__)

Key = tuple[object, ...]
Outcomes = dict[Key, float | None]  # score of each recipe tried; None for a failure
_MAX_REPEATS = 50  # so many draws in a row that were tried before: the space is used up


@dataclass(frozen=True)
class TrialResult:
    """One line of the leaderboard; ``score`` is None for a failed trial, ``reason`` says why."""

    number: int
    recipe: Recipe
    score: Score | None
    reason: str = ""

    @property
    def nrmse(self) -> float:
        """Return the primary metric; infinite for a failed trial."""
        return self.score.metrics["nrmse"] if self.score else float("inf")


@dataclass
class SearchResult:
    """All trials in order; the first one is the mean.

    Attributes:
        trials: what was tried.
        exit_criterion: why the search ended, in words.
        seconds: how long it took.
    """

    trials: list[TrialResult] = field(default_factory=list)
    exit_criterion: str = ""
    seconds: float = 0.0

    @property
    def mean(self) -> TrialResult:
        """Return the baseline of all comparisons."""
        return self.trials[0]

    def complete(self) -> list[TrialResult]:
        """Return the trials that have a score."""
        return [trial for trial in self.trials if trial.score]

    def best(self) -> TrialResult:
        """Return the trial with the lowest score, the earlier one of equals."""
        return min(self.trials, key=lambda trial: trial.nrmse)


def search(
    folds: list[Fold], ranges: np.ndarray, options: SearchOptions, seed: int
) -> SearchResult:
    """Try recipes until an exit criterion is met.

    Args:
        folds: oldest first.
        ranges: ``(n,)`` range of each battery's whole target history.
        options: families and exit criteria.
        seed: same data, options and seed give the same trials (as long as time does not end them).

    Returns:
        The trials; a failing one is kept with its reason and does not end the search.
    """
    result, start = SearchResult(), time.perf_counter()
    outcomes: Outcomes = {}
    for recipe in _proposals(options, seed, outcomes):
        trial = try_recipe(len(result.trials), recipe, folds, ranges, seed)
        outcomes[_key(recipe)] = trial.nrmse if trial.score else None
        result.trials.append(trial)
        result.seconds = time.perf_counter() - start
        _log_progress(result, options)
        result.exit_criterion = _exit_criterion(result, options)
        if result.exit_criterion:
            return result
    result.exit_criterion = "nothing left to try: the families have no more hyperparameters"
    return result


def add_present(
    result: SearchResult, present: Recipe, folds: list[Fold], ranges: np.ndarray, seed: int
) -> SearchResult:
    """Score the present champion's recipe on the same folds, unless the search tried it already.

    It takes no part in the search itself, so that a re-run on the same data searches the same way.
    """
    if any(trial.recipe == present for trial in result.trials):
        return result
    trial = try_recipe(len(result.trials), present, folds, ranges, seed)
    return replace(result, trials=[*result.trials, trial])


def _proposals(options: SearchOptions, seed: int, outcomes: Outcomes) -> Iterator[Recipe]:
    """Yield recipes that were not tried before; the outcome of each is looked up afterwards."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=4))
    defaults = [_defaults(family) for family in FAMILIES if family in options.families]
    tunable = [recipe.family for recipe in defaults if recipe.hyperparameters]
    for recipe in defaults:
        yield recipe
        if recipe.family in tunable:
            _teach(study, recipe, outcomes, tunable)
    repeats = 0
    while tunable and repeats < _MAX_REPEATS:
        trial = study.ask()
        recipe = _suggest(trial, tunable)
        repeats = repeats + 1 if _key(recipe) in outcomes else 0
        if not repeats:
            yield recipe
        _tell(study, trial, outcomes[_key(recipe)])


def _defaults(family: str) -> Recipe:
    return Recipe(family, {k: v.default for k, v in family_class(family).space.items()})


def _key(recipe: Recipe) -> Key:
    return recipe.family, *sorted(recipe.hyperparameters.items())


def _suggest(trial: "Trial", families: list[str]) -> Recipe:
    family = trial.suggest_categorical("family", families)
    space = family_class(family).space
    return Recipe(family, {k: _draw(trial, f"{family}.{k}", v) for k, v in space.items()})


def _draw(trial: "Trial", name: str, what: Range | Choice) -> float:
    if isinstance(what, Choice):
        return trial.suggest_categorical(name, list(what.options))
    if isinstance(what.default, int):
        return trial.suggest_int(name, int(what.low), int(what.high), log=what.log)
    return trial.suggest_float(name, what.low, what.high, log=what.log)


def _teach(study: "Study", recipe: Recipe, outcomes: Outcomes, tunable: list[str]) -> None:
    """Let the sampler know a trial that it did not propose."""
    given = {f"{recipe.family}.{k}": v for k, v in recipe.hyperparameters.items()}
    study.enqueue_trial({"family": recipe.family, **given})
    trial = study.ask()
    _suggest(trial, tunable)
    _tell(study, trial, outcomes[_key(recipe)])


def _tell(study: "Study", trial: "Trial", value: float | None) -> None:
    from optuna.trial import TrialState

    if value is None:
        study.tell(trial, state=TrialState.FAIL)
    else:
        study.tell(trial, value)


def try_recipe(
    number: int, recipe: Recipe, folds: list[Fold], ranges: np.ndarray, seed: int
) -> TrialResult:
    """Score one recipe; a failure becomes a result with its reason, unless it is the mean's."""
    try:
        score = score_recipe(recipe, folds, ranges, seed)
    except Exception as error:  # one family's failure must not end the search
        if number == 0:
            raise
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        logger.warning("trial %d, %s, failed: %s", number + 1, recipe.family, reason)
        return TrialResult(number, recipe, None, reason)
    if not np.isfinite(score.metrics["nrmse"]):
        return TrialResult(number, recipe, None, "no battery could be scored on the folds")
    return TrialResult(number, recipe, score)


def _exit_criterion(result: SearchResult, options: SearchOptions) -> str:
    tried, best = len(result.trials), result.best().nrmse
    if options.metric_threshold is not None and best <= options.metric_threshold:
        return f"metric_threshold: {best:.4f} <= {options.metric_threshold:g}"
    if options.max_trials is not None and tried >= options.max_trials:
        return f"max_trials: {tried}"
    minutes = result.seconds / 60
    if options.job_time_minutes is not None and minutes >= options.job_time_minutes:
        return f"job_time_minutes: {options.job_time_minutes:g}"
    return ""


def _log_progress(result: SearchResult, options: SearchOptions) -> None:
    last, best = result.trials[-1], result.best()
    shares = [0.0]
    if options.max_trials is not None:
        shares.append(len(result.trials) / options.max_trials)
    if options.job_time_minutes is not None:
        shares.append(result.seconds / 60 / options.job_time_minutes)
    logger.info(
        "trial %d, %s: %.4f; best %.4f (%s), mean %.4f; %.0f %% of the search done",
        len(result.trials),
        last.recipe.family,
        last.nrmse,
        best.nrmse,
        best.recipe.family,
        result.mean.nrmse,
        100 * min(1.0, max(shares)),
    )
