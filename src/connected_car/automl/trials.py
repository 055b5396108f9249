"""What a search found: its trials."""

from dataclasses import dataclass, field
from typing import Literal

from connected_car.automl.evaluate import Score
from connected_car.automl.recipes import Recipe
from connected_car.automl.subject import FORECASTS, Subject

State = Literal["complete", "pruned", "failed", "timed out"]


@dataclass(frozen=True)
class TrialResult:
    """One line of the leaderboard.

    Attributes:
        number: place in the order of the search, from 0.
        recipe: what was tried.
        state: how it ended.
        score: what it found; None unless complete.
        reason: why it is not complete.
        seconds: wall time.
    """

    number: int
    recipe: Recipe
    state: State
    score: Score | None = None
    reason: str = ""
    seconds: float = 0.0

    @property
    def value(self) -> float:
        """Return the primary metric; infinite for a trial that is not complete."""
        return self.score.value if self.score else float("inf")


@dataclass
class SearchResult:
    """All trials in order; the first one is the baseline: the mean, for forecasts.

    Attributes:
        trials: what was tried.
        exit_criterion: why the search ended, in words.
        seconds: how long it took, interruptions left out.
        metric: name of the primary metric.
        batteries: how many batteries trials were scored on, and how many there are.
        present: the recipe of the registered champion; None if there is none.
        resumed: how many trials were done by an earlier run that did not come to its end.
        subject: what the search is about.
    """

    trials: list[TrialResult] = field(default_factory=list)
    exit_criterion: str = ""
    seconds: float = 0.0
    metric: str = "nrmse"
    batteries: tuple[int, int] = (0, 0)
    present: Recipe | None = None
    resumed: int = 0
    subject: Subject = FORECASTS

    @property
    def mean(self) -> TrialResult:
        """Return the baseline of all comparisons."""
        return self.trials[0]

    def complete(self) -> list[TrialResult]:
        """Return the trials that have a score."""
        return [trial for trial in self.trials if trial.score]

    def best(self) -> TrialResult:
        """Return the trial with the lowest score, the earlier one of equals."""
        return min(self.trials, key=lambda trial: trial.value)

    def tries(self) -> int:
        """Return how many trials could have beaten the mean, given up ones included."""
        return sum(trial.state in {"complete", "pruned"} for trial in self.trials) - 1
