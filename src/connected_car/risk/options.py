"""What a user can set about the risk of a battery."""

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator


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

    @field_validator("alert_above")
    @classmethod
    def _levels_in_order(cls, alert_above: float, info: ValidationInfo) -> float:
        watch_above = info.data.get("watch_above", 0.0)
        if alert_above < watch_above:
            raise ValueError(f"must not be less than watch_above ({watch_above})")
        return alert_above
