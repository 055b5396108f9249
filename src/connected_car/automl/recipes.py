"""What a trial tries and a champion is made by."""

import json
from dataclasses import dataclass, field

from connected_car.forecasters import make
from connected_car.forecasters.family import Family

Value = float | str


@dataclass(frozen=True)
class Recipe:
    """A family with its hyperparameters."""

    family: str
    hyperparameters: dict[str, Value] = field(default_factory=dict)

    def make(self, seed: int) -> Family:
        """Return the unfitted forecaster."""
        return make(self.family, seed, **self.hyperparameters)

    def to_json(self) -> str:
        """Return it as text, the same text for equal recipes."""
        return json.dumps([self.family, self.hyperparameters], sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Read what ``to_json`` wrote."""
        return cls(*json.loads(text))

    def describe(self) -> str:
        """Return family and hyperparameters in words."""
        parts = (f"{k} {_short(v)}" for k, v in self.hyperparameters.items())
        given = ", ".join(parts)
        return f"{self.family} ({given})" if given else self.family


def _short(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}"
