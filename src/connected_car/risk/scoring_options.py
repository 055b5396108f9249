"""The group ``batch_scoring``, which the stream shares."""

from datetime import date
from typing import Any

from pydantic import Field, field_validator

from connected_car.risk.options import RiskOptions


class BatchScoringOptions(RiskOptions):
    """The group ``batch_scoring``: what the risk needs, and which days count as known."""

    as_of: date | None = Field(description="last day that counts as known; null: all days")
    explain: str | None = Field(description="battery whose page is made; null: none")
    partitions: int | None = Field(description="Spark partitions; null: Spark's own choice", ge=1)

    @field_validator("explain", mode="before")
    @classmethod
    def _is_text(cls, battery: Any) -> str | None:
        """Take 7 for the battery 7, and '007' in quotes for the battery 007."""
        return None if battery is None else str(battery).strip("'\"")
