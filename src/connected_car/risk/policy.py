"""How a probability becomes a class: calibration and levels, stored beside the champion's files."""

import json
from dataclasses import asdict, dataclass, field
from typing import Annotated, Self

from pydantic import Field

from connected_car.risk.calibration import Calibration
from connected_car.stored_files import parse_stored

POLICY_FILE = "risk_policy.json"


@dataclass(frozen=True)
class Level:
    """A level with hysteresis, so that a probability near it does not flicker.

    Attributes:
        on: a battery enters at this probability.
        off: a battery that is in leaves below this one; not above ``on``.
    """

    on: Annotated[float, Field(ge=0, le=1)]
    off: Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class RiskPolicy:
    """Batch and stream judge by the same policy.

    Where there was nothing to learn it from, the levels are those that cost least for probabilities
    that can be trusted: 1 / (1 + cost of a missed failure in false alarms).

    Attributes:
        calibration: from the share of the paths to a probability.
        watch: the battery is looked at.
        alert: its owner is told.
    """

    calibration: Calibration = field(default_factory=Calibration)
    watch: Level = Level(1 / 101, 0.7 / 101)
    alert: Level = Level(1 / 21, 0.7 / 21)

    def to_json(self) -> bytes:
        """Return the content of ``POLICY_FILE``."""
        return json.dumps(asdict(self), indent=2, sort_keys=True).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read it back; raises ``UserError`` for a damaged one."""
        return parse_stored(content, cls, POLICY_FILE, "a new champion has a new one")
