"""What a family's search may vary; the default of each hyperparameter stands here once."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Range:
    """A number between two bounds; whole numbers when the default is one."""

    default: float
    low: float
    high: float
    log: bool = False


@dataclass(frozen=True)
class Choice:
    """One of a few values, numbers or words."""

    default: Any
    options: tuple[Any, ...]


Space = dict[str, Range | Choice]
