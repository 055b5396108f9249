"""In = kept + duplicate + rejected, for every batch."""

from dataclasses import dataclass, fields

import numpy as np

from connected_car.pipelines.streaming_scoring.events import Events
from connected_car.pipelines.streaming_scoring.outcome import Outcome


@dataclass
class Counts:
    """Of the readings of a batch, or of several."""

    read: int = 0
    kept: int = 0
    duplicate: int = 0
    rejected: int = 0
    late: int = 0
    known_before: int = 0
    refused_files: int = 0
    batteries: int = 0

    def add(self, more: "Counts") -> None:
        """Add those of another batch."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(more, field.name))

    def check(self) -> None:
        """Make sure that no reading is lost or counted twice.

        Raises:
            RuntimeError: they do not add up.
        """
        if self.read != self.kept + self.duplicate + self.rejected:
            raise RuntimeError(
                f"{self.read} readings were read, but {self.kept} kept + {self.duplicate} "
                f"duplicate + {self.rejected} rejected"
            )


def count(events: Events, outcome: Outcome) -> Counts:
    """Count what was read and what became of it.

    A reading that takes the moment of a stored one, being earlier in file order, makes one
    duplicate more and none kept more, as in a batch over all files.
    """
    by_status = {
        status: int(np.count_nonzero(outcome.status == status))
        for status in ("kept", "duplicate", "rejected")
    }
    return Counts(
        read=events.read,
        kept=by_status["kept"] - outcome.n_superseded,
        duplicate=by_status["duplicate"] + outcome.n_superseded,
        rejected=by_status["rejected"] + events.rejected.num_rows,
        late=int(np.count_nonzero(outcome.late)),
    )
