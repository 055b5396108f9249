"""The search's memory: an Optuna study in a journal file, so that a killed search goes on.

What a trial found lies beside the journal, one ``.npz`` a trial. Which recipe comes next depends on
the seed and on what was found so far, on nothing else.
"""

import hashlib
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from connected_car.automl.recipes import Recipe, Value
from connected_car.automl.records import load_result, save_result
from connected_car.automl.subject import FORECASTS, Subject
from connected_car.automl.trials import TrialResult
from connected_car.hyperparameters import Choice, Range, Space

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    Distribution = CategoricalDistribution | FloatDistribution | IntDistribution
    from optuna.trial import FrozenTrial

_STARTUP_TRIALS = 4  # draws at random before the sampler learns; defaults count
_MAX_REPEATS = 50  # so many draws in a row that were tried before: the space is used up
_KEPT = "kept"
_RECIPE = "recipe"
_SECONDS = "seconds"
_INTERRUPTED = "interrupted"
JOURNAL = "journal.log"


def load_study(journal: Path, name: str) -> "Study":
    """Open the study that a journal holds, made when missing; the pruner comes with it."""
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = JournalStorage(JournalFileBackend(str(journal)))
    pruner = optuna.pruners.MedianPruner(n_startup_trials=_STARTUP_TRIALS)
    return optuna.create_study(storage=storage, study_name=name, load_if_exists=True, pruner=pruner)


def open_study(folder: Path, name: str) -> "Study":
    """Open the study of that name in a folder, and drop those of other names.

    Args:
        folder: where journal and arrays lie; made when missing.
        name: stands for data, settings and code; another name is another search.
    """
    for other in folder.iterdir() if folder.exists() else ():
        if other.name != name and (other / JOURNAL).exists():
            shutil.rmtree(other, ignore_errors=True)
    (folder / name).mkdir(parents=True, exist_ok=True)
    journal = folder / name / JOURNAL
    _drop_torn_line(journal)
    return load_study(journal, name)


def _drop_torn_line(journal: Path) -> None:
    """Cut off a last line that a kill left half written."""
    content = journal.read_bytes() if journal.exists() else b""
    if content and not content.endswith(b"\n"):
        journal.write_bytes(content[: content.rfind(b"\n") + 1])


