"""Worker processes that score recipes; one that takes too long is stopped for real."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from connected_car.automl.evaluate import Score, Scorer
from connected_car.automl.folds import History, Plan
from connected_car.automl.recipes import Recipe

if TYPE_CHECKING:
    from pebble import ProcessFuture


NO_TRIAL = -1  # stands for Optuna's id where a recipe is scored outside of the study


class RecipeScorer(Protocol):
    """Scores recipes, all on the same data."""

    def score(
        self,
        recipe: Recipe,
        give_up: Callable[[int, float], bool] | None = None,
        weights: list[list[float]] | None = None,
    ) -> Score:
        """Score a recipe; see ``evaluate.Scorer``."""


class Task(Protocol):
    """What a worker is told once; ``journal`` and ``study`` are for pruning."""

    @property
    def journal(self) -> Path | None:
        """Return the file of the Optuna study; None: no trial is pruned."""

    @property
    def study(self) -> str:
        """Return its name."""

    def scorer(self) -> RecipeScorer:
        """Return what scores recipes."""


@dataclass(frozen=True)
class Job:
    """The task of a search for a forecaster.

    Attributes:
        history: the batteries to score on.
        plan: where the cutoffs lie.
        metric: name of the primary metric.
        seed: of the forecasters.
        journal: file of the Optuna study, for pruning; None: no trial is pruned.
        study: its name.
    """

    history: History
    plan: Plan
    metric: str
    seed: int
    journal: Path | None
    study: str

    def scorer(self) -> Scorer:
        """Return what scores recipes."""
        return Scorer(
            self.plan.train(self.history),
            self.plan.folds(self.history),
            self.history.ranges(),
            self.metric,
            self.seed,
        )


class Workers:
    """A pool of processes for one search; use it in a ``with`` block.

    Args:
        job: what the trials have in common.
        count: trials at the same time.
    """

    def __init__(self, job: Task, count: int) -> None:
        from pebble import ProcessPool

        # a fork of this process would copy a JVM's and OpenMP's threads in an unknown state
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["connected_car.automl.workers", "scipy.stats"])
        self._pool = ProcessPool(
            max_workers=count, context=context, initializer=_begin, initargs=(job, count)
        )

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()
        self._pool.join()

    def score(
        self,
        recipe: Recipe,
        trial: int,
        seconds: float | None,
        weights: list[list[float]] | None = None,
    ) -> "ProcessFuture[tuple[Score, float]]":
        """Score a recipe in a worker.

        Args:
            recipe: what to score.
            trial: Optuna's id of the trial, for pruning; ``NO_TRIAL``: it is not pruned.
            seconds: it is killed when it takes longer.
            weights: for an ensemble, the members' weights on each fold.

        Returns:
            A future of the score and the seconds that it took.
        """
        return self._pool.schedule(_score, args=(recipe, trial, weights), timeout=seconds)


_worker: dict[str, Any] = {}


def _begin(job: Task, count: int) -> None:
    """Prepare a worker: Ctrl-C is the parent's to handle, and it must not outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_NUM_THREADS"] = str(max(1, len(os.sched_getaffinity(0)) // count))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _worker["job"], _worker["scorer"] = job, job.scorer()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _score(recipe: Recipe, trial: int, weights: list[list[float]] | None) -> tuple[Score, float]:
    start = time.perf_counter()
    job: Task = _worker["job"]
    scorer: RecipeScorer = _worker["scorer"]
    if job.journal is None or trial == NO_TRIAL:
        return scorer.score(recipe, weights=weights), time.perf_counter() - start
    judge = _Judge(job.journal, job.study, trial)
    return scorer.score(recipe, judge.give_up), time.perf_counter() - start


class _Judge:
    """Reports a trial's score after each fold to the study, and asks its pruner."""

    def __init__(self, journal: Path, study: str, trial: int) -> None:
        import optuna

        from connected_car.automl.study import load_study

        self._trial = optuna.trial.Trial(load_study(journal, study), trial)

    def give_up(self, fold: int, score: float) -> bool:
        self._trial.report(score, fold)
        return self._trial.should_prune()
