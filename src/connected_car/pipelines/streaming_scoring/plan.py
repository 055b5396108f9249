"""What a batch was begun with, so that it comes out the same when it is done once more."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator

from connected_car.stored_files import read_stored, write_whole


def _is_moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no time zone")
    return text


@dataclass(frozen=True)
class Plan:
    """Of one batch.

    Attributes:
        batch: its id.
        started_at: when it was begun first; by that day readings are judged.
        model_version: the champion then.
    """

    batch: int
    started_at: Annotated[str, AfterValidator(_is_moment)]
    model_version: str | None

    @classmethod
    def of(cls, path: Path, batch: int, model_version: str | None) -> Self:
        """Return the plan of a batch: the stored one, or a new one that is stored now.

        Raises:
            UserError: the stored one is damaged.
        """
        begun = cls.begun(path, batch)
        if begun is not None:
            return begun
        plan = cls(batch, datetime.now(UTC).isoformat(), model_version)
        write_whole(path, json.dumps(asdict(plan)))
        return plan

    @classmethod
    def begun(cls, path: Path, batch: int) -> Self | None:
        """Return the stored plan of a batch; None where it was not begun yet.

        Raises:
            UserError: what is stored is damaged.
        """
        if not path.exists():
            return None
        known = read_stored(path, cls, "delete it; what was begun is then judged as of now")
        return known if known.batch == batch else None

    @property
    def time(self) -> datetime:
        """When it was begun first."""
        return datetime.fromisoformat(self.started_at)
