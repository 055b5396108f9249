"""Parameters of the pipeline."""

from datetime import date

from pydantic import Field

from connected_car.risk.options import RiskOptions


class BatchScoringOptions(RiskOptions):
    """The group ``batch_scoring``: what the risk needs, and which days count as known."""

    as_of: date | None = Field(description="last day that counts as known; null: all days")
    partitions: int | None = Field(description="Spark partitions; null: Spark's own choice", ge=1)
