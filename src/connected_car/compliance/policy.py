"""How a probability becomes a judgement; stored beside the classifier's files."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Annotated, Self

from pydantic import Field

from connected_car.risk.calibration import Calibration
from connected_car.stored_files import parse_stored

Share = Annotated[float, Field(ge=0, le=1)]
POLICY_FILE = "judgement_policy.json"


@dataclass(frozen=True)
class JudgementPolicy:
    """Between its two levels a person decides.

    Attributes:
        calibration: from what the classifier says to a probability.
        compliant_below: below this probability of not being compliant a note is judged compliant.
        not_compliant_from: from this one on it is judged not compliant.
        rules: whether the plain rule judges too, and a person where the two disagree.
        sure_from: of more than two classes the likeliest is believed from this probability on.
        vocabulary: of ``learn_vocabulary``; empty: any words will do.
        least_known: below this share of known words a person decides.
        reviewed: what people have judged, by ``digest`` of the text: ``"0"`` or ``"1"``.
    """

    calibration: Calibration = field(default_factory=Calibration)
    compliant_below: Share = 0.02
    not_compliant_from: Share = 0.9
    rules: bool = True
    sure_from: float = 0.5
    vocabulary: tuple[int, ...] = ()
    least_known: Share = 0.5
    reviewed: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the content of ``POLICY_FILE``."""
        return json.dumps(asdict(self), indent=2, sort_keys=True).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read it back; raises ``UserError`` for a damaged one."""
        return parse_stored(content, cls, POLICY_FILE, "a new champion has a new one")


def digest(text: str) -> str:
    """Return what stands for a text: notes may name people, and the policy is no place for that."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