class SearchMemory:
    """Proposes recipes, and keeps what they gave.

    Attributes:
        found: what was found so far, in the order of the proposals.

    Args:
        folder: where journal and arrays lie.
        identity: what makes this search the same as an earlier one; hashed into the study's name.
        families: to try, in this order.
        seed: of the sampler.
        fixed: hyperparameters that are not searched but given, for the families that have them.
        subject: what the search is about.
    """

    def __init__(
        self,
        folder: Path,
        identity: tuple[bytes | str, ...],
        families: tuple[str, ...],
        *,
        seed: int,
        fixed: dict[str, Value],
        subject: Subject = FORECASTS,
    ) -> None:
        self._subject = subject
        digest = hashlib.sha256()
        for part in identity:
            digest.update(part.encode() if isinstance(part, str) else part)
        self.name = digest.hexdigest()[:16]
        self.study = open_study(folder, self.name)
        self.folder = folder / self.name
        self._tunable = [f for f in families if self._space(f)]
        self._seed, self._fixed = seed, fixed
        self._begun = time.perf_counter()
        self._seconds_before = float(self.study.user_attrs.get(_SECONDS, 0.0))
        if not self.study.trials:
            for family in families:
                self._enqueue(self._default(family))
        self._requeue_interrupted()
        self.found = self._load()

    @property
    def seconds(self) -> float:
        """Return how long the search has taken, earlier interrupted runs included."""
        return self._seconds_before + time.perf_counter() - self._begun

    def _load(self) -> list[TrialResult]:
        kept = [t for t in self.study.trials if _KEPT in t.user_attrs]
        return [load_result(self._path(t.number), number) for number, t in enumerate(kept)]

    def propose(self) -> "tuple[Trial, Recipe] | None":
        """Return the next recipe that was not tried before; None when there is none left."""
        import optuna

        known = {result.recipe.to_json(): result for result in self.found}
        for _ in range(_MAX_REPEATS):
            asked = [t for t in self.study.trials if _INTERRUPTED not in t.user_attrs]
            waiting = [t for t in asked if t.state == optuna.trial.TrialState.WAITING]
            if not waiting and not self._tunable:
                return None
            self.study.sampler = optuna.samplers.TPESampler(
                seed=self._seed + len(asked) - len(waiting), n_startup_trials=_STARTUP_TRIALS
            )
            trial = self.study.ask()
            recipe = self._recipe(trial)
            if recipe.to_json() not in known:
                return trial, recipe
            self._tell(trial, known[recipe.to_json()])
        return None

    def is_default(self, recipe: Recipe) -> bool:
        """Return whether it is a family as it comes; such a trial is always scored to its end."""
        return recipe == self._default(recipe.family)

    def _space(self, family: str) -> Space:
        return self._subject.family_class(family).space

    def _default(self, family: str) -> Recipe:
        return self._with_fixed(default_recipe(family, self._subject))

    def keep(self, trial: "Trial", result: TrialResult) -> None:
        """Store a result: its file first and the journal's line last, for a kill in between."""
        save_result(self._path(trial.number), result)
        trial.set_user_attr(_RECIPE, result.recipe.to_json())
        trial.set_user_attr(_KEPT, True)
        self.study.set_user_attr(_SECONDS, self.seconds)
        self._tell(trial, result)
        self.found.append(result)

    def _tell(self, trial: "Trial", result: TrialResult) -> None:
        from optuna.trial import TrialState

        if result.score:
            self.study.tell(trial, result.value)
        elif result.state == "pruned":
            self.study.tell(trial, state=TrialState.PRUNED)
        else:
            _tell_failed(self.study, trial)

    def _recipe(self, trial: "Trial") -> Recipe:
        fixed = trial.user_attrs.get(_RECIPE)
        recipe = Recipe.from_json(fixed) if fixed else None
        if recipe is not None and recipe.family not in self._tunable:
            return recipe
        family = trial.suggest_categorical("family", self._tunable)
        space = self._space(family)
        drawn = {k: _draw(trial, f"{family}.{k}", v) for k, v in space.items()}
        return self._with_fixed(Recipe(family, drawn))

    def _with_fixed(self, recipe: Recipe) -> Recipe:
        own = {k: v for k, v in self._fixed.items() if k in recipe.hyperparameters}
        return Recipe(recipe.family, recipe.hyperparameters | own)

    def _enqueue(self, recipe: Recipe) -> None:
        searched = {k: v for k, v in recipe.hyperparameters.items() if k not in self._fixed}
        given = {f"{recipe.family}.{k}": v for k, v in searched.items()}
        params = {"family": recipe.family, **given} if given else {}
        self.study.enqueue_trial(params, user_attrs={_RECIPE: recipe.to_json()})

    def _requeue_interrupted(self) -> None:
        """Put trials that a kill interrupted back to the queue, ahead of those that wait in it."""
        import optuna
        from optuna.trial import TrialState

        running = self.study.get_trials(states=(TrialState.RUNNING,))
        behind = self.study.get_trials(states=(TrialState.WAITING,)) if running else []
        for _ in behind:
            self.study.ask()  # a queue has no other way out
        for frozen in [*running, *behind]:
            trial = optuna.trial.Trial(self.study, frozen._trial_id)
            if _KEPT in frozen.user_attrs:  # killed between the result and the last line
                self._tell(trial, load_result(self._path(frozen.number), 0))
                continue
            trial.set_user_attr(_INTERRUPTED, True)
            _tell_failed(self.study, trial)
            recipe = self._recipe_of(frozen)
            if recipe is not None:
                self._enqueue(recipe)

    def _recipe_of(self, frozen: "FrozenTrial") -> Recipe | None:
        """Return the recipe of an unfinished trial; None if it was killed while being proposed."""
        if _RECIPE in frozen.user_attrs:
            return Recipe.from_json(frozen.user_attrs[_RECIPE])
        family = str(frozen.params.get("family", ""))
        given = {k.removeprefix(f"{family}."): v for k, v in frozen.params.items() if k != "family"}
        complete = bool(family) and set(given) == set(self._space(family))
        return Recipe(family, given) if complete else None

    def _path(self, number: int) -> Path:
        return self.folder / f"{number}.npz"

    def apart(self, recipe: Recipe, number: int) -> TrialResult | None:
        """Return the result of a recipe that was scored outside of the study; None if none was."""
        path = self._path_apart(recipe)
        return load_result(path, number) if path.exists() else None

    def keep_apart(self, result: TrialResult) -> None:
        """Store the result of a recipe that the study did not propose."""
        save_result(self._path_apart(result.recipe), result)

    def _path_apart(self, recipe: Recipe) -> Path:
        return self.folder / f"{hashlib.sha256(recipe.to_json().encode()).hexdigest()[:16]}.npz"


def default_recipe(family: str, subject: Subject = FORECASTS) -> Recipe:
    """Return a family with the defaults of all its hyperparameters."""
    space: Space = subject.family_class(family).space
    return Recipe(family, {k: v.default for k, v in space.items()})


def distribution_of(what: Range | Choice) -> "Distribution":
    """Return a hyperparameter's range as Optuna has it."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(what, Choice):
        return CategoricalDistribution(list(what.options))
    if isinstance(what.default, int):
        return IntDistribution(int(what.low), int(what.high), log=what.log)
    return FloatDistribution(what.low, what.high, log=what.log)


def _draw(trial: "Trial", name: str, what: Range | Choice) -> Value:
    from optuna.distributions import FloatDistribution

    if isinstance(what, Choice):
        return trial.suggest_categorical(name, list(what.options))
    found = distribution_of(what)
    if isinstance(found, FloatDistribution):
        return trial.suggest_float(name, found.low, found.high, log=found.log)
    return trial.suggest_int(name, int(what.low), int(what.high), log=what.log)


def _tell_failed(study: "Study", trial: "Trial") -> None:
    from optuna.trial import TrialState

    study.tell(trial, state=TrialState.FAIL)
