"""What a search is about: which families there are, and what its verdict calls things."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connected_car.forecasters.registry import family_class


@dataclass(frozen=True)
class Subject:
    """What differs between a search for a forecaster and one for a classifier.

    Attributes:
        family_class: from a family's name to its class, which has ``space`` and ``complexity``.
        baseline: what every winner must beat, in words; it is the first trial.
        unit: what a column of the scores belongs to; many of them are the sample.
        folder: of the package, whose code decides what a trial finds.
    """

    family_class: Callable[[str], Any]
    baseline: str
    unit: str
    folder: str


FORECASTS = Subject(family_class, "mean", "batteries", "forecasters")
