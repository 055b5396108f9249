"""What a user can set about the risk of a battery."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class RiskOptions(BaseModel):
    """Settings of the scoring function; batch and stream share them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    horizon: int = Field(description="days ahead that are forecast", ge=1, le=365)
    n_paths: int = Field(description="sample paths a battery", ge=20, le=10_000)
    history_days: int = Field(description="last days of history that are used", ge=28, le=3_650)
    short_history_days: int = Field(
        description="with fewer days of its own, a battery is marked as an estimate", ge=0
    )
    watch_above: float = Field(
        description="probability from which a battery is watched", ge=0, le=1
    )
    alert_above: float = Field(description="probability from which its owner is told", ge=0, le=1)
    seed: int = Field(description="seed of the sample paths", ge=0)

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.watch_above > self.alert_above:
            raise ValueError("watch_above must not be greater than alert_above")
        return self
