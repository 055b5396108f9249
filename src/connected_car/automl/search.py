"""The search: defaults of each family first, simple ones ahead, then sampled hyperparameters."""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from connected_car.automl.ensemble import EnsembleRecipe, select_ensemble
from connected_car.automl.evaluate import PrunedError
from connected_car.automl.fingerprint import code_fingerprint
from connected_car.automl.folds import History, Plan
from connected_car.automl.options import ExitOptions, SearchOptions
from connected_car.automl.progress import log_trial
from connected_car.automl.recipes import Recipe, Value
from connected_car.automl.study import JOURNAL, SearchMemory
from connected_car.automl.trials import SearchResult, TrialResult
from connected_car.automl.workers import NO_TRIAL, Job, Task, Workers
from connected_car.errors import UserError

if TYPE_CHECKING:
    from optuna import Trial

logger = logging.getLogger(__name__)

CTRL_C = "Ctrl-C"
_SHARE_FOR_ENSEMBLE = 0.2  # of the job time


def search(
    history: History,
    plan: Plan,
    options: SearchOptions,
    *,
    seed: int,
    folder: Path,
    present: Recipe | None = None,
) -> SearchResult:
    """Try recipes until an exit criterion is met or Ctrl-C is pressed.

    A search that was killed goes on where it was: data, plan, families, metric, seed and the code
    are its identity; the exit criteria are not, so that a search may also be prolonged.

    Args:
        history: the fleet; trials see a sample of ``options.sample_batteries``.
        plan: where the cutoffs lie.
        options: families and exit criteria.
        seed: same data, options and seed give the same trials with a single worker, as long as time
            does not end them.
        folder: where the search keeps what it has found.
        present: the present champion, scored at the end on the same folds. It takes no part in the
            search itself, so that a re-run on the same data searches the same way.

    Returns:
        The trials; one that fails or times out is kept with its reason and does not end the search.

    Raises:
        Exception: the mean itself fails.
    """
    sample = history.sample(options.sample_batteries, seed)
    identity = _identity(sample, plan, options, seed)
    fixed: dict[str, Value] = {"country": options.country or "none"}
    memory = SearchMemory(folder, identity, options.allowed(), seed=seed, fixed=fixed)
    result = SearchResult(
        metric=options.primary_metric,
        batteries=(len(sample.panel.ids), len(history.panel.ids)),
        present=present,
    )
    journal = memory.folder / JOURNAL if options.prune else None
    job = Job(sample, plan, options.primary_metric, seed, journal, memory.name)

    def ensemble(found: SearchResult) -> EnsembleRecipe | None:
        return select_ensemble(found, plan.folds(sample), sample.ranges())

    return run_search(memory, job, options, result, ensemble if options.ensemble else None)


def run_search(
    memory: SearchMemory,
    job: Task,
    options: ExitOptions,
    result: SearchResult,
    ensemble: Callable[[SearchResult], EnsembleRecipe | None] | None = None,
) -> SearchResult:
    """Run or go on with a search, whatever it is about.

    Args:
        memory: proposes recipes, and has the trials of an earlier run that was killed.
        job: scores recipes in a worker.
        options: exit criteria.
        result: without trials yet; filled and returned. Its ``present`` is scored at the end.
        ensemble: makes an ensemble of what was found, None when it is no better.
    """
    result.trials = list(memory.found)
    result.resumed = len(result.trials)
    if result.resumed:
        logger.info("the search goes on after %d trials of an earlier run", result.resumed)
    share = 1 - _SHARE_FOR_ENSEMBLE if ensemble else 1.0
    with Workers(job, options.workers) as workers:
        ongoing = _Search(memory, workers, options, result, share)
        result.exit_criterion = ongoing.run()
        if ensemble and result.exit_criterion != CTRL_C:
            ongoing.add_ensemble(ensemble(result))
        if result.present is not None:
            ongoing.add_present(result.present)
        result.seconds = memory.seconds
    return result


def _identity(
    sample: History, plan: Plan, options: SearchOptions, seed: int
) -> tuple[bytes | str, ...]:
    settings = (
        plan,
        options.allowed(),
        options.primary_metric,
        options.prune,
        options.country,
        seed,
    )
    panel, known = sample.panel, sample.panel.known
    read = () if panel.read is None else (panel.read,)
    arrays = (panel.y, sample.observed, panel.last_day, *read, *known.values())
    ids = "\n".join(map(str, [*sample.panel.ids, *known]))
    parts = (np.ascontiguousarray(array).tobytes() for array in arrays)
    return (repr(settings), code_fingerprint(), ids, *parts)


