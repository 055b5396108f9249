"""What a batch was begun with, so that it comes out the same when it is done once more."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Plan:
    """Of one batch.

    Attributes:
        batch: its id.
        started_at: when it was begun first; by that day readings are judged.
        model_version: the champion then.
    """

    batch: int
    started_at: str
    model_version: str | None

    @classmethod
    def of(cls, path: Path, batch: int, model_version: str | None) -> Self:
        """Return the plan of a batch: the stored one, or a new one that is stored now."""
        if path.exists():
            known = cls(**json.loads(path.read_text()))
            if known.batch == batch:
                return known
        plan = cls(batch, datetime.now(UTC).isoformat(), model_version)
        hidden = path.with_name(f".{path.name}.new")
        hidden.write_text(json.dumps(asdict(plan)))
        os.replace(hidden, path)
        return plan

    @property
    def time(self) -> datetime:
        """When it was begun first."""
        return datetime.fromisoformat(self.started_at)