@dataclass
class _Search:
    """A search under way.

    Attributes:
        memory: proposes recipes, keeps results.
        workers: score them.
        options: families and exit criteria.
        result: what was found so far; grows.
        share: of the job time that the study's trials may take; an ensemble needs the rest.
        running: future -> Optuna's trial, recipe, and the name of the limit that will stop it.
    """

    memory: SearchMemory
    workers: Workers
    options: ExitOptions
    result: SearchResult
    share: float
    running: "dict[Future[Any], tuple[Trial, Recipe, str]]" = field(default_factory=dict)

    def run(self) -> str:
        """Run trials until the search is to end; return why it ended."""
        try:
            while not (ended := self._exit_criterion()):
                self._fill()
                if not self.running:
                    return "nothing left to try: every combination was tried"
                self._collect()
        except KeyboardInterrupt:
            if not self.result.trials:
                raise
            logger.warning("Ctrl-C: the search ends here and keeps the best so far")
            return CTRL_C
        return ended

    def add(
        self,
        recipe: Recipe,
        limits: "list[tuple[float | None, str]]",
        weights: list[list[float]] | None = None,
    ) -> None:
        """Score a recipe that the search did not propose, unless that was done already."""
        if any(trial.recipe == recipe for trial in self.result.trials):
            return
        number = len(self.result.trials)
        trial = self.memory.apart(recipe, number)
        if trial is None:
            seconds, limit = _lowest(limits)
            future = self.workers.score(recipe, NO_TRIAL, seconds, weights)
            trial = outcome_of(number, recipe, future, limit)
            self.memory.keep_apart(trial)
        self.result.trials.append(trial)
        log_trial(self.result, self.options, self.memory.seconds)

    def add_ensemble(self, ensemble: EnsembleRecipe | None) -> None:
        """Score an ensemble by weights that did not see the fold which they are scored on."""
        if ensemble is None:
            logger.info("no weighted average of the trials is better than the best of them")
        else:
            limits = [self._trial_limit(), self._job_limit(share=1.0)]
            self.add(ensemble.recipe, limits, ensemble.weights_by_fold)

    def add_present(self, present: Recipe) -> None:
        """Score the present champion; the job time must not spare it the comparison."""
        self.add(present, [self._trial_limit()])

    def _fill(self) -> None:
        """Give idle workers something to do; the mean runs first and alone."""
        tried = len(self.result.trials)
        at_once = self.options.workers if tried else 1
        if self.options.max_trials is not None:
            at_once = min(at_once, self.options.max_trials - tried)
        while len(self.running) < at_once and (proposal := self.memory.propose()):
            trial, recipe = proposal
            limits = [self._trial_limit(), self._job_limit(self.share)]
            seconds, limit = _lowest(limits if tried else [])  # the mean is needed
            number = NO_TRIAL if self.memory.is_default(recipe) else trial._trial_id
            future = self.workers.score(recipe, number, seconds)
            self.running[future] = (trial, recipe, limit)

    def _trial_limit(self) -> tuple[float | None, str]:
        return self.options.seconds_per_trial, "seconds_per_trial"

    def _job_limit(self, share: float) -> tuple[float | None, str]:
        minutes, name = self.options.job_time_minutes, "job_time_minutes"
        left = None if minutes is None else share * 60 * minutes - self.memory.seconds
        return left, name

    def _collect(self) -> None:
        """Wait for a trial to end, and keep what it gave."""
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        for future in done:
            trial, recipe, limit = self.running.pop(future)
            ended = outcome_of(len(self.result.trials), recipe, future, limit)
            self.memory.keep(trial, ended)
            self.result.trials.append(ended)
            log_trial(self.result, self.options, self.memory.seconds)

    def _exit_criterion(self) -> str:
        """Return why the search is to end now; empty when it is not."""
        if not self.result.trials:
            return ""
        options, best = self.options, self.result.best()
        tried, minutes = len(self.result.trials), options.job_time_minutes
        if options.metric_threshold is not None and best.value <= options.metric_threshold:
            return f"metric_threshold: {best.value:.4f} <= {options.metric_threshold:g}"
        if options.max_trials is not None and tried >= options.max_trials:
            return f"max_trials: {tried}"
        left, _ = self._job_limit(self.share)
        if left is not None and left <= 0:
            return f"job_time_minutes: {minutes:g}"
        if options.patience is not None and tried - 1 - best.number >= options.patience:
            return f"patience: no gain in {options.patience} trials"
        return ""


def _lowest(limits: list[tuple[float | None, str]]) -> tuple[float | None, str]:
    """Return the seconds that a trial may take and what that limit is called."""
    given = [(max(0.1, seconds), name) for seconds, name in limits if seconds is not None]
    return min(given) if given else (None, "")


def outcome_of(number: int, recipe: Recipe, future: "Future[Any]", limit: str) -> TrialResult:
    """Return how a trial ended; a failure, but for the baseline's, becomes a result with reason."""
    try:
        score, seconds = future.result()
    except TimeoutError:
        return TrialResult(number, recipe, "timed out", None, f"stopped by {limit}")
    except PrunedError as error:
        return TrialResult(number, recipe, "pruned", None, str(error))
    except Exception as error:  # one family's failure must not end the search
        if number == 0:
            raise
        text = str(error).splitlines()
        reason = f"{type(error).__name__}: {text[0] if text else ''}"
        logger.warning("trial %d, %s, failed: %s", number + 1, recipe.family, reason)
        return TrialResult(number, recipe, "failed", None, reason)
    if not np.isfinite(score.value):
        if number == 0:
            raise UserError(
                f"nothing could be scored, not even the {recipe.family}: nothing differs in what "
                "was given to learn from; give more of it, or choose another primary_metric"
            )
        reason = "nothing could be scored"
        return TrialResult(number, recipe, "failed", None, reason, seconds)
    return TrialResult(number, recipe, "complete", score, "", seconds)
